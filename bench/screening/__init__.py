"""How long a county's night takes, step by step, and all counties with some workers (docs/screening.md)."""
