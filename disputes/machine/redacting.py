"""No party named in words: what is typed passes here before it is kept, and again when a party becomes known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from django.db.models import Model

from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputeReader,
    DisputeUnit,
    JudicialConfirmation,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from disputes.queries.disputes import known_parties, redactor
from disputes.rules.redaction import Known, redacted
from pingan.common.text import in_plain_text
from pingan.documents.models import OfficialDocument
from pingan.files.services import reword_names
from pingan.matters.machine import Input, Move
from pingan.matters.models import ClockExtension, ClockPause, Matter, MatterFile, MatterLink
from pingan.matters.rules import REWORDED
from pingan.matters.services import keywords_of, reword_notes

#: Columns of typed words by table, each with the way to its dispute (blank: through its papers). Names of files and
#: notes of the timeline are kept by their own apps, papers as they went out. A test demands that a new column of words
#: stands here, or that somebody said why it need not.
WORDS: Mapping[type[Model], tuple[str, tuple[str, ...]]] = {
    RedFlag: ("dispute", ("note", "review_reason")),
    PoliceNotice: ("dispute", ("station", "told_whom", "receipt")),
    DisputeReader: ("dispute", ("reason",)),
    DisputeUnit: ("dispute", ("asked_for", "contribution")),
    ReturnVisit: ("dispute", ("note",)),
    Channel: ("dispute", ("receiver", "number_there", "decision_number", "result_text")),
    MediationSession: ("channel__dispute", ("place_text", "record", "reason")),
    Agreement: ("channel__dispute", ("facts", "manner")),
    AgreementClause: ("agreement__channel__dispute", ("text", "note")),
    JudicialConfirmation: ("agreement__channel__dispute", ("court", "number_there")),
    ClockPause: ("clock__matter", ("reason",)),
    ClockExtension: ("clock__matter", ("reason",)),
    MatterLink: ("source", ("reason",)),
    OfficialDocument: ("", ("void_reason",)),
}
#: Those of the rows that an action holds already; whoever performs it saves them.
HELD: Mapping[type[Model], tuple[str, ...]] = {
    Matter: ("text", "keywords"),
    Dispute: (
        "external_number", "place_text", "level_override_reason", "charge_taken_by", "reject_reason",
    ),
}  # fmt: skip
#: Numbers of offices: only those of the parties are taken out of them.
_NUMBERS = frozenset({"external_number", "number_there", "decision_number", "receipt"})
_TYPED = frozenset({"text", "textarea"})
#: Typed, but particulars of a party, or read as a number.
_EXACT = frozenset({"name", "phone", "identity_number", "amount", "target"})
_Data = TypeVar("_Data")


def prepare(dispute: Dispute, data: Any) -> Any:
    """Put the input of an action in order: no control characters, and no party named in a text."""
    data = in_plain_text(data)
    lengths = {
        field.name: field.metadata["input"].max_length
        for field in fields(data)
        if _is_typed(field.metadata.get("input"), field.name) and getattr(data, field.name)
    }
    return in_roles(data, known_parties(dispute.pk), lengths) if lengths else data


def _is_typed(asked: Input | None, name: str) -> bool:
    return asked is not None and asked.widget in _TYPED and name not in _EXACT


def in_roles(data: _Data, known: Sequence[Known], lengths: Mapping[str, int]) -> _Data:
    """Return a frozen input with roles in the texts named; a role may be longer than a name, so they are cut."""
    texts = {name: _in_roles(name, getattr(data, name), known)[:length] for name, length in lengths.items()}
    return replace(data, **texts)  # type: ignore[type-var]  # an input is a dataclass


def _in_roles(column: str, text: str, known: Sequence[Known]) -> str:
    return redacted(text, known, with_others=column not in _NUMBERS)


def sender_number(number: str, *, typed: str, source: str, pk: int) -> str:
    """Return a sender's number as it is kept: made of words, it may read as another one once roles stand in it."""
    others = Dispute.objects.filter(source=source, external_number=number).exclude(pk=pk)
    if number == typed or not others.exists():
        return number
    longest = Dispute._meta.get_field("external_number").max_length or 0
    mark = f"·{pk}"
    return f"{number[: longest - len(mark)]}{mark}"


def redact_earlier_words(move: Move) -> None:
    """Take the parties, as they are recorded now, out of all that was written on the dispute before.

    In the transaction of the action that makes a party known. Its entry tells the digests of the notes that changed.
    """
    dispute, known = move.detail, known_parties(move.detail.pk)
    number, found_by = dispute.external_number, keywords_of(move.matter.number)
    # What search finds first is the number, running digits apart: that is nobody's identity number.
    move.matter.keywords = move.matter.keywords.removeprefix(found_by)
    for row in (move.matter, dispute):
        _reword(row, HELD[type(row)], known)
    move.matter.keywords = f"{found_by}{move.matter.keywords}"
    dispute.external_number = sender_number(
        dispute.external_number, typed=number, source=dispute.source, pk=dispute.pk
    )
    for model, (way, columns) in WORDS.items():
        of_dispute = {way: dispute.pk} if way else {"pk__in": dispute.papers.values("document")}
        for row in model._default_manager.filter(**of_dispute):
            changed = _reword(row, columns, known)
            if changed:
                row.save(update_fields=changed)
    redact = redactor(dispute.pk)
    reword_names(MatterFile.objects.filter(matter=move.matter).values_list("file_id", flat=True), redact)
    digests = reword_notes(move.matter, redact)
    if digests:
        move.public[REWORDED] = digests


def _reword(row: Model, columns: Iterable[str], known: Sequence[Known]) -> set[str]:
    """Change the columns of a row that name a party; return their names."""
    changed = set()
    for column in columns:
        text = getattr(row, column) or ""
        words = _in_roles(column, text, known)
        if words != text:
            setattr(row, column, words[: getattr(row._meta.get_field(column), "max_length", None)])
            changed.add(column)
    return changed
