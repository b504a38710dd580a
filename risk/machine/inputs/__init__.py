"""What each action on a matter of risk asks for. Pages, API and tests read these."""
