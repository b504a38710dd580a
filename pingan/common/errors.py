"""What can go wrong in the domain. Doors translate these once, in ``pingan.web.errors``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Base of every refusal that a user can be told about. ``code`` is stable and untranslated."""

    code = "refused"
    message: Any = _("This cannot be done.")

    def __init__(self, message: Any = None, **details: Any) -> None:
        """Keep the translated sentence and machine-readable details for problem+json."""
        self.message = message or type(self).message
        self.details = details
        super().__init__(str(self.message))


class NotFound(DomainError):
    """The row does not exist or lies outside the actor's scope; both look alike on purpose (404)."""

    code = "not_found"
    message = _("Not found, or outside your area.")


class Forbidden(DomainError):
    """The row is visible but this verb is not allowed to the post held (403)."""

    code = "forbidden"
    message = _("Your post does not allow this.")


class Stale(DomainError):
    """Somebody else changed the row since it was read (412 with If-Match, 409 on a page)."""

    code = "stale"
    message = _("Someone else changed this in the meantime. What you typed is kept.")


class IllegalAction(DomainError):
    """The action is not possible from the present state (409). ``details["legal"]`` lists what is."""

    code = "illegal_action"
    message = _("This is not possible in the present state.")


class Busy(DomainError):
    """A lock could not be had in time; trying again is safe (409 with Retry-After)."""

    code = "busy"
    message = _("Someone is working on this right now. Please try again in a moment.")


class Unavailable(DomainError):
    """The database cannot be reached; nothing was done and trying again is safe (503 with Retry-After)."""

    code = "unavailable"
    message = _("The system is restarting. Please try again in a moment; what you typed is kept.")


class Conflict(DomainError):
    """The database refused: a unique value is taken, or a protected row is still in use (409)."""

    code = "conflict"
    message = _("This conflicts with what is already recorded.")


class Invalid(DomainError):
    """Well-formed input that a rule refuses (422). ``fields`` maps field name to sentences."""

    code = "invalid"
    message = _("Please check the marked fields.")

    def __init__(self, fields: Mapping[str, Any], message: Any = None) -> None:
        """Accept one sentence or a sequence of them per field; the key ``""`` concerns the whole form."""
        self.fields: dict[str, Sequence[Any]] = {
            name: value if isinstance(value, list | tuple) else [value] for name, value in fields.items()
        }
        super().__init__(message, fields=self.fields)
