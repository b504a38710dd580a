"""The figure of target letters (domain.md §7.6: O2; Article 8), defined once."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessment.models import TargetLetter
from pingan.common.figures import Figure, Period
from pingan.org.models import MemberUnit
from pingan.org.queries.figures import members_at_end


def _members(period: Period) -> QuerySet[MemberUnit]:
    """Return the member units on the last day of the period, and whether a letter of that year had been signed by then.

    One that a revision has replaced since was signed all the same.
    """
    signed = TargetLetter.objects.exclude(state=TargetLetter.State.DRAFT).filter(
        region_id=OuterRef("body__region_id"), organ_id=OuterRef("organ_id"), year=period.until.year,
        body_signed_at__lt=period.moments[1], unit_signed_at__lt=period.moments[1],
    )  # fmt: skip
    return members_at_end(period).annotate(has_signed_letter=Exists(signed))


FIGURES: Final = (
    Figure(
        code="target_letter.signed", label=_("Member units with a signed target letter"),
        source="assessment.member_letter", rows=_members, part=Q(has_signed_letter=True), number="organ__name",
        region="body__region__code", organ="organ_id",
        date_rule=_("as it stands on the last day of the period, for that year"),
        facts={"has_signed_letter": "has_signed_letter"}, whole_label=_("member units of coordinating bodies"),
        part_label=_("of them with a letter of the year that both sides have signed"), article=_("Article 8"),
    ),
)  # fmt: skip
