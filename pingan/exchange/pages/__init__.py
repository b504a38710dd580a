"""The office's pages of exchange."""
