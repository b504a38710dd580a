"""What each action on an accountability case asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.case_choices import CIRCUMSTANCES, OUTSIDE_MEASURES, OWN_MEASURES, ObjectionTo
from assessment.queries.cases import answerable, recipients_of
from pingan.access.rules import Actor
from pingan.documents.models import ServiceReceipt
from pingan.matters.machine import input_field

Pairs = Iterable[tuple[str, Any]]


def _circumstances(actor: Actor, case: Any) -> Pairs:
    return [(str(number), label) for number, label in CIRCUMSTANCES.items()]


def _own_measures(actor: Actor, case: Any) -> Pairs:
    return OWN_MEASURES


def _outside_measures(actor: Actor, case: Any) -> Pairs:
    return OUTSIDE_MEASURES


def _leaders(actor: Actor, case: Any) -> Pairs:
    return [
        (str(held.pk), f"{held.name} {held.title}（{held.get_kind_display()}）") for held in answerable(case)
    ]


def _recipients(actor: Actor, case: Any) -> Pairs:
    return [(str(organ.pk), str(organ)) for organ in recipients_of(case)]


def _methods(actor: Actor, case: Any) -> Pairs:
    return ServiceReceipt.Method.choices


def _bodies(actor: Actor, case: Any) -> Pairs:
    return ObjectionTo.choices


def _answers(actor: Actor, case: Any) -> Pairs:
    return [("no", _("The decision stands")), ("yes", _("The measure is withdrawn"))]


@dataclass(frozen=True, kw_only=True)
class Establish:
    """What was established: circumstances, facts, and who answered on the day of the event."""

    circumstances: tuple[str, ...] = input_field(
        _("Circumstances of Article 58"), "checkboxes", choices=_circumstances
    )
    findings: str = input_field(_("What was established"), "textarea")
    leaders: tuple[str, ...] = input_field(
        _("Leaders who answer"), "checkboxes", choices=_leaders, default=(),
        help=_("Those whose responsibility was recorded for the day of the event (Article 7)."),
    )  # fmt: skip
    files: tuple[int, ...] = input_field(_("Evidence"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the assessed say."""

    statement: str = input_field(_("Statement"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Decide:
    """The decision of the body: which measure, what is demanded, until when."""

    measure: str = input_field(_("Measure"), "select", choices=_own_measures)
    demand: str = input_field(_("What is demanded"), "textarea")
    due_on: datetime | None = input_field(_("To be rectified by"), "date", default=None)
    skip_reason: str = input_field(
        _("Why a milder measure is left out"), "textarea", default="",
        help=_("Only where a rung of the ladder is skipped."),
    )  # fmt: skip
    document_number: str = input_field(
        _("Document number"), max_length=120, default="",
        help=_("Empty: the notice is issued herewith and numbered by the office's register."),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Suggest:
    """A measure that a competent authority is asked to take."""

    measure: str = input_field(_("Measure"), "select", choices=_outside_measures)
    authority: str = input_field(_("Competent authority"), max_length=120)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class RecordDecision:
    """What the competent authority decided."""

    measure: str = input_field(_("Measure"), "select", choices=_outside_measures)
    authority: str = input_field(_("Competent authority"), max_length=120)
    document_number: str = input_field(_("Document number"), max_length=120)
    decided_on: datetime = input_field(_("Decided on"), "date")
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Serve:
    """How the notice reached the assessed (送达回证)."""

    recipient: str = input_field(_("Served on"), "select", choices=_recipients)
    method: str = input_field(pgettext_lazy("service", "Method"), "radio", choices=_methods)
    received_by: str = input_field(
        _("Signed for by"), max_length=60, default="", help=_("Where it was handed over.")
    )


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was put right."""

    rectification: str = input_field(_("What was put right"), "textarea")
    files: tuple[int, ...] = input_field(_("Evidence"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class MoreTime:
    """A new term after a re-check that was not passed yet."""

    due_on: datetime = input_field(_("To be rectified by"), "date")
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Object:
    """A written objection."""

    to: str = input_field(pgettext_lazy("objection", "Put to"), "radio", choices=_bodies)
    text: str = input_field(_("Objection"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to an objection."""

    upheld: str = input_field(_("Result"), "radio", choices=_answers)
    answer: str = input_field(_("Answer"), "textarea")
