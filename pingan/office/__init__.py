"""The office: kept sums, dashboards, briefs, supervision. Nothing imports it but the roof."""
