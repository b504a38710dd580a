"""Pure arithmetic and tables of the law; no ORM, no clock."""
