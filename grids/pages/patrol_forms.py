"""Forms of patrols: a plan with its points, and one walk sent as a whole."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models import NotVisited, PatrolPeriod, PatrolPoint
from grids.rules.patrols import VISITED
from grids.services.patrol_plans import MOST_POINTS, PlanInput, PointInput
from grids.services.patrols import ANSWER_EACH_POINT, LONGEST_NOTE, PatrolInput
from pingan.common.errors import Invalid

_OFF = {"autocomplete": "off"}
_DAY = {"type": "date"}
#: Empty lines behind the points of a plan.
BLANK_LINES = 5
NOT_VISITED = "not"
#: Before the key of a point that the form showed.
ASKED = "asked-"


class PlanTextForm(forms.Form):
    """What may change while a plan runs."""

    title = forms.CharField(label=_("Title"), max_length=80, widget=forms.TextInput(attrs=_OFF))
    instructions = forms.CharField(
        label=_("What to look at on the way"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No personal data."),
    )


class PlanForm(PlanTextForm):
    """A new plan, for one grid or for several at once."""

    grids = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("area", "Grids"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    period = forms.ChoiceField(
        label=_("How often"),
        choices=PatrolPeriod.choices,
        initial=PatrolPeriod.WEEK,
        help_text=_(
            "No rule names how often; weekly is the product's usual. Later only a new plan changes it."
        ),
    )
    times = forms.IntegerField(label=_("Times in each period"), min_value=1, max_value=31, initial=1)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=_DAY))
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=_("Blank: until somebody ends it."),
    )

    def plan(self, points: Sequence[PointInput]) -> PlanInput:
        """Return what was typed as the service takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "grids"}
        return PlanInput(**values, points=points)


