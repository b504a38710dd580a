"""Reading schemes of assessment: lists, trees, their faults, and how two of them differ (Article 57)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from assessment.models import AssessmentScheme, Indicator
from assessment.rules.derivation import Node, Problem, leaves, problems
from assessment.rules.expressions import Figures
from assessment.rules.scheme_words import Content, content_problems
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.figures import lasting_figures
from pingan.org.models import Region
from pingan.org.queries import children_of, members_on, path_to
from pingan.org.queries.bodies import body_of

#: What an inherited indicator keeps as it is above; the rest is the lower body's.
INHERITED = (
    "name", "name_en", "explanation", "source", "method", "params", "expression", "unit", "date_rule",
    "needs_evidence", "article",
)  # fmt: skip
#: What two versions are compared by.
COMPARED = (
    "name", "weight", "weight_low", "weight_high", "source", "method", "params", "expression", "unit",
    "date_rule", "needs_evidence", "is_applicable", "reason",
)  # fmt: skip


def schemes_listed(actor: Actor) -> QuerySet[AssessmentScheme]:
    """Return the schemes that concern a post, with what a list shows."""
    rows = visible_to(AssessmentScheme, actor).select_related("region", "parent__region", "published_by")
    return rows.annotate(indicator_count=Count("indicators", distinct=True))


def in_force(region: Region, year: int, audience: str) -> AssessmentScheme | None:
    """Return what a body has published for a year and audience; None: nothing."""
    rows = AssessmentScheme.objects.filter(region=region, year=year, audience=audience)
    return rows.filter(state=AssessmentScheme.State.PUBLISHED).select_related("region").first()


def in_force_above(region: Region, year: int, audience: str) -> AssessmentScheme | None:
    """Return the scheme in force of the nearest body above that has one; None: none has."""
    above = [one.pk for one in path_to(region)[:-1]]
    rows = AssessmentScheme.objects.filter(region_id__in=above, year=year, audience=audience)
    rows = rows.filter(state=AssessmentScheme.State.PUBLISHED)
    return rows.select_related("region").order_by("-region__level").first()


def before(scheme: AssessmentScheme) -> AssessmentScheme | None:
    """Return the version before of the same body, or that of the year before; None: it is the first."""
    rows = AssessmentScheme.objects.filter(region_id=scheme.region_id, audience=scheme.audience)
    rows = rows.filter(published_at__isnull=False, year__lte=scheme.year).exclude(pk=scheme.pk)
    earlier = [row for row in rows if (row.year, row.version) < (scheme.year, scheme.version)]
    return max(earlier, key=lambda row: (row.year, row.version), default=None)


def indicators_of(scheme: AssessmentScheme) -> list[Indicator]:
    """Return the indicators of a scheme with what they come from, up to the province."""
    return list(scheme.indicators.select_related("origin__origin__origin", "supplier"))


def bounds_of(row: Indicator) -> tuple[Decimal, Decimal]:
    """Return the weight that a scheme below may choose: nobody on the way down widens what was allowed above."""
    lowest, highest, above = row.weight_low, row.weight_high, row.origin
    while above is not None:
        lowest, highest = max(lowest, above.weight_low), min(highest, above.weight_high)
        above = above.origin
    return lowest, highest


def nodes_of(rows: Sequence[Indicator]) -> list[Node]:
    """Return indicators as the rules see them: by code."""
    codes = {row.pk: row.code for row in rows}
    return [
        Node(
            key=row.code,
            name=row.name,
            weight=Fraction(row.weight),
            parent=codes.get(row.parent_id, "") if row.parent_id else "",
            origin=row.origin.code if row.origin else "",
            lowest=Fraction(bounds_of(row)[0]),
            highest=Fraction(bounds_of(row)[1]),
            is_applicable=row.is_applicable,
            reason=row.reason,
            is_scored=row.is_scored,
        )
        for row in rows
    ]


def content_of(row: Indicator, figures: Figures | None = None) -> Content:
    """Return what an indicator says, for the rules."""
    return Content(
        key=row.code, source=row.source, method=row.method, params=row.params, expression=row.expression,
        weight_is_zero=not row.weight, basis=row.basis, figures=figures,
    )  # fmt: skip


def problems_of(scheme: AssessmentScheme, rows: Sequence[Indicator] | None = None) -> list[Problem]:
    """Return everything that keeps a scheme from being published; empty: nothing does."""
    rows = indicators_of(scheme) if rows is None else rows
    nodes = nodes_of(rows)
    above = None
    if scheme.parent is not None:
        above = nodes_of(indicators_of(scheme.parent))
    found = problems(nodes, Fraction(scheme.full_score), above, Fraction(scheme.own_share) / 100)
    scored = {node.key for node in leaves(nodes)}
    figures = {code: one.is_share for code, one in lasting_figures().items()}
    return found + content_problems(content_of(row, figures) for row in rows if row.code in scored)


@dataclass
class Branch:
    """One indicator in its tree. ``weight`` is what it and its scored parts come to; ``changes`` names what differs
    from the scheme above.
    """

    row: Indicator
    depth: int
    weight: Decimal
    is_leaf: bool
    changes: tuple[str, ...] = ()
    problems: list[Any] = field(default_factory=list)


def tree_of(rows: Sequence[Indicator], faults: Iterable[Problem] = ()) -> list[Branch]:
    """Return the indicators from the top down, each before its parts; those that stand nowhere come last."""
    below: dict[int | None, list[Indicator]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    told: dict[str, list[Any]] = {}
    for fault in faults:
        told.setdefault(fault.key, []).append(fault.sentence)
    found: list[Branch] = []

    def walk(row: Indicator, depth: int) -> Decimal:
        parts = below.get(row.pk, [])
        branch = Branch(row, depth, row.weight, not parts, differences(row), told.get(row.code, []))
        found.append(branch)
        sums = [walk(part, depth + 1) for part in parts]
        if parts:
            branch.weight = sum(sums, Decimal(0))
        return branch.weight if parts or row.is_scored else Decimal(0)

    for row in below.get(None, []):
        walk(row, 1)
    return found


def differences(row: Indicator, other: Indicator | None = None) -> tuple[str, ...]:
    """Return the names of the columns by which an indicator differs from its origin, or from another one."""
    other = other or row.origin
    if other is None:
        return ()
    return tuple(name for name in COMPARED if getattr(row, name) != getattr(other, name))


@dataclass(frozen=True)
class Compared:
    """One line of a comparison: what stands here (None: gone) and there (None: new), and what differs."""

    here: Indicator | None
    there: Indicator | None
    changes: tuple[str, ...]

    @property
    def row(self) -> Indicator:
        """Return whichever there is."""
        found = self.here or self.there
        assert found is not None  # noqa: S101 - one of them is always there
        return found


def compared(scheme: AssessmentScheme, other: AssessmentScheme) -> list[Compared]:
    """Compare two schemes: with the one it derives from by origin, with any other by code."""
    own, there = indicators_of(scheme), {row.code: row for row in indicators_of(other)}
    by_origin = scheme.parent_id == other.pk
    found, seen = [], set()
    for branch in tree_of(own):
        row = branch.row
        code = (row.origin.code if row.origin else "") if by_origin else row.code
        match = there.get(code)
        if match is not None:
            seen.add(code)
        found.append(Compared(row, match, differences(row, match) if match else ()))
    return found + [Compared(None, row, ()) for code, row in there.items() if code not in seen]


def suppliers_for(actor: Actor) -> list[tuple[int, str]]:
    """Return the member units of the own body today: departments that may supply numbers (Article 12)."""
    body = body_of(Region.objects.get(pk=actor.region_id)) if actor.region_id else None
    if body is None:
        return []
    return [(one.organ_id, one.organ.name) for one in members_on(body, timezone.localdate())]


def assessed_of(actor: Actor, audience: str, most: int) -> list[tuple[str, str]]:
    """Return the first units that the own body assesses: prefix or id of the unit, and its name."""
    if actor.region_id is None:
        return []
    if audience == "units":
        return [(str(pk), name) for pk, name in suppliers_for(actor)[:most]]
    rows = children_of(Region.objects.get(pk=actor.region_id)).order_by("code")[:most]
    return [(row.code, row.name) for row in rows]
