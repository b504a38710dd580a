"""The form by which a case is opened by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.models.case_choices import CIRCUMSTANCES
from assessment.queries.cases import subjects_below, units_of_body
from assessment.services.cases import LONGEST_FACTS
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.web.forms import choose


class CaseForm(forms.Form):
    """Whom it is about, for which items of Article 58, of which day. Persons follow from the day, never typed."""

    organ = forms.TypedChoiceField(
        label=gettext_lazy("Unit of your level"), required=False, coerce=int, empty_value=None
    )
    region = forms.TypedChoiceField(
        label=gettext_lazy("Or: division below yours"), required=False, coerce=int, empty_value=None
    )
    circumstances = forms.MultipleChoiceField(
        label=gettext_lazy("Circumstances of Article 58"),
        choices=[(str(number), label) for number, label in CIRCUMSTANCES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    event_on = forms.DateField(
        label=gettext_lazy("Day of the event"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Who answers is who held the post on this day."),
    )
    facts = forms.CharField(
        label=pgettext_lazy("accountability", "Facts"),
        max_length=LONGEST_FACTS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What happened and what it rests on; no names of persons."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = Region(pk=actor.region_id)
        choose(self, "organ", [("", "—"), *((str(one.pk), str(one)) for one in units_of_body(body))])
        choose(self, "region", [("", "—"), *((str(one.pk), one.name) for one in subjects_below(body))])
        self.fields["event_on"].initial = timezone.localdate
