"""The forms of a rule of the office: what it says, and why it is switched on or off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.rules import Actor
from pingan.org.queries import regions_in_force
from pingan.web.forms import choose
from risk.models import Counted, RuleKind
from risk.queries.screening.classes import CountedClass, classes_for
from risk.queries.screening.rulebook import is_rule_of
from risk.services.screening.rulebook import RuleData


class ClassSelect(forms.Select):
    """Classes by name; each says which matters it is a class of, so that the search box offers those alone."""

    counted: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return an option with what it belongs to."""
        option = super().create_option(name, value, *args, **kwargs)
        if of := self.counted.get(str(value)):
            option["attrs"]["data-of"] = of
        return option


class RuleForm(forms.Form):
    """What a rule says; it is tried before it can be switched on."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("What it looks for"), choices=RuleKind.choices)
    counted = forms.ChoiceField(label=gettext_lazy("Among"), choices=Counted.choices)
    class_code = forms.ChoiceField(
        label=gettext_lazy("Class"),
        required=False,
        widget=ClassSelect(attrs={"data-ui": "search", "data-narrowed-by": "counted"}),
        help_text=gettext_lazy("Blank: every class, each for itself."),
    )
    least = forms.IntegerField(
        label=gettext_lazy("How many at least"), min_value=1, max_value=1000, initial=3
    )
    days = forms.IntegerField(
        label=gettext_lazy("Within how many days"), min_value=1, max_value=365, initial=7
    )
    people = forms.IntegerField(
        label=gettext_lazy("People involved at least"),
        min_value=0,
        max_value=1_000_000,
        initial=0,
        required=False,
        help_text=gettext_lazy("Only for many people in one matter."),
    )
    region_code = forms.ChoiceField(label=gettext_lazy("Area"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Who decided on these numbers, and where."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = regions_in_force().filter(pk=actor.region_id or 0) | regions_in_force().filter(
            parent_id=actor.region_id, is_virtual=False
        )
        choose(self, "region_code", [(row.prefix, row.name) for row in rows.order_by("code")])
        self._choose_class(actor)

    def _choose_class(self, actor: Actor) -> None:
        classes = classes_for(actor)
        kept = self.initial.get("class_code", "")
        if kept and kept not in {one.code for one in classes}:
            # Of a rule whose class is out of use: shown as it is, rather than as "every class".
            classes.append(CountedClass("", kept, kept))
        labels = {str(value): label for value, label in Counted.choices}
        named = [
            (one.code, f"{labels[one.counted]} · {one.name}" if one.counted else one.name) for one in classes
        ]
        choose(self, "class_code", [("", gettext_lazy("Every class, each for itself")), *named])
        self.fields["class_code"].widget.counted = {one.code: one.counted for one in classes}

    def data_of_rule(self) -> RuleData:
        """Return the service's own input."""
        data = dict(self.cleaned_data)
        # What is taken over for another area is a rule of its own there, not a next version.
        code = data["code"] if is_rule_of(data["code"], data["region_code"]) else ""
        return RuleData(**{**data, "code": code, "people": data["people"] or 0})


class SwitchForm(forms.Form):
    """Why a rule is switched on or off."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
