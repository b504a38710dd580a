"""Pure rules of passwords, sessions and keys."""
