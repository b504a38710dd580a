"""What is asked of the supervision desk. All of it stands in the address, so that it can be sent on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.office.queries.desk import ALL, NO_RUNG, TABS, Asked, kinds
from pingan.office.rules.ladder import LABELS
from pingan.org.models import Organ, Region

RUNG_CHOICES = [("", _("Any rung")), (NO_RUNG, pgettext_lazy("ladder", "None yet")), *LABELS.items()]
#: Names of the filters in the address, besides the tab.
FILTERS = ("kind", "region", "organ", "rung", "q")


class DeskForm(forms.Form):
    """The filters; what is no choice is said at its field."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    region = forms.ChoiceField(label=pgettext_lazy("filter", "Division"), required=False)
    organ = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    rung = forms.ChoiceField(label=_("Highest rung"), required=False, choices=RUNG_CHOICES)
    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def __init__(self, data: Any, *, regions: list[Region], organs: list[Organ]) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [("", _("All kinds")), *kinds().items()],
            "region": [("", _("Whole area")), *((region.code, region.name) for region in regions)],
            "organ": [("", _("All units")), *((str(organ.pk), organ.name) for organ in organs)],
        }
        for name, pairs in choices.items():
            field = self.fields[name]
            field.choices = pairs  # type: ignore[attr-defined]


def tab_of(query: QueryDict) -> str:
    """Return the tab that an address names; the first one where it names none."""
    tab = query.get("tab", ALL)
    return tab if tab in TABS else ALL


def asked_of(form: DeskForm, query: QueryDict) -> Asked:
    """Return what was asked; a filter that cannot be read is left out, and stands among the errors of the form."""
    form.is_valid()
    said = form.cleaned_data
    return Asked(
        tab=tab_of(query),
        kind=said.get("kind", ""),
        region=said.get("region", ""),
        organ=said.get("organ"),
        rung=said.get("rung", ""),
        q=said.get("q", "").strip(),
    )