class PointRow(forms.Form):
    """One line of the points; a line without a name is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    name = forms.CharField(
        label=_("Point"), required=False, max_length=60, widget=forms.TextInput(attrs=_OFF)
    )
    look_at = forms.CharField(
        label=_("What to look at"), required=False, max_length=200, widget=forms.TextInput(attrs=_OFF)
    )
    longitude = forms.FloatField(
        label=_("Longitude"), required=False, widget=forms.TextInput(attrs={**_OFF, "inputmode": "decimal"})
    )
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, widget=forms.TextInput(attrs={**_OFF, "inputmode": "decimal"})
    )

    def point(self) -> PointInput | None:
        """Return the point; None: the line is blank."""
        data = self.cleaned_data
        if not (data.get("name") or data.get("look_at") or data.get("longitude") or data.get("latitude")):
            return None
        return PointInput(
            name=data.get("name") or "",
            look_at=data.get("look_at") or "",
            longitude=data.get("longitude"),
            latitude=data.get("latitude"),
            id=data.get("id"),
        )


PointRows = forms.formset_factory(PointRow, extra=0, max_num=MOST_POINTS, absolute_max=MOST_POINTS + 10)


def point_rows(data: Any = None, points: Sequence[PatrolPoint] = ()) -> Any:
    """Return the lines of points: as sent, or those of a plan with blank ones behind them."""
    if data is not None:
        return PointRows(data, prefix="points")
    known = [
        {"id": p.pk, "name": p.name, "look_at": p.look_at, "longitude": p.longitude, "latitude": p.latitude}
        for p in points
    ]
    blank = min(BLANK_LINES, MOST_POINTS - len(known))
    return PointRows(prefix="points", initial=known + [{}] * blank)


def points_in(rows: Any) -> list[PointInput]:
    """Return the points of lines that were found valid."""
    return [point for row in rows.forms if (point := row.point()) is not None]


def _hidden(**kwargs: Any) -> Any:
    return forms.CharField(required=False, max_length=60, widget=forms.HiddenInput(attrs=_OFF), **kwargs)


class WalkForm(forms.Form):
    """One walk. The device makes key and moments; without a script the server does."""

    # Plain text, out of sight: so a draft that holds ticks alone is worth keeping.
    key = forms.CharField(
        required=False, max_length=60, widget=forms.TextInput(attrs={**_OFF, "hidden": True})
    )
    # Never shown, but named where they are refused: in a list of what is wrong, also in the outbox.
    started_at = _hidden(label=_("Begun"))
    ended_at = _hidden(label=pgettext_lazy("patrol", "Ended"))
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput(attrs=_OFF))
    accuracy_m = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput(attrs=_OFF))
    note = forms.CharField(
        label=_("Remarks"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No names. What needs somebody to act is reported as an incident instead."),
    )

    def __init__(self, *args: Any, points: Sequence[PatrolPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = list(points)
        for number, point in enumerate(self.points, start=1):
            self.fields[f"point-{point.pk}"] = forms.ChoiceField(
                label=f"{number}. {point.name}",
                required=False,
                choices=[(VISITED, _("Visited")), (NOT_VISITED, _("Could not be visited"))],
                widget=forms.RadioSelect,
                help_text=point.look_at,
            )
            self.fields[f"reason-{point.pk}"] = forms.ChoiceField(
                # In a list of what is wrong it stands alone: so it names its point.
                label=_("%(point)s: why not visited") % {"point": f"{number}. {point.name}"},
                required=False,
                choices=[("", _("Choose…")), *NotVisited.choices],
                # Asked on the phone before the walk is kept: hours later nobody could say any more.
                widget=forms.Select(
                    attrs={
                        "data-needed-if": f"point-{point.pk}",
                        "data-needed-value": NOT_VISITED,
                        "data-needed-words": ANSWER_EACH_POINT,
                    }
                ),
            )
            for name in (f"point-{point.pk}", f"reason-{point.pk}"):
                # The service asks for an answer, so that it is told at the field; the page must not call it optional.
                self.fields[name].widget.is_required = True

    #: What a point without an answer is told, on the phone before the walk is kept.
    answer_each_point = ANSWER_EACH_POINT

    @property
    def rows(self) -> list[tuple[PatrolPoint, Any, Any]]:
        """Return each point with its two fields."""
        return [(p, self[f"point-{p.pk}"], self[f"reason-{p.pk}"]) for p in self.points]

    def walk(self, **ground: int) -> PatrolInput:
        """Return what was sent as the service takes it; half a place is none."""
        data = self.cleaned_data
        longitude, latitude = data.get("longitude"), data.get("latitude")
        has_place = longitude is not None and latitude is not None
        return PatrolInput(
            **ground,
            key=_key(data.get("key", "")),
            started_at=_moment(data.get("started_at", "")),
            ended_at=_moment(data.get("ended_at", "")),
            answers=self._answers(data),
            asked=[point.pk for point in self.points],
            note=data.get("note", ""),
            longitude=longitude if has_place else None,
            latitude=latitude if has_place else None,
            accuracy_m=data.get("accuracy_m"),
        )

    def _answers(self, data: Mapping[str, Any]) -> dict[int, str]:
        found = {}
        for point in self.points:
            said = data.get(f"point-{point.pk}", "")
            if said:
                found[point.pk] = VISITED if said == VISITED else data.get(f"reason-{point.pk}", "")
        return found

    def put_errors(self, error: Invalid) -> None:
        """Put refusals at their fields; a missing reason at the reason."""
        for at, sentences in error.fields.items():
            reason = at.replace("point-", "reason-", 1)
            is_reason = reason in self.fields and self.data.get(at) == NOT_VISITED
            field = reason if is_reason else at
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, str(sentence))


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """Read what a device said; what cannot be read was not said."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def shown_points(sent: Any, points: Mapping[int, PatrolPoint]) -> list[PatrolPoint]:
    """Return the points that the sent form showed, which may be those of an earlier day; none named: those that stand.

    Each has a name of its own: a draft gives fields of one name one value.
    """
    named = [point for pk, point in points.items() if f"{ASKED}{pk}" in sent]
    if named or "asked_none" in sent:
        return named
    return [point for point in points.values() if point.dropped_on is None]
