"""What the public sent to each place; who sees it, by hand: the desk of the township, and the county's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from grids.models import PublicSubmission, Volunteer
from tests.factories.submissions import given_submission
from tests.factories.volunteers import given_volunteer
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

MODELS: tuple[type[Model], ...] = (PublicSubmission, Volunteer)
_WIDTHS = {"township_desk": 9, "county_dispatcher": 6}


def put_submissions(place: Place, put: Callable[[Model], None]) -> None:
    put(given_submission(place).submission)
    put(given_volunteer(place)[0])


def write_down_submissions(scene: Scene) -> None:
    models = (PublicSubmission, Volunteer)
    waiting = set(PublicSubmission.objects.filter(state="waiting").values_list("pk", flat=True))
    scene.parts["submissions_waiting"] = frozenset(waiting)
    decided = PublicSubmission.objects.exclude(state="waiting").values_list("pk", flat=True)
    scene.parts["submissions_decided"] = frozenset(decided)
    for role in scene.actors:
        width = _WIDTHS.get(role, 0)
        own = scene.world.here.village.code[:width]
        for model in models:
            rows = model.objects.all() if width else ()
            scene.truth[role, model] = frozenset(row.pk for row in rows if row.region_code.startswith(own))
