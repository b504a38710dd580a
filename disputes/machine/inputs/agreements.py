"""What the actions on an agreement ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from disputes.machine.inputs.choices import checks, clauses, of_choices, signers
from disputes.models import (
    Agreement,
    AgreementClause,
    JudicialConfirmation,
)
from disputes.models.choices import (
    SignatureMethod,
)
from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class Agree:
    """What the parties agreed. An oral agreement takes effect on the day it was reached."""

    form: str = input_field(_("Form"), "radio", choices=of_choices(Agreement.Form), default="written")
    reached_on: datetime | None = input_field(
        _("Reached on"), "date", default=None,
        help=_("With no day given: today. An oral agreement is in effect from that day."),
    )  # fmt: skip
    facts: str = input_field(_("Facts, issue and responsibilities"), "textarea", max_length=10_000)
    manner: str = input_field(_("How it is performed"), "textarea", default="")
    terms: str = input_field(
        _("First clause"), "textarea",
        help=_("An oral agreement needs it at once; a written one takes more clauses before it is signed."),
    )  # fmt: skip
    amount: str = input_field(_("Amount in yuan"), "amount", max_length=20, default="")
    term: str = input_field(
        _("By when"), "radio", choices=of_choices(AgreementClause.Term, "unstated"), default=""
    )
    due_at: datetime | None = input_field(
        _("To be performed by"), "date", default=None, help=_("Only with the term “by a day”.")
    )


@dataclass(frozen=True, kw_only=True)
class AddClause:
    """One more thing to be done."""

    text: str = input_field(_("What is to be done"), "textarea")
    amount: str = input_field(_("Amount in yuan"), "amount", max_length=20, default="")
    term: str = input_field(
        _("By when"), "radio", choices=of_choices(AgreementClause.Term, "unstated"), default=""
    )
    due_at: datetime | None = input_field(
        _("To be performed by"), "date", default=None, help=_("Only with the term “by a day”.")
    )


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Who signed, how and when."""

    signer: str = input_field(_("Signer"), "select", choices=signers)
    method: str = input_field(
        _("How"), "radio", choices=of_choices(SignatureMethod, "seal"), default="signature"
    )
    signed_at: datetime | None = input_field(_("When"), "datetime", default=None)


@dataclass(frozen=True, kw_only=True)
class PerformClause:
    """A clause that was kept."""

    clause: int = input_field(_("Clause"), "matter", choices=clauses)
    performed_at: datetime | None = input_field(
        _("Performed on"), "date", default=None, help=_("With no day given: today.")
    )
    note: str = input_field(_("How it was performed"), "textarea")
    correction: str = input_field(
        _("Why it was recorded as not kept"), max_length=200, default="",
        help=_("Needed where it was performed before the day on which it was recorded as not kept."),
    )  # fmt: skip
    files: tuple[int, ...] = input_field(_("Vouchers"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class OneClause:
    """A clause, and why."""

    clause: int = input_field(_("Clause"), "matter", choices=clauses)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class ApplyConfirmation:
    """A joint application for judicial confirmation, with the pre-check."""

    court: str = input_field(_("Court"), max_length=120)
    checks: tuple[str, ...] = input_field(_("Pre-check"), "checkboxes", choices=checks)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class DecideConfirmation:
    """What the court decided."""

    result: str = input_field(_("Decision"), "radio", choices=of_choices(JudicialConfirmation.Result))
    number_there: str = input_field(_("Number of the ruling"), max_length=60, default="")
    decided_at: datetime = input_field(_("Decided on"), "date")
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A clause whose day has passed (system only)."""

    clause: int = 0
