"""What the public sent to each place; who sees it, by hand: the desk of the township, and the county's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from grids.models import PublicSubmission
from tests.factories.submissions import given_submission
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

MODELS: tuple[type[Model], ...] = (PublicSubmission,)
_WIDTHS = {"township_desk": 9, "county_dispatcher": 6}


def put_submissions(place: Place, put: Callable[[Model], None]) -> None:
    put(given_submission(place).submission)


def write_down_submissions(scene: Scene) -> None:
    rows = list(PublicSubmission.objects.all())
    for role in scene.actors:
        width = _WIDTHS.get(role, 0)
        own = scene.world.here.village.code[:width]
        seen = (row.pk for row in rows if width and row.region_code.startswith(own))
        scene.truth[role, PublicSubmission] = frozenset(seen)
