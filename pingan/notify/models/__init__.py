"""Tables of the inbox."""

from pingan.notify.models.notices import Notice

__all__ = ["Notice"]
