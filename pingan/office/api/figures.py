"""."""

resources: list = []
