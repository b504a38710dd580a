"""Forms of the register of committees and mediators, and where their lists look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models.choices import CommitteeKind, MediatorKind
from disputes.queries.types import type_choices
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.org.models import Region
from pingan.org.queries import children_of, covered_prefixes, path_to, region_by_code

_DAY = {"type": "date"}


def add_errors(form: forms.Form, error: Invalid) -> None:
    """Put a rule's refusals at their fields; those of no field stand above the form."""
    for name, sentences in error.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))


def choose(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a field of the form the choices that depend on who asks."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def version_of(request: HttpRequest) -> int | None:
    """Return the version that the form was shown with; None: it does not say."""
    seen = request.POST.get("seen_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None


def _key(label: Any, **kwargs: Any) -> Any:
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, widget=forms.Select(attrs={"data-ui": "search"}), **kwargs
    )


class CommitteeForm(forms.Form):
    region = _key(_("Division"))
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    kind = forms.ChoiceField(
        label=pgettext_lazy("committee", "Kind"), choices=CommitteeKind.choices, widget=forms.RadioSelect
    )
    chair = forms.CharField(label=_("Chair"), max_length=60, required=False)
    rooms = forms.CharField(
        label=_("Rooms"),
        required=False,
        max_length=1400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line. Sessions are booked in them."),
    )
    document_code = forms.CharField(
        label=_("Document code"),
        max_length=20,
        required=False,
        help_text=_(
            "Stands in case numbers, e.g. 康 in （2026）康人调字第1号. Without it no mediation can be opened."
        ),
    )
    phone = forms.CharField(label=_("Public phone"), max_length=30, required=False)
    established_on = forms.DateField(
        label=_("Established on"), required=False, widget=forms.DateInput(attrs=_DAY)
    )

    def clean_rooms(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["rooms"].splitlines())


class CountyForm(forms.Form):
    """In which county a new committee stands; asked where a post covers several."""

    county = forms.ChoiceField(label=_("County"), widget=forms.Select(attrs={"data-ui": "search"}))


class MediatorForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    kind = forms.ChoiceField(
        label=pgettext_lazy("mediator", "Kind"), choices=MediatorKind.choices, widget=forms.RadioSelect
    )
    user = _key(
        _("Account"),
        required=False,
        help_text=_("Somebody with a post as mediator of this committee. None: e.g. a lawyer on call."),
    )
    specialities = forms.MultipleChoiceField(
        label=_("Specialities"), required=False, choices=type_choices, widget=forms.CheckboxSelectMultiple
    )
    phone = forms.CharField(label=_("Public phone"), max_length=30, required=False)
    active_from = forms.DateField(label=_("Active from"), widget=forms.DateInput(attrs=_DAY))
    trained_on = forms.DateField(
        label=_("Last trained on"), required=False, widget=forms.DateInput(attrs=_DAY)
    )


@dataclass(frozen=True)
class Where:
    """The division whose register is looked at, with the way up and down."""

    region: Region
    path: tuple[Region, ...]
    children: list[Region]
    prefixes: tuple[str, ...]


def where(actor: Actor, code: str) -> Where:
    """Return the division that is asked for (blank: the post's own); the register is public to all in business.

    Raises:
        NotFound: no such division today.

    """
    region = region_by_code(code[:12] or actor.region_code)
    if region is None:
        raise NotFound()
    children = list(children_of(region).order_by("code")) if region.level < 5 else []
    return Where(region, path_to(region), children, covered_prefixes(region))
