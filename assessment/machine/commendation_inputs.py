"""What each action on a commendation asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class Honour:
    """The decision. A notice is issued for a unit; a person's name stands in no document of the system."""

    document_number: str = input_field(
        _("Document number"), max_length=120, default="",
        help=_("Empty, for a unit: the decision is issued herewith and numbered by the office's register."),
    )  # fmt: skip
    note: str = input_field(_("Remark"), "textarea", default="")
