"""How long a province's board takes, beside raw SQL over its sums; what keeping the sums costs (docs/performance.md)."""
