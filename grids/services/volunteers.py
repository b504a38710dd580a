"""Volunteers (Article 54): taken on by the desk, their hours, a certificate, and the end of their data when consent ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from grids.models import DeclineReason, PublicSubmission, Volunteer
from grids.queries.volunteer_hours import changed_since, hours_of, served_between
from grids.queries.volunteers import services_of, signing_unit
from grids.services.submission_desk import waiting
from grids.services.submissions import by_code
from pingan.access.policy import fetch
from pingan.access.rules import Actor, public_actor
from pingan.audit.services import log
from pingan.common.errors import Conflict, IllegalAction, Invalid, NotFound
from pingan.common.text import in_plain_text
from pingan.documents.models import OfficialDocument
from pingan.documents.services.erasing import erase_document
from pingan.documents.services.issuing import issue

State = PublicSubmission.State
_TEMPLATE = "volunteer_certificate"


def locked(actor: Actor, pk: int) -> Volunteer:
    """Return a volunteer who serves, locked.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        IllegalAction: has left.

    """
    fetch(Volunteer, actor, pk, "decide")
    row = Volunteer.objects.select_for_update(of=("self",)).select_related("region", "submission").get(pk=pk)
    if row.left_at is not None:
        raise IllegalAction(_("This volunteer has left; the data are deleted."))
    return row


@transaction.atomic
def enrol(*, actor: Actor, pk: int) -> Volunteer:
    """Take on whoever applied; what was sent stands here from now on, and in the queue no more.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``waiting``.

    """
    row = waiting(actor, pk, PublicSubmission.Kind.VOLUNTEER)
    now = timezone.now()
    made = Volunteer.objects.create(
        submission=row,
        region=row.region,
        region_code=row.region_code,
        services=row.services,
        name=row.reporter_name,
        phone=row.reporter_phone,
        consented_at=row.consented_at or row.sent_at,
        joined_at=now,
        joined_by_id=actor.person,
    )
    row.state, row.decided_at, row.decided_by_id = State.TAKEN, now, actor.person
    row.blank_words()
    row.save()
    write_down(actor, made, "volunteer.joined")
    return made


def write_down(actor: Actor, row: Volunteer, action: str, **data: Any) -> None:
    """Write an act on a volunteer into the security log, by number and without the name."""
    log(
        actor=actor,
        action=action,
        object_type="grids.volunteer",
        object_id=row.pk,
        region_code=row.region_code,
        data={"number": row.submission.number, **data},
    )


@transaction.atomic
def certify(*, actor: Actor, pk: int) -> OfficialDocument:
    """Issue a certificate of the hours given so far, in the name of the desk's unit, or of the office above it.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``locked``; no hours yet.
        Conflict: a certificate tells these hours already, and none was noted or corrected since.
        Invalid: no unit has a document code, or no template is in force.

    """
    row = locked(actor, pk)
    hours = hours_of(row)
    if hours < 1:
        raise IllegalAction(_("No hours are noted yet."))
    last = row.certificates.filter(erased_at=None, voided_at=None).order_by("-issued_at").first()
    if last is not None and not changed_since(row, last.issued_at):
        raise Conflict(_("%(number)s tells all hours that were given.") % {"number": last.number})
    organ = signing_unit(actor, row.region_code)
    if organ is None:
        raise Invalid(
            {"": _("No unit of this place has a document code; the office enters it in the organisation.")}
        )
    first, last = served_between(row)
    with translation.override(settings.LANGUAGE_CODE):  # the paper is in one language, whoever prints it
        services = "、".join(str(label) for label in services_of(row.services))
    document = issue(
        actor=actor,
        organ_id=organ.pk,
        template_code=_TEMPLATE,
        data={
            "addressee": row.name or "",
            "volunteer_number": row.submission.number,
            "period": _days(first, last),
            "services": services,
            "hours": str(hours),
        },
        region_code=row.region_code,
        is_closed=True,
        is_authorised=True,
    )
    row.certificates.add(document)
    return document


def _days(first: date, last: date) -> str:
    began = f"{first:%Y年%-m月%-d日}"
    return began if first == last else f"{began}至{last:%Y年%-m月%-d日}"


def erase(actor: Actor, row: Volunteer, how: str, **data: Any) -> None:
    """Delete what is kept of a person: contact, hours, certificates. That somebody served and left stays, without a name."""
    now = timezone.now()
    row.name = row.phone = None
    row.services = []
    row.left_at, row.left_how = now, how
    row.save()
    hours = row.given.count()
    row.given.all().delete()
    papers = list(row.certificates.all())
    for paper in papers:
        erase_document(paper, now=now)
    write_down(actor, row, "volunteer.left", how=how, activities=hours, certificates=len(papers), **data)


@transaction.atomic
def let_go(*, actor: Actor, pk: int) -> None:
    """Delete a volunteer's data because the person asked for it at the desk.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``locked``.

    """
    erase(actor, locked(actor, pk), Volunteer.Left.AT_THE_DESK)


@transaction.atomic
def withdraw(*, code: str) -> PublicSubmission:
    """Withdraw consent under the code: at once, asked of nobody, before or after the desk decided.

    Raises:
        NotFound: no such code, or not that of an application to volunteer.
        IllegalAction: nothing is kept any more.

    """
    found = by_code(code)
    if found is None or found.kind != PublicSubmission.Kind.VOLUNTEER:
        raise NotFound()
    row = PublicSubmission.objects.select_for_update(of=("self",)).select_related("region").get(pk=found.pk)
    actor = public_actor(region_code=row.region_code)
    volunteer = (
        Volunteer.objects.select_for_update(of=("self",)).select_related("submission").filter(submission=row)
    ).first()
    if volunteer is not None and volunteer.left_at is None:
        erase(actor, volunteer, Volunteer.Left.WITHDRAWN)
    elif row.state == State.WAITING:
        row.state, row.decline_reason = State.DECLINED, DeclineReason.WITHDRAWN
        row.decided_at, row.is_blank, row.services = timezone.now(), True, []
        row.blank_words()
    elif row.state == State.DECLINED and not row.is_blank:
        row.is_blank, row.services, row.decline_note = True, [], None
        row.blank_words()
    else:
        raise IllegalAction(_("Nothing of you is kept any more."))
    row.save()
    return row


def contact_of(*, actor: Actor, pk: int, reason: str) -> tuple[str, str]:
    """Return name and phone in clear, after writing down who read them and why.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        IllegalAction: has left.
        Invalid: no reason.

    """
    reason = in_plain_text(reason).strip()
    with transaction.atomic():
        row = locked(actor, pk)
        if len(reason) < 2:
            raise Invalid({"reason": _("Say why you need the contact.")})
        log(
            actor=actor,
            action="personal_data.reveal",
            object_type="grids.volunteer",
            object_id=row.pk,
            reason=reason,
            data={"number": row.submission.number, "fields": ["name", "phone"]},
        )
    return row.name or "", row.phone or ""
