"""What is chosen on a board: division, period, class, subject. All of it stands in the address, and can be sent on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.common.errors import Invalid
from pingan.common.periods import Period
from pingan.office.queries.classes import LONGEST, Chosen, chosen_class
from pingan.office.rules.boards import Group, group_of
from pingan.office.rules.periods import LONGEST_DAYS, USUAL_DAYS
from pingan.web.days import AddressForm, CountedDayField

#: What the address says of the records that belong to a division itself and to none of the places inside it.
OWN = "true"


class AskedForm(AddressForm):
    """Reads division and days; what cannot be read is said at its field."""

    names: ClassVar[Mapping[str, str]] = {"since": "from", "until": "to"}
    region = forms.RegexField(r"^36[0-9]{10}\Z", required=False, widget=forms.HiddenInput)
    since = CountedDayField(required=False, label=_("From"))
    until = CountedDayField(required=False, label=_("Until"))
    category = forms.CharField(required=False, max_length=LONGEST)
    own = forms.ChoiceField(required=False, choices=[("", ""), (OWN, OWN)])

    def clean_category(self) -> Chosen | None:
        """Return the class; an unknown one is an error."""
        try:
            return chosen_class(self.cleaned_data["category"])
        except Invalid as refusal:
            raise forms.ValidationError(list(refusal.fields["category"])) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"since", "until"} & set(self.errors):
            return data
        until = data.get("until") or timezone.localdate()
        since = data.get("since") or until - timedelta(days=USUAL_DAYS - 1)
        if not date(2000, 1, 1) <= since <= until <= date(2100, 12, 31):
            self.add_error("until", _("The period ends before it begins, or lies outside 2000 to 2100."))
        elif (until - since).days > LONGEST_DAYS:
            self.add_error("since", _("Choose at most five years."))
        return data


@dataclass(frozen=True)
class Asked:
    """A board as it was asked for; ``region`` blank: the post's own. ``chosen`` None: all classes.

    ``is_own``: of a list, what belongs to the division itself; a board shows it in a line of its own.
    """

    region: str
    period: Period
    group: Group
    form: AskedForm
    chosen: Chosen | None = None
    is_own: bool = False

    def query(self, **changes: str) -> str:
        """Return the address's question with changes; blank ones fall away."""
        values = {
            "region": self.region,
            "from": self.period.since.isoformat(),
            "to": self.period.until.isoformat(),
            "view": self.group.key,
            "category": self.chosen.text if self.chosen is not None else "",
            "own": OWN if self.is_own else "",
            **changes,
        }
        return urlencode({name: value for name, value in values.items() if value})

    def url(self, name: str = "office:dashboard", **changes: str) -> str:
        """Return the address of the same question at a page."""
        return f"{reverse(name)}?{self.query(**changes)}"

    def figure_url(self, code: str, **changes: str) -> str:
        """Return the address of the records behind a number."""
        return f"{reverse('office:figure', args=[code])}?{self.query(**changes)}"


def asked_of(request: HttpRequest, *, is_list: bool = False) -> Asked:
    """Read what an address asks for; see ``read_asked``."""
    return read_asked(request.GET, is_list=is_list)


def read_asked(query: QueryDict, *, is_list: bool = False) -> Asked:
    """Read what is asked for; what was wrong is told by the form, and the usual period stands in its place.

    ``is_list``: of the records behind a number, which may be those of the division itself alone.
    """
    given = {name: query.get(name, "") for name in ("region", "from", "to", "category", "own")}
    form = AskedForm(given)
    form.is_valid()
    is_sound = not {"since", "until"} & set(form.errors)
    today = timezone.localdate()
    until = (form.cleaned_data.get("until") if is_sound else None) or today
    since = (form.cleaned_data.get("since") if is_sound else None) or until - timedelta(days=USUAL_DAYS - 1)
    region = "" if "region" in form.errors else query.get("region", "")
    # What the address leaves open stands in its field as it is counted; what was typed and is wrong stays.
    form.data = {**given, "from": given["from"] or since.isoformat(), "to": given["to"] or until.isoformat()}
    said = form.cleaned_data
    return Asked(
        region,
        Period(since, until),
        group_of(query.get("view", "")),
        form,
        said.get("category"),
        is_own=is_list and said.get("own") == OWN,
    )


def demand_sound(asked: Asked) -> Asked:
    """Return what was asked for where nothing else may stand in its place: on a wall, in a file.

    Raises:
        Invalid: something of the address cannot be read; said at its field.

    """
    if asked.form.errors:
        raise Invalid({name: [str(text) for text in texts] for name, texts in asked.form.errors.items()})
    return asked


def presets(asked: Asked) -> list[dict[str, Any]]:
    """Return the usual periods with their addresses."""
    today = timezone.localdate()
    last_month_end = today.replace(day=1) - timedelta(days=1)
    periods = (
        (_("Last 7 days"), today - timedelta(days=6), today),
        (_("Last 30 days"), today - timedelta(days=USUAL_DAYS - 1), today),
        (_("This month"), today.replace(day=1), today),
        (_("Last month"), last_month_end.replace(day=1), last_month_end),
        (_("This year"), date(today.year, 1, 1), today),
    )
    return [
        {
            "label": label,
            "url": asked.url(**{"from": since.isoformat(), "to": until.isoformat()}),
            "is_current": (since, until) == (asked.period.since, asked.period.until),
        }
        for label, since, until in periods
    ]
