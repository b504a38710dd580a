"""Pure rules of disputes: identity, redaction, level, flags, channels, agreements."""
