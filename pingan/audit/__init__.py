"""The security log: who read personal data, exported, granted or signed in."""
