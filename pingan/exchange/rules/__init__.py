"""Pure rules of exchange: back-off, signatures, addresses, what a resource may give."""
