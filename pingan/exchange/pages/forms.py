"""Forms of exchange."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from grids.queries.class_words import words_of_class
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.rules.resources import INCIDENTS, RESOURCES
from pingan.exchange.services.entries import AT_LEAST_ONE, NOT_BACK, EntryInput, no_such_classes

_DATE = {"data-ui": "date"}


class ClassesField(forms.MultipleChoiceField):
    """Classes of the catalogue; those that there are not are told together and by name."""

    def validate(self, value: Any) -> None:
        """Refuse what is not offered."""
        unknown = [code for code in value if not self.valid_value(code)]
        if unknown:
            raise forms.ValidationError(no_such_classes(unknown), code="invalid_choice")


class ClassesSelect(forms.SelectMultiple):
    """Classes by their path; each is also found by pinyin, by first letters and by everyday words."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the words by which the search box finds this class."""
        option = super().create_option(name, value, label, *args, **kwargs)
        if found := words_of_class(str(value), str(label)):
            option["attrs"]["data-find"] = found
        return option


class PartnerForm(forms.Form):
    name = forms.CharField(label=_("Name of the system"), max_length=100)
    organ = forms.TypedChoiceField(
        label=_("Unit that runs it"), coerce=int, widget=forms.Select(attrs={"data-ui": "search"})
    )
    contact = forms.CharField(
        label=_("Contact of the office"),
        max_length=200,
        help_text=_("An office and its telephone, no private person."),
    )
    networks = forms.CharField(
        label=_("Networks it calls from"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One network a line, like 203.0.113.0/24. Empty: from anywhere."),
    )


class EntryForm(forms.Form):
    resource = forms.ChoiceField(
        label=_("Resource"), choices=[(one.key, one.label) for one in RESOURCES.values()], initial="incidents"
    )
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=CatalogueEntry.Direction.choices,
        widget=forms.RadioSelect(attrs={"data-ui": "cards"}),
    )
    fields_named = forms.MultipleChoiceField(
        label=_("Fields"),
        required=False,
        choices=[(name, one.label) for name, one in INCIDENTS.fields.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"data-ui": "checks"}),
        help_text=_(
            "No more than the purpose needs. Contacts of people are in no entry. Who reports to us needs none."
        ),
    )
    region = forms.ChoiceField(label=_("Area"), widget=forms.Select(attrs={"data-ui": "search"}))
    class_codes = ClassesField(
        label=_("Classes"),
        required=False,
        widget=ClassesSelect(attrs={"data-ui": "several", "size": 8}),
        help_text=_("What lies below a class counts. None chosen: every class."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    legal_ground = forms.CharField(
        label=_("Legal ground"),
        max_length=300,
        help_text=_("The law, regulation or agreement that allows it."),
    )
    valid_from = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs=_DATE))
    valid_until = forms.DateField(label=_("Holds until"), widget=forms.DateInput(attrs=_DATE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Mark the fields as needed: who reads or is told needs one, who reports to us is not asked for any."""
        super().__init__(*args, **kwargs)
        self.fields["fields_named"].widget.is_required = True

    def limit_days(self, first: date, last: date) -> None:
        """Say from and until when a permission may be drafted; the rules themselves are the service's."""
        begins = self.fields["valid_from"]
        begins.widget.attrs |= {"min": first.isoformat()}
        begins.help_text = _("Approved later, it holds from the day of the approval.")
        begins.validators.append(MinValueValidator(first, NOT_BACK))
        field = self.fields["valid_until"]
        field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        said = _("Until %(day)s at the latest; it can be drafted anew before it ends.")
        field.help_text = said % {"day": date_format(last, "DATE_FORMAT")}
        field.validators.append(MaxValueValidator(last, field.help_text))

    def clean(self) -> dict[str, Any]:
        """Ask for a field together with whatever else is missing, not once all the rest is right."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("direction") != CatalogueEntry.Direction.INBOUND and data.get("fields_named") == []:
            self.add_error("fields_named", AT_LEAST_ONE)
        return data

    def as_input(self) -> EntryInput:
        """Return what was filled in."""
        data = self.cleaned_data
        return EntryInput(
            resource=data["resource"],
            direction=data["direction"],
            fields=tuple(data["fields_named"]),
            region=data["region"],
            purpose=data["purpose"],
            legal_ground=data["legal_ground"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            class_codes=tuple(data["class_codes"]),
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AddressForm(forms.Form):
    url = forms.CharField(
        label=_("Address that is told"),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("https only; private networks must be opened by the operator."),
    )
