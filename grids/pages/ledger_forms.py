"""Which days a ledger or table is asked for, and which file of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.rules.ledger import MOST_DAYS, Span, asked_span, month_of, months_until
from pingan.common.errors import Invalid
from pingan.web.days import AddressForm, CountedDayField

#: Months that one tap opens.
MONTHS = 6


class SpanForm(AddressForm):
    """Two days, both included; both blank: this month."""

    names: ClassVar[Mapping[str, str]] = {"since": "from", "until": "to"}
    since = CountedDayField(required=False, label=_("From"))
    until = CountedDayField(required=False, label=_("Until"))

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the two days taken together."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day lies before the first."))
        elif since and until and (until - since).days + 1 > MOST_DAYS:
            self.add_error("until", _("At most %(most)d days.") % {"most": MOST_DAYS})
        return given

    def span(self) -> Span:
        """Return the days that were asked for. One alone stands for its month; what cannot be read, for this month."""
        if not self.is_valid():
            return month_of(timezone.localdate())
        given = self.cleaned_data
        return asked_span(given["since"], given["until"], timezone.localdate())


def span_form(query: QueryDict) -> SpanForm:
    """Return the form of an address; ``month=2026-11`` stands for its first and last day."""
    since, until = query.get("from", ""), query.get("to", "")
    month = query.get("month", "")
    if month and not (since or until):
        since = f"{month}-01"
    form = SpanForm({"from": since, "to": until})
    if form.is_valid():
        # What the address leaves open stands in its field as it is counted.
        span = form.span()
        form.data = {"from": span.since.isoformat(), "to": span.until.isoformat()}
    return form


def span_of(query: QueryDict) -> Span:
    """Return the days of an order that was checked when it was given.

    Raises:
        Invalid: at its field, days that no table is made of.

    """
    form = span_form(query)
    if not form.is_valid():
        raise Invalid({name: [str(one) for one in found] for name, found in form.errors.items()})
    return form.span()


def month_links(here: str, kept: dict[str, str], span: Span) -> list[dict[str, Any]]:
    """Return the last months as links, the one that is shown marked."""
    return [
        {
            "label": month.since,
            "url": f"{here}?{urlencode({**kept, **month.address()})}",
            "is_current": month == span,
        }
        for month in months_until(timezone.localdate(), MONTHS)
    ]
