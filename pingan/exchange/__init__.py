"""Exchange with other systems (Article 18): who may read or be told what, for which purpose, until when."""
