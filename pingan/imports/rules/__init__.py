"""Files of others as typed rows with every fault named. Pure: bytes in, rows and faults out."""
