"""Guards and effects of a project's area: drawing it, linking what lies in it, taking a matter off (Article 24)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping

from grids.rules.boundary_words import sentence_of
from grids.rules.geometry import BadBoundary, area_m2, corners
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.outbox import enqueue
from pingan.matters.machine import Move
from pingan.org.models import Region
from pingan.org.queries import line_around
from risk.machine.inputs.project_areas import SetArea, TakeOff
from risk.models import AreaMatter, ProjectArea
from risk.models.decision_choices import MOST_POINTS
from risk.queries.area_shapes import grids_to_choose, regions_to_choose
from risk.queries.project_areas import Change, area_of, change_of, link_of, matters_in_area
from risk.rules.project_areas import read_area, touches


def _ground(move: Move) -> Any:
    """Return the drawn shape; None: nothing was drawn.

    Raises:
        Invalid: it is no area, has too many points, or lies elsewhere than what the deciding body decides about.

    """
    try:
        ground = read_area(move.data.boundary)
    except BadBoundary as problem:
        sentence = (
            _("The area has at most %(most)s points.") % {"most": MOST_POINTS}
            if problem.detail.startswith("more than")
            else sentence_of(problem)
        )
        raise Invalid({"boundary": sentence}) from problem
    line = line_around(move.detail.catalogue.region)
    if ground is not None and line is not None and not touches(ground, line):
        raise Invalid({"boundary": _("This area lies outside the division of the deciding body.")})
    return ground


def set_guard(move: Move) -> None:
    """Guard: an area of the deciding body's division, and divisions and grids of the decision's own."""
    data: SetArea = move.data
    _ground(move)
    problems = {}
    if set(data.regions) - dict(regions_to_choose(move.actor, move.detail)).keys():
        problems["regions"] = _("Choose divisions inside that of the decision.")
    if set(data.grids) - dict(grids_to_choose(move.actor, move.detail)).keys():
        problems["grids"] = _("Choose grids inside the division of the decision.")
    if not (data.boundary or data.regions or data.grids) and area_of(move.detail) is None:
        problems["boundary"] = _("Draw the area, or choose divisions or grids.")
    if problems:
        raise Invalid(problems)


def set_effect(move: Move) -> None:
    """Effect: the area as it is drawn and chosen now; what lies in it is linked by a job right after."""
    data: SetArea = move.data
    ground = _ground(move)
    box = None if ground is None else corners(ground)
    area, _made = ProjectArea.objects.update_or_create(
        decision=move.detail,
        defaults={
            "boundary": None if ground is None else dict(mapping(ground)),
            **{name: getattr(box, name, None) for name in ("west", "south", "east", "north")},
            "area_m2": None if ground is None else area_m2(ground),
            "set_by_id": move.actor.user_id,
            "set_at": move.now,
        },
    )
    area.regions.set(Region.objects.in_force().filter(code__in=data.regions))
    area.grids.set([int(key) for key in data.grids])
    move.public.update(
        hectares=None if area.area_m2 is None else round(area.area_m2 / 10_000, 2),
        regions=len(data.regions),
        grids=len(data.grids),
    )
    move.note = data.note
    enqueue("risk.link_area", decision_id=move.matter.pk)


def link_offered(actor: Actor, decision: Any) -> Any:
    """Only where something came into the area or left it."""
    return None if change_of(decision) else _("Nothing new lies in the area.")


def link_effect(move: Move) -> None:
    """Effect: what lies in the area is linked, what left it is no more; one entry for all of a run."""
    change = _link(move)
    move.public.update(found=len(change.new), gone=len(change.gone))


def link_first(move: Move) -> None:
    """Link what lies in the area by now, before a paper counts it: the daily look may not have come by yet."""
    if change := _link(move):
        move.public.update(found=len(change.new), gone=len(change.gone))


def _link(move: Move) -> Change:
    change = change_of(move.detail)
    AreaMatter.objects.bulk_create(
        [
            AreaMatter(decision=move.detail, matter_id=pk, found_by=found_by, found_at=move.now)
            for pk, found_by in change.new.items()
        ],
        batch_size=1000,
    )
    AreaMatter.objects.filter(pk__in=change.gone).delete()
    return change


def take_off_offered(actor: Actor, decision: Any) -> Any:
    """Only where something that the actor sees is linked by its place."""
    return (
        None
        if matters_in_area(actor, decision).exists()
        else _("Nothing in your sight is linked by its place.")
    )


def take_off_guard(move: Move) -> None:
    """Guard: a matter that the actor sees and that is linked by its place."""
    if link_of(move.actor, move.detail, move.data.number) is None:
        raise Invalid({"number": _("No linked matter of the area in your sight has this number.")})


def take_off_effect(move: Move) -> None:
    """Effect: no longer linked, and never again; the entry says why, not which, for readers see other matters."""
    data: TakeOff = move.data
    row = link_of(move.actor, move.detail, data.number)
    if row is None:
        raise AssertionError("the guard found it")
    row.taken_off_at, row.taken_off_by_id, row.reason = move.now, move.actor.user_id, data.note
    row.save(update_fields=["taken_off_at", "taken_off_by", "reason"])
    move.note = data.note
