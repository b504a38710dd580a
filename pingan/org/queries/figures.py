"""The figure of responsible persons (domain.md §7.6: O2; Article 7), defined once. No person is counted: units are."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pingan.common.figures import Figure, Period
from pingan.org.models import LeaderResponsibility, MemberUnit

_Kind = LeaderResponsibility.Kind


def members_at_end(period: Period) -> QuerySet[MemberUnit]:
    """Return the memberships in force on the last day of the period (Article 12)."""
    day = period.until
    return MemberUnit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


def _members(period: Period) -> QuerySet[MemberUnit]:
    """Add whom each member unit had named for the year of that day by then."""
    day = period.until
    named = LeaderResponsibility.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        organ_id=OuterRef("organ_id"),
        year=day.year,
        valid_from__lte=day,
    )
    return members_at_end(period).annotate(
        has_first_responsible=Exists(named.filter(kind=_Kind.PRIMARY)),
        has_directly_responsible=Exists(named.filter(kind=_Kind.DIRECT)),
    )


FIGURES: Final = (
    Figure(
        code="responsibility.complete", label=_("Member units with their responsible persons on record"),
        source="org.memberunit", rows=_members, part=Q(has_first_responsible=True, has_directly_responsible=True),
        number="organ__name", region="body__region__code", organ="organ_id",
        date_rule=_("as it stands on the last day of the period, for that year"),
        facts={
            "has_first_responsible": "has_first_responsible", "has_directly_responsible": "has_directly_responsible",
        },
        whole_label=_("member units of coordinating bodies"),
        part_label=_("of them with a first responsible and a directly responsible person"), article=_("Article 7"),
    ),
)  # fmt: skip
__all__ = ["FIGURES", "members_at_end"]
