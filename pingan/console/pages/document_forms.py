"""Forms of documents that are written by hand, and of their service; what is right is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.console.queries.documents import possible_recipients
from pingan.documents.models import DocumentKind, ServiceReceipt


def _name(organ: Any) -> str:
    return f"{organ.name} · {organ.region.name}"


class _Units(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return _name(obj)


class _Unit(forms.ModelChoiceField):  # type: ignore[type-arg]
    widget = forms.Select(attrs={"data-ui": "search"})

    def label_from_instance(self, obj: Any) -> str:
        return _name(obj)


class WriteForm(forms.Form):
    template = forms.ChoiceField(
        label=_("kind"),
        choices=[
            (kind.value, kind.label)
            for kind in (DocumentKind.LETTER, DocumentKind.NOTICE, DocumentKind.REPORT)
        ],
    )
    recipients = _Units(label=_("Served on"), queryset=None, widget=forms.SelectMultiple(attrs={"size": 8}))
    subject = forms.CharField(label=pgettext_lazy("official document", "subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("official document", "text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    contact = forms.CharField(label=_("contact person and telephone"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = possible_recipients(actor)  # type: ignore[attr-defined]


class ServeForm(forms.Form):
    recipient = _Unit(label=pgettext_lazy("official document", "unit"), queryset=None)
    method = forms.ChoiceField(label=_("method"), choices=ServiceReceipt.Method.choices)
    received_by_name = forms.CharField(
        label=_("received by"),
        max_length=60,
        required=False,
        help_text=_("Who signed on paper, when handed over."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = possible_recipients(actor)  # type: ignore[attr-defined]
