"""Working time: holidays, make-up workdays, office hours, and the arithmetic of terms."""
