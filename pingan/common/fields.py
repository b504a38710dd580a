"""Model fields of the kernel."""

from __future__ import annotations

from typing import Any

from django.db import models

from pingan.common import crypto


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that stands encrypted in the database and cannot be searched, sorted or filtered.

    The field's own ``label.model.field`` is authenticated with it. NULL means "never given";
    the empty string means "given as empty" or "blanked by retention".
    """

    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Encrypt on the way in."""
        if isinstance(value, str):
            value = crypto.encrypt(value.encode(), context=self._context())
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else crypto.decrypt(bytes(value), context=self._context()).decode()

    def to_python(self, value: Any) -> Any:
        """Leave text alone; BinaryField would take it for base64."""
        return value

    def value_to_string(self, obj: Any) -> str:
        """Never serialise personal text in fixtures."""
        return ""
