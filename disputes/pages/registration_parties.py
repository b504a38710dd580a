"""The rows for parties on the registration of a dispute; a party's field is ``parties-N-name``."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from disputes.models.choices import PartyKind, Side
from disputes.rules.intake import MOST_PARTIES, PartyFacts, party_problems
from disputes.services import NewParty
from pingan.access.rules import Actor
from pingan.common.text import plain_text

#: Registering begins with both sides of it.
FIRST_PARTIES = 2
#: Rows on a phone, those beyond the first two folded away.
FIELD_PARTIES = 4
#: A list of more grids is no choice any more: then a point or the place in words tells where it is.
MOST_GRIDS = 400
_PLAIN = {"autocomplete": "off"}


class PartyForm(forms.Form):
    """One party. A row in which nothing was typed is none."""

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side.choices, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Person or organisation"), choices=PartyKind.choices, required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_PLAIN, "inputmode": "tel"}),
    )
    identity_number = forms.CharField(
        label=gettext_lazy("Identity number or credit code"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=gettext_lazy(
            "Optional. Recognises the same party in this township, and stands on its agreement; stored encrypted."
        ),
    )
    represents = forms.TypedChoiceField(
        label=gettext_lazy("Represents"), coerce=int, empty_value=None, required=False
    )
    is_minor = forms.BooleanField(label=gettext_lazy("Is a minor"), required=False)
    is_identity_seen = forms.BooleanField(label=gettext_lazy("Identity document was seen"), required=False)

    def __init__(self, data: Any = None, *, place: int, count: int, is_short: bool) -> None:
        super().__init__(data, prefix=f"parties-{place}")
        self.place = place
        self.fields["side"].initial = Side.APPLICANT if place == 0 else Side.RESPONDENT
        others = [
            (str(one), _("Party %(number)d") % {"number": one + 1}) for one in range(count) if one != place
        ]
        choices = cast("forms.TypedChoiceField", self.fields["represents"])
        choices.choices = [("", pgettext_lazy("party", "nobody: is a party")), *others]
        if is_short:
            for name in ("kind", "identity_number", "represents", "is_identity_seen"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Say at once what the rules will refuse: whoever corrects a form should not meet its faults one by one."""
        data = super().clean() or {}
        if self.is_blank:
            return data
        facts = PartyFacts(
            is_person=data.get("kind", PartyKind.PERSON) != PartyKind.ORGANISATION,
            name=str(data.get("name", "")),
            phone=str(data.get("phone", "")),
            identity_number=str(data.get("identity_number", "")),
            today=timezone.localdate(),
        )
        for field, text in party_problems(facts).items():
            if field in self.fields and field not in self.errors:
                self.add_error(field, _(text))
        return data

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed that names a party."""
        typed = (self.data.get(self.add_prefix(name), "") for name in ("name", "phone", "identity_number"))
        return not any(plain_text(str(text)).strip() for text in typed)

    def party(self, places: dict[int, int]) -> NewParty:
        """Return what was typed; ``places`` leads from rows of the form to places in the list of parties."""
        data = self.cleaned_data
        represents = data.get("represents")
        return NewParty(
            side=data.get("side") or str(self.fields["side"].initial),
            kind=data.get("kind") or PartyKind.PERSON,
            name=data["name"],
            phone=data["phone"],
            identity_number=data.get("identity_number", ""),
            # A row that was left blank cannot be represented: the rule says so at its field.
            represents=None if represents is None else places.get(represents, MOST_PARTIES),
            is_minor=data["is_minor"],
            is_identity_seen=data.get("is_identity_seen", False),
        )


def party_count(data: Any) -> int:
    """Return how many rows for parties a sent form holds; a number that cannot be read means the first two."""
    text = str(data.get("parties_total", ""))
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else FIRST_PARTIES
    return min(max(found, FIRST_PARTIES), MOST_PARTIES)


def party_forms(actor: Actor, data: Any = None, *, count: int = FIRST_PARTIES) -> list[PartyForm]:
    """Return the rows for parties, bound where something was sent."""
    is_short = actor.role == "grid_worker"
    sent = {key.split("-")[1] for key in data or () if key.startswith("parties-")}
    return [
        PartyForm(data if str(place) in sent else None, place=place, count=count, is_short=is_short)
        for place in range(count)
    ]
