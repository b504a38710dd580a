"""A reviewed brief is issued as an official document, sent up and down, and corrected by a further version alone."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid
from pingan.common.periods import Period
from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.documents.services import issue, serve, void
from pingan.office.models import Brief, BriefChart
from pingan.office.queries.briefs import Recipients, newest_version, office_of, recipients_of
from pingan.office.rules.brief_annexes import annexes_of
from pingan.office.rules.brief_facts import facts_as_json, facts_of_json
from pingan.office.rules.brief_periods import period_words
from pingan.office.services.brief_drafting import counted, keep_charts
from pingan.office.services.brief_rows import (
    SECTIONS,
    changed,
    locked,
    logged,
    reason_of,
    tell,
    way_to,
)
from pingan.org.models import Organ
from pingan.org.queries import user_ids_holding

TEMPLATE = "situation_brief"
_LONGEST_ADDRESSEE = 480
_SENT = gettext_noop("%(place)s: the brief of %(period)s was served on your unit: %(number)s")


def _addressee(to: Recipients) -> str:
    names = "、".join(organ.name for organ in to.all)
    if len(names) <= _LONGEST_ADDRESSEE:
        return names
    above = "".join(f"{organ.name}，" for organ in to.above)
    return f"{above}各下级平安建设统筹协调机构办公室"


def _correction(row: Brief) -> str:
    if row.corrects is None or row.corrects.document is None:
        return ""
    return f"本件更正{row.corrects.document.number}，原件作废。更正内容：{row.reason}"


def values_of(row: Brief, to: Recipients) -> dict[str, str]:
    """Return what a brief's paper says."""
    counted_at = timezone.localtime(row.counted_at)
    return {
        "addressee": _addressee(to),
        "period": period_words(row.cadence, row.since),
        "counted_at": f"{counted_at.year}年{counted_at.month}月{counted_at.day}日{counted_at:%H:%M}",
        "correction": _correction(row),
        **{name: getattr(row, name) for name in SECTIONS},
    }


def _issued(actor: Actor, row: Brief, office: Organ, to: Recipients) -> OfficialDocument:
    charts = row.charts.order_by("place").values_list("title", "svg")
    document = issue(
        actor=actor,
        organ_id=office.pk,
        template_code=TEMPLATE,
        data=values_of(row, to),
        region_code=row.region.code,
        is_authorised=True,
        annexes=annexes_of(facts_of_json(row.figures), charts),
    )
    for organ in to.all:
        serve(
            actor=actor,
            document_id=document.pk,
            recipient_id=organ.pk,
            method=ServiceReceipt.Method.ELECTRONIC,
            is_authorised=True,
        )
    return document


def _supersede(actor: Actor, row: Brief) -> None:
    """Put the version before out of force, with its paper: both stay readable."""
    old = row.corrects
    if old is None:
        return
    old.state = Brief.State.SUPERSEDED
    old.superseded_at = timezone.now()
    old.save(update_fields=["state", "superseded_at"])
    document = old.document
    # Its office may have declared the paper void by hand before.
    if document is not None and document.voided_at is None:
        reason = _("Replaced by a correction: %(reason)s") % {"reason": row.reason}
        void(actor=actor, document_id=document.pk, reason=reason, is_authorised=True)


@transaction.atomic
def issue_brief(*, actor: Actor, pk: int, seen_edition: int | None = None) -> Brief:
    """Issue a reviewed brief: number, PDF, DOCX, service up and down. A correction puts the version before out of force.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: it is not reviewed.
        Invalid: no office with a document code, or nobody to send it to.

    """
    row = locked(actor, pk, "issue", seen_edition)
    if row.state != Brief.State.REVIEWED:
        raise Conflict(_("Only a reviewed brief is issued."))
    office, to = office_of(row.region), recipients_of(row.region)
    if office is None:
        raise Invalid({"": _("The body of this division has no office that could issue a brief.")})
    if not to.all:
        raise Invalid({"": _("There is no unit above or below that it could be sent to.")})
    _supersede(actor, row)
    document = _issued(actor, row, office, to)
    row.state = Brief.State.ISSUED
    row.issued_at = document.issued_at
    row.issued_by_id = actor.person
    row.document = document
    row = changed(actor, row, "issued", number=document.number)
    people = user_ids_holding(Q(organ_id__in=[organ.pk for organ in to.all]))
    tell(row, set(people) - {actor.user_id}, _SENT, "issued", number=document.number)
    return row


def demand_correctable(row: Brief) -> None:
    """Refuse where a brief is not in force, or a correction of it is under way.

    Raises:
        Conflict: with the way to the one that is under way.

    """
    newest = newest_version(row.region_id, row.cadence, row.since)
    if newest is not None and newest.pk != row.pk and newest.issued_at is None:
        raise Conflict(_("A correction of this brief is under way already."), **way_to(newest))
    if row.state != Brief.State.ISSUED:
        raise Conflict(_("Only an issued brief is corrected."))


@transaction.atomic
def correct_brief(
    *, actor: Actor, pk: int, reason: str, recounts: bool, seen_edition: int | None = None
) -> Brief:
    """Draft the next version of an issued brief. Until that is issued, the present one holds.

    ``recounts``: its figures are counted anew at this moment; else they and the charts stay as they were told. The words
    are those of the issued version: a person writes what is to be said now.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: it is not in force, or a correction is under way.
        Invalid: no reason.

    """
    old = locked(actor, pk, "edit", seen_edition)
    demand_correctable(old)
    said = reason_of(reason)
    facts = counted(old.region, Period(old.since, old.until)) if recounts else facts_of_json(old.figures)
    new = Brief(
        region=old.region, cadence=old.cadence, since=old.since, until=old.until, version=old.version + 1, corrects=old,
        reason=said, figures=facts_as_json(facts), counted_at=timezone.now() if recounts else old.counted_at,
        created_by_id=actor.user_id, **{name: getattr(old, name) for name in SECTIONS},
    )  # fmt: skip
    new.save(force_insert=True)  # the issued version is locked: nobody drafts another one meanwhile
    if recounts:
        keep_charts(new, facts)
    else:
        BriefChart.objects.bulk_create(
            BriefChart(brief=new, place=chart.place, title=chart.title, svg=chart.svg)
            for chart in old.charts.order_by("place")
        )
    logged(actor, "corrected", new, reason=said)
    return new
