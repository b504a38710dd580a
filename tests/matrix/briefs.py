"""Briefs of the scene: one issued here, a draft of the same county's body under the neighbour's name, one issued far away.

Who sees which is written down by hand (``docs/office.md``): a draft is its own body's office and leader's business; what
left the house everybody reads who looks at an area that holds it, and whoever it was sent to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from pingan.office.models import Brief, BriefChange, BriefChart
from pingan.office.services.brief_writing import write_brief
from tests.factories.briefs import WORDS, given_brief
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

OF_BRIEFS: tuple[type[Model], ...] = (Brief, BriefChart, BriefChange)
#: The chart that every brief of the scene has, whatever its week held.
CHART = 99


def put_briefs(name: str, place: Place, put: Callable[[Model], None]) -> None:
    if name == "neighbour":
        brief = given_brief(place, back=1)
        write_brief(actor=place.actor("body_office"), pk=brief.pk, sections=WORDS)
    else:
        brief = given_brief(place, "issued")
    put(brief)
    put(BriefChart.objects.create(brief=brief, place=CHART, title="走势", svg="<svg/>"))
    change = brief.changes.order_by("pk").first()
    assert change is not None
    put(change)


def briefs_seen(scene: Scene, role: str) -> frozenset[int]:
    """Say which briefs a role reads."""
    at = scene.rows[Brief]
    seen = {
        "body_office": {at["here"], at["neighbour"]},
        "leader": {at["here"], at["neighbour"]},
        "auditor": {at["here"]},
        "county_dispatcher": {at["here"]},
        "county_government": {at["here"]},
        "province_office": {at["here"], at["far"]},
    }
    return frozenset(seen.get(role, ()))


def papers_of_briefs(scene: Scene, role: str) -> frozenset[int]:
    """Say which papers a role reads because it reads their briefs."""
    rows = Brief.objects.filter(pk__in=briefs_seen(scene, role), document__isnull=False)
    return frozenset(rows.values_list("document_id", flat=True))


def write_down_briefs(scene: Scene) -> None:
    for role in scene.actors:
        own = briefs_seen(scene, role)
        scene.truth[role, Brief] = own
        for model in (BriefChart, BriefChange):
            rows = model._default_manager.filter(brief_id__in=own)
            scene.truth[role, model] = frozenset(rows.values_list("pk", flat=True))
