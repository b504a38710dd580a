"""What each action of assessment asks for."""
