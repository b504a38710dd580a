"""Putting drafts of schemes in force, following the scheme above, giving drafts up (Article 57; invariant 13)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import AssessmentScheme
from assessment.queries.schemes import in_force, in_force_above, indicators_of, problems_of
from assessment.services.drafts import changed, locked, write_down
from assessment.services.inheriting import fill
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid
from pingan.common.text import plain_text


def publish_scheme(
    *, actor: Actor, pk: int, document: str, seen_edition: int | None = None
) -> AssessmentScheme:
    """Put a draft in force in place of the version before it. Office and leader of the body may.

    Raises:
        NotFound, Forbidden, Conflict, Stale: as ``locked``; the scheme above has been replaced.
        Invalid: no document, or the faults of the scheme, each by the code of its indicator.

    """
    with transaction.atomic():
        row = locked(actor, pk, seen_edition, "publish")
        document = plain_text(document).strip()
        if not document or len(document) > 120:
            raise Invalid(
                {"document": _("Name the document that puts it in force, in at most 120 characters.")}
            )
        # Whoever puts another version in the place of the scheme above waits for this, or is seen here.
        if row.parent_id is not None:
            AssessmentScheme.objects.select_for_update(of=("self",)).get(pk=row.parent_id)
        above = in_force_above(row.region, row.year, row.audience)
        if row.parent_id is not None and (above is None or above.pk != row.parent_id):
            raise Conflict(_("The scheme above has another version now: take it over before you publish."))
        faults = problems_of(row)
        if faults:
            raise Invalid(
                {f"indicator:{one.key}" if one.key else "": one.sentence for one in reversed(faults)}
            )
        now = timezone.now()
        earlier = in_force(row.region, row.year, row.audience)
        if earlier is not None:
            AssessmentScheme.objects.filter(pk=earlier.pk).update(
                state=AssessmentScheme.State.REPLACED, replaced_at=now
            )
        row.state, row.document, row.published_at = AssessmentScheme.State.PUBLISHED, document, now
        row.published_by_id = actor.user_id
        row.save()
        write_down(actor, row, "scheme.published", document)
    return row


def take_over(*, actor: Actor, pk: int, seen_edition: int | None = None) -> AssessmentScheme:
    """Derive a draft anew from the scheme in force above, with all that its body said itself.

    Raises:
        NotFound, Forbidden, Conflict, Stale: as ``locked``; nothing newer stands above.

    """
    with transaction.atomic():
        row = locked(actor, pk, seen_edition)
        above = in_force_above(row.region, row.year, row.audience)
        if above is None or above.pk == row.parent_id:
            raise Conflict(_("The scheme above is the one that this draft derives from."))
        carried = indicators_of(row)
        row.indicators.all().delete()
        row.parent, row.full_score = above, above.full_score
        row.own_share = min(row.own_share, above.own_share)
        row.save()
        fill(row, indicators_of(above), carried)
        changed(actor, row)
    return row


def discard_draft(*, actor: Actor, pk: int) -> None:
    """Throw a draft away.

    Raises:
        NotFound, Forbidden, Conflict: as ``locked``.

    """
    with transaction.atomic():
        row = locked(actor, pk, None)
        write_down(actor, row, "scheme.discarded", row.title)
        row.delete()
