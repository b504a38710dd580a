"""A document is written, numbered, printed and kept in one transaction; afterwards it can only be voided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.documents.models import CASE_KINDS, DocumentTemplate, OfficialDocument
from pingan.documents.rules import (
    KINDS,
    filled_line,
    number_text,
    paper_number_text,
    value_problems,
    year_of_case,
)
from pingan.documents.rules.annexes import Annex
from pingan.documents.rules.markup import clean_text
from pingan.documents.services.composing import draft_of, paper_of
from pingan.documents.services.docx import render_docx
from pingan.documents.services.numbers import issuing_organ, next_serial, next_tail
from pingan.documents.services.pdf import render_pdf
from pingan.documents.services.templates import wording_for
from pingan.files.services import store_generated
from pingan.org.models import Organ

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_TITLE = 300  # the column holds 500, the number and the organ's name may be put in as well


@dataclass(frozen=True)
class _Worded:
    """Values put in order beside the wording that they fit: nothing about them can be refused any more."""

    template: DocumentTemplate
    values: Mapping[str, str]
    case_number: str


@dataclass(frozen=True)
class _Numbered:
    year: int
    serial: int
    number: str


def _checked(*, organ_id: int, template_code: str, data: Mapping[str, str], case_number: str) -> _Worded:
    """Answer everything that can be refused before a number is taken."""
    template = wording_for(code=template_code, organ_id=organ_id)
    if template is None:
        raise Invalid({"template": _("There is no such template.")})
    values = {name: clean_text(value) for name, value in data.items()}
    problems = value_problems(kind=template.kind, title=template.title, body=template.body, values=values)
    # Every value is within its bound, but a title may be made of a long one.
    if not problems and len(filled_line(template.title, values)) > _LONGEST_TITLE:
        problems["title"] = _("Longer than %(count)d characters.") % {"count": _LONGEST_TITLE}
    if case_number and template.kind not in CASE_KINDS:
        problems["case_number"] = _("Only the papers of mediation carry the number of a case.")
    elif case_number and year_of_case(case_number) is None:
        problems["case_number"] = _("This is no number of a mediation case.")
    if problems:
        raise Invalid(problems)
    if case_number:
        values["case_number"] = case_number
    return _Worded(template, values, case_number)


def _numbered(organ: Organ, draft: _Worded, now: datetime) -> _Numbered:
    """Take the next serial: of the case if it is one of its papers, else of organ, kind and year."""
    year = timezone.localdate(now).year
    case = draft.case_number
    year_taken = year_of_case(case)
    if year_taken is None:
        serial = next_serial(organ_id=organ.pk, kind=draft.template.kind, year=year)
        kind, code = draft.template.kind, organ.document_code
        return _Numbered(year, serial, number_text(document_code=code, kind=kind, year=year, serial=serial))
    serial = next_tail(organ_id=organ.pk, case_number=case, year=year_taken)
    return _Numbered(year, serial, paper_number_text(case_number=case, serial=serial))


def print_draft(
    *,
    organ_id: int,
    template_code: str,
    data: Mapping[str, str],
    mark: str,
    case_number: str = "",
    annexes: Sequence[Annex] = (),
) -> bytes:
    """Return a paper as PDF before it is issued: no number is taken, nothing is kept.

    The same wording and setting as ``issue`` would print, with ``mark`` in the corner of every page, the number of the
    case for its own, and a day that is left open. A paper with a red head says across each page that it is a draft. Asks
    no right: the caller's own policy has allowed it.

    Raises:
        Invalid: unknown template, missing or unknown values.

    """
    worded = _checked(organ_id=organ_id, template_code=template_code, data=data, case_number=case_number)
    organ = Organ.objects.get(pk=organ_id)
    paper = draft_of(
        organ_name=organ.name, template=worded.template, values=worded.values, mark=mark, annexes=annexes
    )
    return render_pdf(paper).content


@transaction.atomic
def issue(
    *,
    actor: Actor,
    organ_id: int,
    template_code: str,
    data: Mapping[str, str],
    region_code: str,
    case_number: str = "",
    is_closed: bool = False,
    is_authorised: bool = False,
    annexes: Sequence[Annex] = (),
) -> OfficialDocument:
    """Issue a document in the name of an organ: number it, print PDF and DOCX, keep both.

    ``data`` gives the template's placeholders; ``addressee`` where the kind has one. ``region_code``: 12 digits
    of the division that it concerns. The number is gapless per organ, kind and year (Asia/Shanghai): the register
    stays locked until the caller's transaction ends, so issue late in it.

    ``case_number``: the paper carries this number of ``take_case_number`` with a tail of its own, gapless within
    the case; blank: a serial of its kind. ``is_closed``: seen only through the slot ``document_scopes``.
    ``is_authorised``: the caller's own policy has allowed the act, so neither duty nor unit is asked here.
    ``annexes``: tables and pictures on pages behind the words; whoever calls keeps what they were made of.

    Raises:
        Forbidden: the post issues no documents, or not those of this organ.
        Invalid: unknown template, missing or unknown values, an organ without a document code, a number that
            is none of a case or a kind that carries none.

    """
    may_issue = actor.has("documents.issue") and (actor.is_system or actor.organ_id == organ_id)
    if not (is_authorised or may_issue):
        raise Forbidden()
    draft = _checked(organ_id=organ_id, template_code=template_code, data=data, case_number=case_number)
    organ, now = issuing_organ(organ_id), timezone.now()
    numbered = _numbered(organ, draft, now)
    paper = paper_of(
        organ_name=organ.name,
        template=draft.template,
        values=draft.values,
        number=numbered.number,
        on=timezone.localdate(now),
        annexes=annexes,
    )
    printed = render_pdf(paper)
    pdf = store_generated(actor=actor, name=f"{numbered.number}.pdf", content=printed.content, media_type=PDF)
    docx = store_generated(
        actor=actor,
        name=f"{numbered.number}.docx",
        content=render_docx(paper, line_pitch=printed.line_pitch),
        media_type=DOCX,
    )
    is_to_persons = KINDS[draft.template.kind].is_to_persons
    return OfficialDocument.objects.create(
        organ=organ,
        template=draft.template,
        kind=draft.template.kind,
        year=numbered.year,
        serial=numbered.serial,
        number=numbered.number,
        case_number=case_number,
        title=paper.title,
        # A party's name stands in the encrypted values alone: lists show this column. Of a closed paper it was typed
        # on a case, may name a party that is recorded later, and could not be changed then.
        addressee="" if is_to_persons or is_closed else paper.addressee,
        region_code=region_code,
        snapshot=json.dumps(dict(draft.values), ensure_ascii=False, sort_keys=True),
        replaced_characters=printed.replaced,
        issued_by_id=actor.user_id,
        issued_at=now,
        pdf=pdf,
        docx=docx,
        sha256=pdf.sha256,
        is_closed=is_closed,
    )
