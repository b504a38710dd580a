"""A template and its values become one finished paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pingan.documents.models import DocumentTemplate
from pingan.documents.rules import KINDS, Layout, Paper, date_text, filled, filled_line
from pingan.documents.rules.annexes import Annex

#: Where a day is filled in by hand.
_OPEN_DAY = "　　　　年　　月　　日"

#: On the receipt of a paper of a case: it is printed before anybody is served, and service may be recorded apart from it.
_RECORDED = "送达已经登记而本回证未填写的，见卷内办理情况表。"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def paper_of(
    *,
    organ_name: str,
    template: DocumentTemplate,
    values: Mapping[str, str],
    number: str,
    on: date,
    annexes: Sequence[Annex] = (),
) -> Paper:
    """Put checked values into a template; ``number`` and ``on`` are the document's own. Annexes are listed by title."""
    return _with_annexes(_composed(organ_name, template, values, number, date_text(on)), annexes)


def _with_annexes(paper: Paper, annexes: Sequence[Annex]) -> Paper:
    if not annexes:
        return paper
    listed = (*paper.attachments, *(annex.title for annex in annexes))
    return replace(paper, annexes=tuple(annexes), attachments=listed)


def draft_of(
    *,
    organ_name: str,
    template: DocumentTemplate,
    values: Mapping[str, str],
    mark: str,
    annexes: Sequence[Annex] = (),
) -> Paper:
    """Put checked values into a template for a sheet that is read or signed before it is issued: the day is left open.

    It has no number of its own yet: the number of its case stands in that place, ``mark`` in the corner.
    """
    case = values.get("case_number", "").strip()
    paper = _with_annexes(_composed(organ_name, template, values, "", _OPEN_DAY), annexes)
    return replace(paper, mark=mark, number=f"案号：{case}" if case else "")


def _receipt_note(values: Mapping[str, str]) -> str:
    """Say on the receipt what was known of it already, and where its service stands if the sheet itself was left empty."""
    known = " ".join(values.get("receipt", "").split())
    return "\n".join((*((f"接收情况：{known}",) if known else ()), _RECORDED))


def _composed(
    organ_name: str, template: DocumentTemplate, values: Mapping[str, str], number: str, day: str
) -> Paper:
    rule = KINDS[template.kind]
    known = {**values, "number": number, "organ_name": organ_name, "issued_on": day}
    if rule.layout is Layout.CASE:
        known["committee"] = " ".join(values.get("committee", "").split()) or organ_name
        # A paper outside a numbered case stands for its case itself.
        known["case_number"] = values.get("case_number", "").strip() or number
    recipients = tuple(" ".join(line.split()).rstrip("：:") for line in _lines(values.get("addressee", "")))
    return Paper(
        layout=rule.layout,
        organ_name=organ_name,
        number=number,
        title=filled_line(template.title, known),
        addressee="、".join(recipients),
        recipients=recipients,
        blocks=tuple(filled(template.body, known)),
        issued_on=day,
        attachments=_lines(values.get("attachments", "")),
        copy_to=" ".join(values.get("copy_to", "").split()).rstrip("。"),
        has_receipt=rule.has_receipt,
        receipt_note=_receipt_note(values) if rule.layout is Layout.CASE else "",
        signers=tuple(line.rstrip("：:") for line in _lines(values.get("signatures", ""))) or rule.signers,
        has_seal=rule.has_seal,
        committee=known.get("committee", ""),
        is_to_persons=rule.is_to_persons,
    )
