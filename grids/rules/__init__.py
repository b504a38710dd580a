"""Pure decisions about grids and incidents: no database, no clock."""
