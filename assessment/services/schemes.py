"""Drafting and editing schemes of assessment (Article 57; invariant 13)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import AssessmentScheme, Audience, Indicator
from assessment.queries.schemes import (
    before,
    in_force_above,
    indicators_of,
    suppliers_for,
)
from assessment.services.drafts import changed, locked, write_down
from assessment.services.inheriting import fill
from assessment.services.scheme_data import (
    GRADES,
    IndicatorData,
    SchemeData,
    fill_indicator,
    fill_scheme,
)
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.text import plain_text
from pingan.org.models import Region

EDIT = "assessment.scheme"
#: A scheme is of this year or a year beside it.
_YEARS = 1
_FROM_ABOVE = ("full_score", "own_share", "grades", "quota", "few", "objection_days", "basis", "confidence")


def draft_scheme(*, actor: Actor, year: int, audience: str, title: str = "") -> AssessmentScheme:
    """Begin a draft of the own body: derived from the scheme in force above, with what the body last said itself.

    The province begins with its last scheme, or with nothing; all others with every indicator of the scheme above.

    Raises:
        Forbidden: the post makes no schemes.
        Invalid: a year far away, nothing in force above, or a draft that exists.

    """
    if not actor.has(EDIT) or actor.region_id is None:
        raise Forbidden()
    region = Region.objects.get(pk=actor.region_id)
    _check(region, year, audience)
    above = in_force_above(region, year, audience)
    if above is None and region.level > 1:
        raise Invalid(
            {"year": _("No body above has published a scheme of this year yet: yours derives from it.")}
        )
    row = AssessmentScheme(
        region=region, year=year, audience=audience, parent=above, created_by_id=actor.user_id
    )
    row.version = _next_version(row)
    earlier = before(row)
    model = above or earlier
    for name in _FROM_ABOVE if model is not None else ():
        setattr(row, name, getattr(model, name))
    row.grades = row.grades or [list(grade) for grade in GRADES]
    row.title = plain_text(title).strip()[:120] or title_of(region, year, audience)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            fill(row, indicators_of(above) if above else [], indicators_of(earlier) if earlier else [])
            write_down(actor, row, "scheme.drafted")
    except IntegrityError as error:
        raise Invalid({"year": _("There is a draft of this year already: go on with it.")}) from error
    return row


def _check(region: Region, year: int, audience: str) -> None:
    if audience not in Audience.values:
        raise Invalid({"audience": _("Choose whom the scheme assesses.")})
    if abs(year - timezone.localdate().year) > _YEARS:
        raise Invalid({"year": _("Choose this year, the last or the next.")})
    if AssessmentScheme.objects.filter(
        region=region, year=year, audience=audience, state=AssessmentScheme.State.DRAFT
    ).exists():
        raise Invalid({"year": _("There is a draft of this year already: go on with it.")})


def _next_version(row: AssessmentScheme) -> int:
    rows = AssessmentScheme.objects.filter(region=row.region, year=row.year, audience=row.audience)
    return int(rows.aggregate(last=Max("version"))["last"] or 0) + 1


def title_of(region: Region, year: int, audience: str) -> str:
    """Return what a scheme is usually called."""
    # Kept as data: documents of the house are in Chinese, whoever drafts them.
    what = "成员单位平安建设考核办法" if audience == Audience.UNITS else "平安建设考核办法"
    return f"{region.name}{year}年{what}"


def save_scheme(
    *, actor: Actor, pk: int, data: SchemeData, seen_edition: int | None = None
) -> AssessmentScheme:
    """Save what the whole of a draft says.

    Raises:
        NotFound, Forbidden, Conflict, Stale: as ``locked``.
        Invalid: what is wrong, at each field.

    """
    with transaction.atomic():
        row = locked(actor, pk, seen_edition)
        fill_scheme(row, data)
        changed(actor, row)
    return row


def save_indicator(
    *, actor: Actor, scheme_id: int, data: IndicatorData, indicator_id: int | None = None,
    seen_edition: int | None = None,
) -> Indicator:  # fmt: skip
    """Add an indicator to a draft, or change one. Faults of the scheme as a whole do not stand in the way.

    Raises:
        NotFound, Forbidden, Conflict, Stale: as ``locked``; no such indicator.
        Invalid: what is wrong, at each field.

    """
    with transaction.atomic():
        scheme = locked(actor, scheme_id, seen_edition)
        rows = {row.pk: row for row in scheme.indicators.select_related("origin", "parent")}
        if indicator_id is None:
            row = Indicator(scheme=scheme)
        else:
            found = rows.pop(indicator_id, None)
            if found is None:
                raise NotFound()
            row = found
        if data.supplier is not None and data.supplier not in dict(suppliers_for(actor)):
            raise Invalid({"supplier": _("Choose a member unit of your body.")})
        fill_indicator(row, data, {one.code: one for one in rows.values()})
        _check_place(row, rows)
        row.save()
        changed(actor, scheme)
    return row


def _check_place(row: Indicator, rows: dict[int, Indicator]) -> None:
    """Refuse what could not be shown as a tree: an indicator under itself, or a fourth level."""
    depth, above = 1, row.parent
    while above is not None:
        depth += 1
        if depth > 3 or above.pk == row.pk:
            raise Invalid({"under": _("Indicators stand on at most three levels.")})
        above = rows.get(above.parent_id) if above.parent_id else None
    below = [one for one in rows.values() if row.pk and one.parent_id == row.pk]
    deeper = 2 if any(one.parent_id in {part.pk for part in below} for one in rows.values()) else bool(below)
    if depth + deeper > 3:
        raise Invalid({"under": _("Indicators stand on at most three levels.")})


def remove_indicator(
    *, actor: Actor, scheme_id: int, indicator_id: int, seen_edition: int | None = None
) -> None:
    """Take an indicator of the body's own, with its parts, out of a draft.

    Raises:
        NotFound, Forbidden, Conflict, Stale: as ``locked``; no such indicator.
        Invalid: it is inherited: it may be marked not applicable instead.

    """
    with transaction.atomic():
        scheme = locked(actor, scheme_id, seen_edition)
        row = scheme.indicators.filter(pk=indicator_id).first()
        if row is None:
            raise NotFound()
        if row.origin_id is not None:
            raise Invalid(
                {"": _("Inherited indicators are never dropped: mark it not applicable, with a reason.")}
            )
        row.delete()
        changed(actor, scheme)
