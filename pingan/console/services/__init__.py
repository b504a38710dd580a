"""Verbs that the kernel's own doors need, put together from the apps below."""
