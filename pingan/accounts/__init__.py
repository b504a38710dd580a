"""Users, passwords, second factors, API tokens and sessions."""
