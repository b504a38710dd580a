"""What helps somebody to report: classes used lately, the place that a photo tells, what may be the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import CategoryKind, Grid, Incident, IncidentCategory
from grids.queries.categories import categories_for
from grids.queries.grids import grid_at, grids_visible
from grids.queries.incidents import Likeness, incidents_visible, likely_duplicates, place_of
from grids.rules.choices import path_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.files.models import StoredFile
from pingan.matters.models import TimelineEntry

#: How many of the latest reports are looked at for the classes that stand first.
LOOKED_AT = 60
MOST_RECENT = 6
#: What was photographed earlier is not what is reported now.
RECENT_PHOTO = timedelta(days=7)


def recent_classes(actor: Actor) -> list[str]:
    """Return the codes of the classes that this person reported lately, the latest first, each once."""
    rows = incidents_visible(actor).filter(matter__kind="incident", matter__created_by_id=actor.user_id)
    codes = rows.values_list("matter__class_code", flat=True)[:LOOKED_AT]
    return list(dict.fromkeys(codes))[:MOST_RECENT]


def class_choices(actor: Actor, *, kinds: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return (code, "class above / class") of what this post may report, those used lately first.

    ``kinds`` limits them to classes of level 1; empty: all.
    """
    rows = categories_for(actor.region_code)
    names = {row.code: str(row) for row in rows}
    parents = {row.code: row.parent_code for row in rows}
    wanted = set(kinds)
    choices = {
        row.code: " / ".join(names.get(code, code) for code in path_of(row.code, parents))
        for row in rows
        if row.reportable and (not wanted or row.kind in wanted)
    }
    first = [code for code in recent_classes(actor) if code in choices]
    return [(code, choices[code]) for code in [*first, *(code for code in choices if code not in first)]]


def emergency_classes(actor: Actor) -> list[IncidentCategory]:
    """Return the classes of emergencies that this post may report, in the order of the catalogue."""
    rows = categories_for(actor.region_code)
    return [row for row in rows if row.reportable and row.kind == CategoryKind.EMERGENCY]


def point_of_photos(actor: Actor, file_ids: Sequence[int]) -> tuple[float, float] | None:
    """Return (longitude, latitude) of the first own photo taken inside a grid of the post's county.

    A photo from elsewhere says nothing about the place of the incident and is passed over.
    """
    rows = visible_to(StoredFile, actor).filter(pk__in=file_ids, longitude__isnull=False).order_by("pk")
    counties = {area[:6] for area in actor.areas}
    for longitude, latitude in rows.values_list("longitude", "latitude"):
        if longitude is None or latitude is None:
            continue
        grid = grid_at(longitude, latitude)
        if grid is not None and any(grid.region.code.startswith(county) for county in counties):
            return longitude, latitude
    return None


def moment_of_photos(actor: Actor, file_ids: Sequence[int]) -> datetime | None:
    """Return when the first own photo was taken that was taken in the last seven days; None: none of them says.

    An older photo shows something else, and a camera whose clock is ahead says nothing.
    """
    if not file_ids:
        return None
    now = timezone.now()
    rows = visible_to(StoredFile, actor).filter(pk__in=file_ids, uploaded_by_id=actor.user_id)
    taken = rows.filter(taken_at__gte=now - RECENT_PHOTO, taken_at__lte=now).order_by("pk")
    return taken.values_list("taken_at", flat=True).first()


def recordings_among(actor: Actor, file_ids: Sequence[int]) -> frozenset[int]:
    """Return which of the own files are recordings."""
    if not file_ids:
        return frozenset()
    rows = visible_to(StoredFile, actor).filter(
        pk__in=file_ids, kind=StoredFile.Kind.AUDIO, uploaded_by_id=actor.user_id
    )
    return frozenset(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class Elsewhere:
    """A point that does not lie in the grid that was chosen; ``found`` None: it lies in no grid at all."""

    chosen: Grid
    found: Grid | None


def point_elsewhere(
    actor: Actor, longitude: float | None, latitude: float | None, grid_id: int | None
) -> Elsewhere | None:
    """Return where the point lies if not in the grid that was chosen by hand; None where nothing speaks against."""
    if longitude is None or latitude is None or grid_id is None:
        return None
    chosen = grids_visible(actor).filter(pk=grid_id).first()
    if chosen is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    found = grid_at(longitude, latitude)
    return None if found is not None and found.pk == chosen.pk else Elsewhere(chosen, found)


def similar_reports(
    actor: Actor,
    *,
    category: str,
    text: str,
    longitude: float | None,
    latitude: float | None,
    grid_id: int | None,
) -> list[Likeness]:
    """Return open incidents that the unsent report may repeat; nothing where its place is not understood."""
    if not category and not text.strip():
        return []
    try:
        place = place_of(
            actor=actor,
            longitude=longitude,
            latitude=latitude,
            grid_id=grid_id,
            region_code="",
            may_be_unknown=True,
        )
    except Invalid:
        return []
    return likely_duplicates(
        actor,
        category_code=category,
        text=text,
        longitude=longitude,
        latitude=latitude,
        township_code=place.region.code[:9],
        most=3,
    )


def answers_given(incidents: Iterable[Incident]) -> dict[int, str]:
    """Return by key the words of the last answer to each reporter, of incidents that the caller was allowed to fetch.

    One query for all; left out is who was not answered, and words that retention took away.
    """
    keys = [incident.pk for incident in incidents if incident.answered_at is not None]
    if not keys:
        return {}
    rows = TimelineEntry.objects.filter(matter_id__in=keys, action="answer").select_related("note")
    found = {}
    for entry in rows.order_by("matter_id", "seq"):
        note = getattr(entry, "note", None)
        if note is not None and note.text:
            found[entry.matter_id] = note.text
    return found


#: Where an incident is that was found not solved, until it is said to be done again.
_AT_WORK_AGAIN = frozenset({"accepted", "dispatched", "signed", "returned"})


def what_became(state: str, facts: dict[str, Any]) -> str:
    """Return one sentence that tells a reporter what became of a report, in the reader's language.

    ``facts`` may carry ``unit`` (who has it now), ``reason`` (why it was not accepted) and ``is_unsolved`` (somebody
    looked after it was said to be done, and it was not).
    """
    unit, reason = facts.get("unit") or _("the unit"), facts.get("reason") or ""
    sentences = {
        "reported": _("Waits for acceptance."),
        "accepted": _("Accepted; the desk chooses a unit."),
        "dispatched": _("Given to %(unit)s."),
        "signed": _("%(unit)s is working on it."),
        "returned": _("A unit returned it; the desk chooses another."),
        "handled": _("Handled; waits for verification."),
        "verified": _("Verified; the reporter will be answered."),
        "answered": _("The reporter has been answered."),
        "closed": _("Done and closed."),
        "suspended": _("Put on hold."),
        "rejected": _("Not accepted: %(reason)s"),
        "merged": _("Merged with an earlier report."),
    }
    sentence = sentences[state] % {"unit": unit, "reason": reason}
    if facts.get("is_unsolved") and state in _AT_WORK_AGAIN:
        return _("Checked, and not solved yet. %(now)s") % {"now": sentence}
    return sentence
