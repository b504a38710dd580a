"""Reading rows of risk."""
