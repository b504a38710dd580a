"""The one mechanism of imports: reading, faults, preview with differences, all or nothing, record, undo."""
