"""Where a desk takes an application for mediation that the public sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models.choices import PartyKind
from disputes.queries.types import type_choices
from disputes.services.applications import KIND, take_application
from grids.queries.submissions import submissions_visible
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.web.forms import choose
from pingan.web.pages import Page


class TypeForm(forms.Form):
    """What the desk adds to what was sent."""

    type = forms.ChoiceField(
        label=gettext_lazy("What kind of dispute"), widget=forms.Select(attrs={"data-ui": "search"})
    )
    other_kind = forms.ChoiceField(
        label=gettext_lazy("The other side"), choices=PartyKind.choices, initial=PartyKind.PERSON
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "type", [("", _("Choose…")), *type_choices()])


class TakeApplication(Page):
    """The kind of dispute, and it is registered with what was sent."""

    duty = "submission.desk"
    template_name = "disputes/application.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(pk, TypeForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = TypeForm(request.POST)
        if not form.is_valid():
            return self._show(pk, form, 422)
        data = form.cleaned_data
        try:
            made = take_application(
                actor=self.actor, pk=pk, type_code=data["type"], other_kind=data["other_kind"]
            )
        except Invalid as error:
            for name, sentences in error.fields.items():
                for sentence in sentences:
                    form.add_error(name if name in form.fields else None, str(sentence))
            return self._show(pk, form, 422)
        messages.success(request, _("Registered as %(number)s.") % {"number": made.matter.number})
        return self.sent(reverse("disputes:dispute_detail", args=[made.pk]))

    def _show(self, pk: int, form: TypeForm, status: int = 200) -> HttpResponse:
        if not self.actor.has("dispute.register"):
            raise Forbidden()
        row = submissions_visible(self.actor).filter(pk=pk, kind=KIND).first() if pk < 2**63 else None
        if row is None:
            raise NotFound()
        return self.render({"row": row, "form": form}, status=status)


urlpatterns = [path("disputes/applications/<int:pk>/", TakeApplication.as_view(), name="application_take")]
