"""Forms around runs; what is sound is decided by the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.models import AssessmentScheme
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import RegionLevel
from pingan.web.action_pages import ManyFiles, UploadsField
from pingan.web.forms import choose

_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _files() -> UploadsField:
    return UploadsField(
        label=gettext_lazy("Evidence"),
        required=False,
        widget=ManyFiles(attrs={"data-ui": "files"}),
        help_text=gettext_lazy("Photos, PDF, Word or Excel without macros; no private persons' data."),
    )


class NewRunForm(forms.Form):
    """Which scheme, over which days, whom."""

    scheme = forms.TypedChoiceField(label=pgettext_lazy("run", "By which scheme"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level of the divisions"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Only where divisions are assessed; blank: the level below."),
    )
    since = _day(pgettext_lazy("run", "Period from"))
    until = _day(pgettext_lazy("run", "Period until"))
    report_until = _day(gettext_lazy("Reports until"))
    correction_of = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed for a correction: everybody reads it."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = visible_to(AssessmentScheme, actor).filter(
            region_id=actor.region_id or 0, published_at__isnull=False
        )
        if not (self.initial.get("correction_of") or self.data.get("correction_of")):
            rows = rows.filter(replaced_at=None)
        choose(self, "scheme", [(row.pk, str(row)) for row in rows])
        below = [one for one in RegionLevel if (actor.level or 9) < one <= RegionLevel.TOWNSHIP]
        choose(self, "level", [("", "—"), *((one.value, one.label) for one in below)])


def days_of(scheme: AssessmentScheme | None) -> dict[str, Any]:
    """Return the days that a fresh form proposes: the scheme's whole year, and a month for reports."""
    if scheme is None:
        return {}
    today = timezone.localdate()
    return {
        "scheme": scheme.pk,
        "title": scheme.title,
        "since": today.replace(year=scheme.year, month=1, day=1),
        "until": today.replace(year=scheme.year, month=12, day=31),
        "report_until": today + timedelta(days=30),
    }


class ReportForm(forms.Form):
    """What a unit reports for one indicator."""

    part = forms.CharField(label=gettext_lazy("Number"), max_length=20, widget=forms.TextInput(attrs=_NUMBER))
    whole = forms.CharField(
        label=gettext_lazy("Of how many"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    text = forms.CharField(
        label=gettext_lazy("Explanation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = _files()

    def __init__(self, *args: Any, words: tuple[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].label = words[0]
        if words[1]:
            self.fields["whole"].label = words[1]
        else:
            del self.fields["whole"]


class ObjectionForm(forms.Form):
    """What a unit says against one score."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = _files()


class ChangeForm(forms.Form):
    """Other points, with the reason that everybody reads."""

    points = forms.CharField(
        label=gettext_lazy("Points"), max_length=20, widget=forms.TextInput(attrs=_NUMBER)
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """The answer to an objection: other points, or none."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("objection", "Decision"),
        choices=[
            ("uphold", pgettext_lazy("objection", "Upheld: other points")),
            ("dismiss", pgettext_lazy("objection", "Dismissed: the points stay")),
        ],
        widget=forms.RadioSelect,
    )
    points = forms.CharField(
        label=gettext_lazy("Points"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=_NUMBER),
        help_text=gettext_lazy("Only where it is upheld."),
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReturnForm(forms.Form):
    """Why a report comes back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class GroupForm(forms.Form):
    """Another peer group."""

    peer_group = forms.CharField(label=gettext_lazy("Peer group"), max_length=40)
