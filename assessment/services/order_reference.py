"""Where the terms that the product ships for orders and instruments stand."""

from __future__ import annotations

from pathlib import Path

ORDER_TERMS = Path(__file__).resolve().parent.parent / "reference" / "orders"
