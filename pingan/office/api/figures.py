"""."""
resources: list = []
