"""How well surges and clusters are found, on series whose outbreaks are known (docs/screening.md)."""
