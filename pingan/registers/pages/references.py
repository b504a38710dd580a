"""Entries that are named: as a link where the reader may see them, and as a list to choose from in a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport
from pingan.registers.queries.references import Named, named_entries, offered_entries
from pingan.registers.rules import FieldSpec
from pingan.registers.rules.references import HIDDEN, named_keys, references

Valued = tuple[Iterable[FieldSpec], Mapping[str, Any]]


def known_entries(actor: Actor, rows: Iterable[Valued]) -> dict[int, Named]:
    """Return the entries that some values name and the actor may see."""
    keys: set[int] = set()
    for specs, values in rows:
        keys |= named_keys(specs, values)
    return named_entries(actor, keys)


def named_link(value: Any, known: Mapping[int, Named]) -> str:
    """Return what a page shows of an entry that is named: a link, or that the reader may not see it."""
    if isinstance(value, str):  # words of an older version of the form
        return value
    one = known.get(value)
    if one is None:
        return _("an entry that you may not see")
    url = (
        reverse("registers:entry_detail", args=[one.key])
        if one.has_page
        else f"{reverse('registers:report_detail', args=[one.report_id])}#finding-{one.place}"
    )
    return format_html('<a href="{}">{} {}</a>', url, one.number, one.title)


@dataclass(frozen=True)
class Offered:
    """What a form offers to be named, by field, and the numbers of what is named already."""

    by_code: Mapping[str, list[Named]] = field(default_factory=dict)
    known: Mapping[int, Named] = field(default_factory=dict)

    def typed(self, value: Any) -> Any:
        """Return a kept key as somebody types it; what was typed stays."""
        if not isinstance(value, int):
            return value
        one = self.known.get(value)
        return one.number if one is not None else HIDDEN


def offered_for(
    actor: Actor,
    report: RegisterReport,
    specs: Iterable[FieldSpec],
    rows: Iterable[Valued] = (),
) -> Offered:
    """Return what the form of a report offers; ``rows`` are the values that it shows."""
    if not references(specs := tuple(specs)):
        return Offered()
    return Offered(offered_entries(actor, report, specs), known_entries(actor, rows))


class EntryInput(forms.TextInput):
    """A number that is typed, with the latest entries beside it to choose from; no script is needed."""

    def __init__(self, offers: Iterable[Named]) -> None:
        super().__init__(attrs={"autocomplete": "off", "maxlength": 40})
        self.offers = list(offers)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Render the line and its list, which bears the line's own name: a form may hold several."""
        listed = f"offers-{name}"
        line = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join(
            "", '<option value="{}">{}</option>', ((one.number, one.title) for one in self.offers)
        )
        return format_html('{}<datalist id="{}">{}</datalist>', line, listed, options)
