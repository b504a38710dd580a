"""A draft of a scheme while somebody changes it: locked, counted, written down."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessment.models import AssessmentScheme
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Conflict, Forbidden, Stale


def locked(actor: Actor, pk: int, seen_edition: int | None, verb: str = "edit") -> AssessmentScheme:
    """Return a draft, locked until the end of the transaction.

    Raises:
        NotFound, Forbidden: not this actor's.
        Conflict: published already.
        Stale: somebody changed it since ``seen_edition``.

    """
    fetch(AssessmentScheme, actor, pk, verb)
    row = (
        AssessmentScheme.objects.select_for_update(of=("self",))
        .select_related("region", "parent__region")
        .get(pk=pk)
    )
    if not allows(actor, verb, row):
        raise Forbidden()
    if row.state != AssessmentScheme.State.DRAFT:
        raise Conflict(_("A published scheme is never changed: begin a new version."))
    if seen_edition is not None and row.edition != seen_edition:
        raise Stale(version=row.edition, seen=seen_edition)
    return row


def changed(actor: Actor, row: AssessmentScheme) -> None:
    """Count a change of a draft, and write it into the security log."""
    row.edition += 1
    row.save()
    write_down(actor, row, "scheme.edited")


def write_down(actor: Actor, row: AssessmentScheme, action: str, reason: str = "") -> None:
    """Write an act on a scheme into the security log."""
    log(
        actor=actor, action=action, object_type="assessment.assessmentscheme", object_id=row.pk, reason=reason,
        region_code=row.region.code,
    )  # fmt: skip
