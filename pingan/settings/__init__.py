"""Settings by environment: development, test, production. Only ``base`` reads the environment."""
