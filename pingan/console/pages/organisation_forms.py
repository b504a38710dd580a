"""Forms of the organisation's pages: shape only; what is right is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pingan.common.errors import Conflict, DomainError, Invalid, Stale
from pingan.org.models import LeaderResponsibility, Organ, ResidentAgency

#: What a form can be sent back with; everything else is the page's own refusal (404, 403).
REFUSALS = (Invalid, Conflict, Stale)


def show(form: forms.Form, refusal: DomainError) -> int:
    """Put the sentences of a refusal at their fields and return the status of the answer.

    Those without a field, and what was refused because of the present state, concern the whole form.
    """
    if not isinstance(refusal, Invalid):
        form.add_error(None, str(refusal.message))
        return 409
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))
    return 422


def tell(request: HttpRequest, form: forms.Form) -> None:
    """Say what is wrong with a small form in a list, which has no place of its own for it."""
    for name, sentences in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for sentence in sentences:
            messages.error(request, f"{label}: {sentence}" if label else str(sentence))


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class _OrganField(forms.ModelChoiceField):  # type: ignore[type-arg]
    widget = forms.Select(attrs={"data-ui": "search"})

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.region.name}"


class ChangeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("rename", _("It was given another name")),
            ("recode", _("It was given another code (and perhaps another name)")),
            ("merge", _("It became part of another division")),
            ("abolish", _("It was abolished")),
        ],
        widget=forms.RadioSelect,
    )
    new_name = forms.CharField(label=_("New name"), max_length=80, required=False)
    code = forms.RegexField(
        r"^[0-9]{12}$",
        label=_("New code, or code of the division it became part of"),
        required=False,
        error_messages={"invalid": _("Twelve digits.")},
    )
    effective_on = _day(_("Takes effect on"))
    document = forms.CharField(label=_("decision document"), max_length=200)


class OrganForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120)
    short_name = forms.CharField(label=_("short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=Organ.Kind.choices)
    phone = forms.CharField(label=_("office phone"), max_length=30, required=False)


class BodyForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120)
    document = forms.CharField(label=_("founding document"), max_length=200)
    valid_from = _day(_("In force from"))


class OfficeForm(forms.Form):
    organ = _OrganField(label=_("Office"), queryset=None)
    duties = forms.CharField(label=_("duties"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)

    def __init__(self, *args: Any, organs: QuerySet[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120)
    lead_unit = _OrganField(label=_("Leading department"), queryset=None)
    valid_from = _day(_("In force from"))

    def __init__(self, *args: Any, organs: QuerySet[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = organs  # type: ignore[attr-defined]


class AdmitForm(forms.Form):
    organ = _OrganField(label=_("Unit"), queryset=None)
    duties = forms.CharField(
        label=_("duties set by the body"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )
    decision_document = forms.CharField(label=_("decision document"), max_length=200)
    valid_from = _day(_("member from"))
    liaison_department = forms.CharField(label=_("liaison department"), max_length=120, required=False)
    liaison_name = forms.CharField(label=_("liaison officer"), max_length=60, required=False)
    liaison_phone = forms.CharField(label=_("liaison phone"), max_length=30, required=False)

    def __init__(self, *args: Any, organs: QuerySet[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]


class RemoveForm(forms.Form):
    valid_to = _day(_("No longer a member from"))
    removal_document = forms.CharField(label=_("removal document"), max_length=200)


class CenterForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120)
    address = forms.CharField(label=_("address"), max_length=200, required=False)
    floor_area_m2 = forms.IntegerField(
        label=_("floor area (m²)"), min_value=0, max_value=1_000_000, required=False
    )
    windows = forms.IntegerField(label=_("intake windows"), min_value=0, max_value=1000, required=False)
    staff_count = forms.IntegerField(label=_("staff"), min_value=0, max_value=10_000, required=False)
    phone = forms.CharField(label=_("public phone"), max_length=30, required=False)
    opening_hours = forms.CharField(label=_("opening hours"), max_length=100, required=False)
    longitude = forms.FloatField(label=_("longitude"), min_value=-180, max_value=180, required=False)
    latitude = forms.FloatField(label=_("latitude"), min_value=-90, max_value=90, required=False)


class NewCenterForm(CenterForm):
    valid_from = _day(_("In force from"))


class CheckForm(forms.Form):
    is_met = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("", _("not looked at")), ("yes", _("met")), ("no", _("not met"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    remark = forms.CharField(label=_("remark"), max_length=200, required=False)


class AgencyForm(forms.Form):
    organ = _OrganField(label=_("Unit"), queryset=None)
    mode = forms.ChoiceField(label=_("mode"), choices=ResidentAgency.Mode.choices)
    schedule = forms.CharField(label=_("schedule"), max_length=100, required=False)
    window = forms.CharField(label=_("window"), max_length=40, required=False)
    valid_from = _day(_("Begins on"))

    def __init__(self, *args: Any, organs: QuerySet[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]


class ResponsibilityForm(forms.Form):
    organ = _OrganField(label=_("Unit"), queryset=None)
    kind = forms.ChoiceField(label=_("kind"), choices=LeaderResponsibility.Kind.choices)
    name = forms.CharField(label=_("name"), max_length=60)
    title = forms.CharField(label=_("Official title"), max_length=80)
    portfolio = forms.CharField(label=_("portfolio"), max_length=200, required=False)
    valid_from = _day(_("Begins on"))

    def __init__(self, *args: Any, organs: QuerySet[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]


class EndForm(forms.Form):
    valid_to = _day(_("No longer from"))


class RegisterFilter(forms.Form):
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2200, required=False)
    on = _day(_("On this day"), required=False)
