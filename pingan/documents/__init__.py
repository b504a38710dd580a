"""Official documents: templates, DOCX and PDF, gapless numbers, proof of service."""
