"""What assessment computes, without a database."""
