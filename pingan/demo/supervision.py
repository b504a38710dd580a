"""The supervision desk of the demo county: what was urged, a letter, a circular with its receipts, a draft that waits."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pingan.access.rules import Actor
from pingan.demo.showcase import cast_of_demo
from pingan.documents.services import acknowledge
from pingan.matters.models import Matter
from pingan.office.models import Circular
from pingan.office.queries.circulars import draft_text, usual_recipients
from pingan.office.queries.desk import Asked, desk_rows
from pingan.office.services.circulars import (
    CircularInput,
    approve_circular,
    draft_circular,
    submit_circular,
)
from pingan.office.services.supervising import LetterInput, remind_many, send_letter

_OFFICE, _LEADER, _TOWNSHIP = "nk_pinganban", "nk_lingdao", "zf_zongzhi"


def show_supervision() -> None:
    """Urge four overdue incidents, write to the units of three, name two in a circular, put a third before the leader."""
    cast = cast_of_demo()
    office, township = cast[_OFFICE], cast[_TOWNSHIP]
    asked = Asked(tab="overdue", kind="incident", rung="none")
    rows = desk_rows(office, asked, timezone.now()).filter(organ__isnull=False)
    late = [row for row in rows[:12] if row.organ_id != office.organ_id][:4]
    remind_many(
        actor=office,
        rows=[(row.pk, row.version) for row in late],
        note="已超期，请抓紧办理并在系统中说明进展。",
    )
    for row in late[:3]:
        data = LetterInput("请于五日内办结并书面反馈", timezone.now() + timedelta(days=5))
        send_letter(actor=office, matter_id=row.pk, data=data)
    if late[2:]:
        _issued(cast, late[:2], township)
        submit_circular(actor=office, circular_id=_draft(office, late[2:3], ()).pk)


def _draft(office: Actor, matters: list[Matter], more: tuple[int, ...]) -> Circular:
    data = CircularInput(
        subject="部分超期事项督办情况",
        text=draft_text(matters),
        matters=tuple(row.pk for row in matters),
        recipients=tuple(sorted({*usual_recipients(matters), *more})),
        contact="区平安办 0797-6600000",
    )
    return draft_circular(actor=office, data=data)


def _issued(cast: dict[str, Actor], matters: list[Matter], township: Actor) -> None:
    circular = _draft(cast[_OFFICE], matters, (township.organ_id,) if township.organ_id else ())
    submit_circular(actor=cast[_OFFICE], circular_id=circular.pk)
    issued = approve_circular(actor=cast[_LEADER], circular_id=circular.pk)
    for receipt in issued.document.receipts.filter(recipient_id=township.organ_id) if issued.document else ():
        acknowledge(actor=township, receipt_id=receipt.pk)
