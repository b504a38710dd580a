"""What a night's screening reads. Restricted matters are left out in every statement, before anything is counted."""
