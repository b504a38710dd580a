"""Schemes of the scene: the province's are published, each county has a draft.

Who sees which is written down by hand (``docs/assessment.md``): what is published is read by all who are assessed or
assess; a draft only by office and leader of the body whose it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from assessment.models import AssessmentScheme, Indicator
from pingan.access.queries import actor_for
from pingan.accounts.models import User
from tests.factories.schemes import given_draft, given_published, toy_figures
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

MODELS: tuple[type[Model], ...] = (AssessmentScheme, Indicator)
_READING = {
    "body_office", "leader", "auditor", "township_desk", "community_staff", "county_dispatcher", "county_government",
    "unit_handler", "unit_handler_2", "province_office",
}  # fmt: skip
_DRAFTING = {"body_office", "leader"}


def put_schemes(place: Place, put: Callable[[Model], None]) -> None:
    year = timezone.localdate().year
    province = actor_for(User.objects.get(username="province_office"))
    assert province is not None
    drafts = AssessmentScheme.objects.filter(region=place.county, state="draft")
    # Two townships of one county: the first brings its draft for divisions, the second that for units.
    audience = "units" if drafts.exists() else "divisions"
    with toy_figures():
        if not AssessmentScheme.objects.filter(audience=audience, published_at__isnull=False).exists():
            given_published(province, year=year, audience=audience)
        row = given_draft(place.actor("body_office"), year=year, audience=audience)
    put(row)
    put(row.indicators.get(code="D1"))


def write_down_schemes(scene: Scene) -> None:
    rows = list(AssessmentScheme.objects.all())
    for role in scene.actors:
        own = frozenset(row.pk for row in rows if _sees(scene, role, row))
        scene.truth[role, AssessmentScheme] = own
        parts = Indicator.objects.filter(scheme_id__in=own)
        scene.truth[role, Indicator] = frozenset(parts.values_list("pk", flat=True))


def _sees(scene: Scene, role: str, row: AssessmentScheme) -> bool:
    is_own = row.region_id == scene.world.here.county.pk
    if row.published_at is not None:
        return role in _READING and (is_own or row.region.level == 1 or role == "province_office")
    return role in _DRAFTING and is_own
