"""Doors of the kernel: sign-in, home, inbox, organisation, users, posts, calendars, audit."""
