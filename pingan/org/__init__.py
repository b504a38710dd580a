"""Regions, bodies, offices, special groups, member units, centres and posts (Articles 7, 11-13)."""
