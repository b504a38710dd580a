"""A template and its values become one finished paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pingan.documents.models import DocumentTemplate
from pingan.documents.rules import KINDS, Layout, Paper, date_text, filled, filled_line


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def paper_of(
    *, organ_name: str, template: DocumentTemplate, values: Mapping[str, str], number: str, on: date
) -> Paper:
    """Put checked values into a template; ``number`` and ``on`` are the document's own."""
    rule, day = KINDS[template.kind], date_text(on)
    known = {**values, "number": number, "organ_name": organ_name, "issued_on": day}
    if rule.layout is Layout.CASE:
        known["committee"] = " ".join(values.get("committee", "").split()) or organ_name
        # A paper outside a numbered case stands for its case itself.
        known["case_number"] = values.get("case_number", "").strip() or number
    return Paper(
        layout=rule.layout,
        organ_name=organ_name,
        number=number,
        title=filled_line(template.title, known),
        addressee=" ".join(values.get("addressee", "").split()).rstrip("：:"),
        blocks=tuple(filled(template.body, known)),
        issued_on=day,
        attachments=_lines(values.get("attachments", "")),
        copy_to=" ".join(values.get("copy_to", "").split()).rstrip("。"),
        has_receipt=rule.has_receipt,
        signers=tuple(line.rstrip("：:") for line in _lines(values.get("signatures", ""))) or rule.signers,
        has_seal=rule.has_seal,
        committee=known.get("committee", ""),
        is_to_persons=rule.is_to_persons,
    )
