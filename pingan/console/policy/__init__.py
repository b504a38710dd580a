"""Who may what with tables of apps that stand below ``pingan.access``."""
