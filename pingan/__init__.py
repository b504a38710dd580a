"""Pingan: grid-based community governance under the Jiangxi regulation on building a safe province."""
