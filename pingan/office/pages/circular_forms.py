"""The form of a circular; what is right is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.console.queries.documents import possible_recipients
from pingan.matters.models import Matter
from pingan.office.models import Circular
from pingan.office.queries.desk import waiting
from pingan.office.services.circular_checks import CircularInput
from pingan.web.action_fields import PlainText


class _Units(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.region.name}"


class _Matters(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Matter) -> str:
        return f"{obj.number} {obj.title}"


class CircularForm(forms.Form):
    """What the circular says, of what, and to whom."""

    subject = PlainText(label=pgettext_lazy("official document", "subject"), max_length=200)
    matters = _Matters(label=_("Matters that it names"), queryset=None, widget=forms.CheckboxSelectMultiple)
    recipients = _Units(label=_("Served on"), queryset=None, widget=forms.SelectMultiple(attrs={"size": 8}))
    text = PlainText(
        label=pgettext_lazy("official document", "text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("It names units and matters, never persons."),
    )
    left_out = PlainText(
        label=_("Why the step before was left out"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where a letter of supervision did not come first on every matter."),
    )
    contact = PlainText(label=_("contact person and telephone"), max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = possible_recipients(actor)  # type: ignore[attr-defined]
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        given = sent.getlist("matters") if self.is_bound else self.initial.get("matters", [])
        keys = [int(text) for text in map(str, given) if text.isascii() and text.isdigit() and len(text) < 19]
        offered = waiting(actor).filter(pk__in=keys, is_restricted=False).order_by("pk")
        self.fields["matters"].queryset = offered  # type: ignore[attr-defined]


def input_of(form: CircularForm) -> CircularInput:
    """Return what a valid form says."""
    said = form.cleaned_data
    return CircularInput(
        subject=said["subject"],
        text=said["text"],
        contact=said["contact"],
        left_out=said["left_out"],
        matters=tuple(matter.pk for matter in said["matters"]),
        recipients=tuple(organ.pk for organ in said["recipients"]),
    )


def values_of(circular: Circular) -> dict[str, Any]:
    """Return what a draft says now."""
    return {
        "subject": circular.subject,
        "text": circular.text,
        "contact": circular.contact,
        "left_out": circular.left_out,
        "matters": [one.matter_id for one in circular.named.all()],
        "recipients": [one.organ_id for one in circular.recipients.all()],
        "version": circular.version,
    }


class ReturnForm(forms.Form):
    remark = PlainText(
        label=_("What is to be changed"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
