"""Who reads what came from the public before it is taken: the desks that decide about it."""

from __future__ import annotations

from django.db.models import Q

from grids.models import PublicSubmission, Volunteer
from pingan.access.policy import NOTHING, Area, Permit, register, scope_q
from pingan.access.rules import Actor, extend_duties

DESK = "submission.desk"
_AREA = Area("region_code")


def files_in_use() -> Q:
    """Return the condition on ``StoredFile``: it came with a submission that still holds it."""
    return Q(pk__in=PublicSubmission.files.through.objects.values("storedfile_id"))


def readable_files(actor: Actor) -> Q:
    """Return the condition on ``StoredFile``: it came with a submission that the actor may see."""
    if not actor.has(DESK):
        return NOTHING
    seen = PublicSubmission.objects.filter(scope_q(PublicSubmission, actor))
    links = PublicSubmission.files.through.objects.filter(publicsubmission__in=seen)
    return Q(pk__in=links.values("storedfile_id"))


def certificates(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: it certifies what a volunteer gave whom the actor may see."""
    if not actor.has(DESK):
        return NOTHING
    seen = Volunteer.objects.filter(scope_q(Volunteer, actor))
    links = Volunteer.certificates.through.objects.filter(volunteer__in=seen)
    return Q(pk__in=links.values("officialdocument_id"))


def register_submissions() -> None:
    """Register permits and duties; called from ``ready()``."""
    extend_duties({role: {DESK} for role in ("township_desk", "county_dispatcher")})
    for model in (PublicSubmission, Volunteer):
        register(model, {"view": [Permit(DESK, _AREA)], "decide": [Permit(DESK, _AREA)]})
