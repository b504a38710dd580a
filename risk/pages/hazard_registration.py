"""Registering a hazard: photo, place, words, on a worker's phone in a minute; the same form at a desk and for a unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.queries.my_area import MOST_SHAPES, my_grids, shapes_of
from grids.queries.reporting import point_of_photos
from grids.queries.workers import own_grid_of
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.forms import choose
from pingan.web.pages import Page
from pingan.web.report_forms import FieldReportForm, stored_photos
from risk.models.choices import Domain, HazardSource
from risk.queries.places import grid_choices, places_to_report_on
from risk.rules.hazards import LONGEST_TEXT
from risk.services.hazards import SOURCES, NewHazard, register_hazard

#: Where a rule's refusal is shown whose field is not in sight.
_ELSEWHERE = {
    "attachments": "photos", "longitude": "place_text", "latitude": "place_text", "grid": "place_text",
    "region": "place_text",
}  # fmt: skip
#: A longer list is no choice on a phone; the place in words and the point remain.
MOST_PLACES = 500


class HazardForm(FieldReportForm):
    """What a registration asks for; names are those of the API."""

    domain = forms.ChoiceField(label=gettext_lazy("Domain"), widget=forms.Select(attrs={"data-ui": "search"}))
    description = forms.CharField(
        label=gettext_lazy("What is dangerous"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Matters and places; no names, no phones."),
    )
    place = forms.TypedChoiceField(
        label=gettext_lazy("Key place"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    grid = forms.TypedChoiceField(
        label=gettext_lazy("Grid it belongs to"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        choose(self, "domain", [("", _("Choose…")), *Domain.choices])
        places = [(place.pk, place.name) for place in places_to_report_on(actor)[:MOST_PLACES]]
        if places:
            choose(self, "place", [("", _("none, or not in the list")), *places])
        else:
            del self.fields["place"]
        grids = grid_choices(actor)
        if len(grids) > 1:
            choose(self, "grid", [("", _("by the point, or my own")), *grids])
        else:
            del self.fields["grid"]
        sources = SOURCES.get(actor.role, ())
        if len(sources) > 1:
            choose(self, "source", [(value, HazardSource(value).label) for value in sources])
        else:
            del self.fields["source"]

    def registration(self, files: tuple[int, ...]) -> NewHazard:
        """Return the service's own input; without a point the one that a photo tells."""
        data = self.cleaned_data
        point = (data.get("longitude"), data.get("latitude"))
        if None in point and data.get("place") is None and data.get("grid") is None:
            point = point_of_photos(self.actor, files) or (None, None)
        return NewHazard(
            domain=data["domain"],
            description=data["description"],
            source=data.get("source", ""),
            place=data.get("place"),
            place_text=data.get("place_text", ""),
            grid=data.get("grid"),
            longitude=point[0],
            latitude=point[1],
            attachments=files,
        )


class NewHazardPage(Page):
    """The form of a registration. What was typed and photographed comes back with every refusal."""

    duty = "hazard.register"
    is_kept_offline = True
    template_name = "risk/hazard/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("place", "")[:19]
        return self._form(HazardForm(actor=self.actor, initial={"place": wanted}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HazardForm(request.POST, request.FILES, actor=self.actor)
        form.is_valid()
        files = stored_photos(self.actor, form, request.FILES.getlist("photos"))
        if not form.errors:
            try:
                hazard = register_hazard(actor=self.actor, data=form.registration(files))
            except Invalid as error:
                _add_errors(form, error)
            else:
                messages.success(request, _("Registered as %(number)s.") % {"number": hazard.matter.number})
                return self.sent(reverse("risk:hazard_detail", args=[hazard.pk]))
        return self._form(form, files=files, status=422)

    def _form(self, form: HazardForm, *, files: tuple[int, ...] = (), status: int = 200) -> HttpResponse:
        grids = my_grids(self.actor, most=MOST_SHAPES + 1)
        context = {
            "form": form,
            "kept": files,
            "shapes": shapes_of(grids) if len(grids) <= MOST_SHAPES else None,
            "own_grid": own_grid_of(self.actor),
            "draft_key": f"hazard:{self.actor.user_id}",
        }
        return self.render(context, status=status)


def _add_errors(form: HazardForm, error: Invalid) -> None:
    for name, sentences in error.fields.items():
        target = name if name in form.fields else _ELSEWHERE.get(name)
        for sentence in sentences:
            form.add_error(target if target in form.fields else None, str(sentence))


urlpatterns = [path("risk/hazards/new/", NewHazardPage.as_view(), name="hazard_new")]
