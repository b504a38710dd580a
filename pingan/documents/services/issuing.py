"""A document is written, numbered, printed and kept in one transaction; afterwards it can only be voided."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.documents.models import DocumentTemplate, OfficialDocument
from pingan.documents.rules import KINDS, Paper, date_text, filled, filled_line, number_text, value_problems
from pingan.documents.rules.markup import clean_text
from pingan.documents.services.docx import render_docx
from pingan.documents.services.numbers import next_serial
from pingan.documents.services.pdf import render_pdf
from pingan.documents.services.templates import template_in_use
from pingan.files.services import store_generated
from pingan.org.models import Organ

PDF = "application/pdf"
_LONGEST_TITLE = 300  # the column holds 500, the number and the organ's name may be put in as well
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _checked(
    *, actor: Actor, organ_id: int, template_code: str, data: Mapping[str, str]
) -> tuple[Organ, DocumentTemplate, dict[str, str]]:
    """Answer everything that can be refused before a number is taken."""
    if not actor.has("documents.issue") or not (actor.is_system or actor.organ_id == organ_id):
        raise Forbidden()
    template = template_in_use(code=template_code, organ_id=organ_id)
    if template is None:
        raise Invalid({"template": _("There is no such template.")})
    values = {name: clean_text(value) for name, value in data.items()}
    problems = value_problems(kind=template.kind, title=template.title, body=template.body, values=values)
    # Every value is within its bound, but a title may be made of a long one.
    if not problems and len(filled_line(template.title, values)) > _LONGEST_TITLE:
        problems["title"] = _("Longer than %(count)d characters.") % {"count": _LONGEST_TITLE}
    organ = Organ.objects.filter(pk=organ_id).first()
    if organ is None or not organ.document_code:
        problems["organ"] = _("This organ has no document code. The office enters it with the organ's data.")
    if problems or organ is None:
        raise Invalid(problems)
    return organ, template, values


def _paper(
    *, organ: Organ, template: DocumentTemplate, values: Mapping[str, str], number: str, day: str
) -> Paper:
    rule = KINDS[template.kind]
    known = {**values, "number": number, "organ_name": organ.name, "issued_on": day}
    return Paper(
        layout=rule.layout,
        organ_name=organ.name,
        number=number,
        title=filled_line(template.title, known),
        addressee=" ".join(values["addressee"].split()).rstrip("：:"),
        blocks=tuple(filled(template.body, known)),
        issued_on=day,
        attachments=tuple(line.strip() for line in values.get("attachments", "").split("\n") if line.strip()),
        copy_to=" ".join(values.get("copy_to", "").split()).rstrip("。"),
        has_receipt=rule.has_receipt,
    )


@transaction.atomic
def issue(
    *, actor: Actor, organ_id: int, template_code: str, data: Mapping[str, str], region_code: str
) -> OfficialDocument:
    """Issue a document in the name of an organ: number it, print PDF and DOCX, keep both.

    ``data`` gives the template's placeholders; ``addressee`` always. ``region_code``: 12 digits of the
    division that it concerns. The number is gapless per organ, kind and year (Asia/Shanghai): the register
    stays locked until the caller's transaction ends, so issue late in it.

    Raises:
        Forbidden: the post issues no documents, or not those of this organ.
        Invalid: unknown template, missing or unknown values, an organ without a document code.

    """
    organ, template, values = _checked(actor=actor, organ_id=organ_id, template_code=template_code, data=data)
    now = timezone.now()
    today = timezone.localdate(now)
    serial = next_serial(organ_id=organ_id, kind=template.kind, year=today.year)
    number = number_text(
        document_code=organ.document_code, kind=template.kind, year=today.year, serial=serial
    )
    paper = _paper(organ=organ, template=template, values=values, number=number, day=date_text(today))
    printed = render_pdf(paper)
    pdf = store_generated(actor=actor, name=f"{number}.pdf", content=printed.content, media_type=PDF)
    docx = store_generated(actor=actor, name=f"{number}.docx", content=render_docx(paper), media_type=DOCX)
    return OfficialDocument.objects.create(
        organ=organ,
        template=template,
        kind=template.kind,
        year=today.year,
        serial=serial,
        number=number,
        title=paper.title,
        addressee=paper.addressee,
        region_code=region_code,
        snapshot=json.dumps(values, ensure_ascii=False, sort_keys=True),
        replaced_characters=printed.replaced,
        issued_by_id=actor.user_id,
        issued_at=now,
        pdf=pdf,
        docx=docx,
        sha256=pdf.sha256,
    )


@transaction.atomic
def void(*, actor: Actor, document_id: int, reason: str) -> OfficialDocument:
    """Declare an issued document void. It stays readable, its number stays used.

    Raises:
        NotFound: outside the actor's view.
        Forbidden: not issued by the actor's organ, or no such duty.
        Invalid: no reason given.
        IllegalAction: void already.

    """
    document = fetch(
        OfficialDocument, actor, document_id, "void", refine=lambda rows: rows.select_for_update(of=("self",))
    )
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    if document.voided_at is not None:
        raise IllegalAction(_("This document is already void."))
    document.voided_at = timezone.now()
    document.voided_by_id = actor.user_id
    document.void_reason = clean_text(reason).strip()[:200]
    document.save(update_fields=["voided_at", "voided_by", "void_reason"])
    log(
        actor=actor,
        action="document.voided",
        object_type="documents.officialdocument",
        object_id=document.pk,
        reason=document.void_reason,
        region_code=document.region_code,
    )
    return document
