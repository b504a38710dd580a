"""Events that nobody took: a person sends them again, or gives them up for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.errors import Invalid
from pingan.exchange.pages.forms import ReasonForm
from pingan.exchange.policy import EDIT, VIEW
from pingan.exchange.queries.deliveries import dead_letters
from pingan.exchange.services.dead_letters import give_up, replay
from pingan.web.forms import refusal_of
from pingan.web.pages import Page

_MOST = 200
#: Why nobody answered, as ``services.posting`` names it.
WHY: Mapping[str, Any] = {
    "timeout": gettext_lazy("no answer in time"),
    "unreachable": gettext_lazy("cannot be reached"),
    "unknown_host": gettext_lazy("no such address"),
    "certificate": gettext_lazy("its certificate is not trusted"),
    "address_refused": gettext_lazy("lies in a network that is not open"),
}


class LetterList(Page):
    duty = VIEW
    template_name = "exchange/letter/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def show(self, refusal: str = "", *, status: int = 200) -> HttpResponse:
        rows = list(dead_letters(self.actor)[: _MOST + 1])
        context = {
            "rows": [
                (row, row.last_status or WHY.get(row.last_error, row.last_error)) for row in rows[:_MOST]
            ],
            "has_more": len(rows) > _MOST,
            "refusal": refusal,
            "may_edit": self.actor.has(EDIT),
        }
        return self.render(context, status=status)


class LetterReplay(Page):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        replay(actor=self.actor, delivery_id=pk)
        messages.success(request, _("It is sent again."))
        return self.sent(reverse("exchange:letter_list"))


class LetterGiveUp(LetterList):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        try:
            give_up(actor=self.actor, delivery_id=pk, reason=form.data.get("reason", "")[:300])
        except Invalid as error:
            return self.show(refusal_of(error), status=422)
        messages.success(request, _("Given up; what came later of this record goes on."))
        return self.sent(reverse("exchange:letter_list"))


urlpatterns = [
    path("exchange/letters/", LetterList.as_view(), name="letter_list"),
    path("exchange/letters/<int:pk>/replay/", LetterReplay.as_view(), name="letter_replay"),
    path("exchange/letters/<int:pk>/give-up/", LetterGiveUp.as_view(), name="letter_give_up"),
]
