"""Circulars: the list, the draft, one circular from its wording to its receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.common.errors import DomainError, Forbidden, Invalid, NotFound
from pingan.office.models import Circular, CircularState
from pingan.office.pages.circular_forms import CircularForm, ReturnForm, input_of, values_of
from pingan.office.policy import CIRCULARS, SUPERVISE
from pingan.office.queries import circulars as queries
from pingan.office.queries.desk import waiting
from pingan.office.services import circulars as services
from pingan.web.forms import add_errors
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of

LARGEST_ID = 2**63 - 1
_PARTS = {
    queries.OPEN: pgettext_lazy("circulars", "In work"),
    queries.ISSUED: pgettext_lazy("circulars", "Issued"),
    queries.WITHDRAWN: pgettext_lazy("circulars", "Withdrawn"),
}
TONES = {"drafted": "grey", "submitted": "yellow", "issued": "green", "withdrawn": "grey"}


class Circulars(Page):
    """What is in work, what was issued, what was given up."""

    duty = CIRCULARS
    template_name = "office/circular/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        part = request.GET.get("part", queries.OPEN)
        part = part if part in queries.PARTS else queries.OPEN
        rows = queries.circulars_in(self.actor, part)
        page = page_of(rows, order=queries.ORDER, cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": [(row, TONES[row.state]) for row in page.rows],
                "tabs": [
                    {"label": label, "url": f"?part={key}", "is_current": key == part}
                    for key, label in _PARTS.items()
                ],
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "may_word": self.actor.has(SUPERVISE),
                "desk_url": reverse("office:supervision"),
            }
        )


def _chosen(request: HttpRequest) -> list[int]:
    given = request.GET.getlist("matter") + request.GET.getlist("selected")
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19][
        : services.MOST
    ]


class NewCircular(Page):
    """The draft about chosen matters, its first wording made from their books."""

    duty = SUPERVISE
    template_name = "office/circular/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = waiting(self.actor).filter(pk__in=_chosen(request), is_restricted=False)
        matters = list(rows.order_by("pk"))
        if not matters:
            return self._choose()
        initial = {
            "matters": [matter.pk for matter in matters],
            "recipients": queries.usual_recipients(matters),
            "text": queries.draft_text(matters),
            "subject": _SUBJECT,
        }
        return self.form_page(CircularForm(actor=self.actor, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CircularForm(request.POST, actor=self.actor)
        if form.is_valid():
            try:
                made = services.draft_circular(actor=self.actor, data=input_of(form))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The draft is kept."))
                return self.sent(reverse("office:circular", args=[made.pk]))
        return self.form_page(form, status=422)

    def _choose(self) -> HttpResponse:
        """Ask first which matters it names: a phone has no boxes at the desk, and a circular of nothing names nothing."""
        found = queries.offered(self.actor, services.MOST)
        crumbs = [{"label": _("Circulars"), "url": reverse("office:circulars")}]
        return self.render({"is_choosing": True, "matters": found, "crumbs": crumbs})

    def form_page(
        self, form: CircularForm, *, circular: Circular | None = None, status: int = 200
    ) -> HttpResponse:
        """Render the form, of a new draft or of one that stands."""
        crumbs = [{"label": _("Circulars"), "url": reverse("office:circulars")}]
        context = {"form": form, "circular": circular, "crumbs": crumbs}
        return self.render(context, status=status)


#: Documents are Chinese, whatever language their author's pages have.
_SUBJECT = "部分事项督办情况"


class EditCircular(NewCircular):
    """Another wording of a draft."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # type: ignore[override]
        circular = self._draft(pk)
        return self.form_page(CircularForm(actor=self.actor, initial=values_of(circular)), circular=circular)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # type: ignore[override]
        circular = self._draft(pk)
        form = CircularForm(request.POST, actor=self.actor)
        status = 422
        if form.is_valid():
            try:
                services.edit_circular(
                    actor=self.actor,
                    circular_id=pk,
                    data=input_of(form),
                    seen_version=form.cleaned_data["version"],
                )
            except Invalid as error:
                add_errors(form, error)
            except DomainError as error:
                form.add_error(None, str(error.message))
                status = 409
            else:
                messages.success(request, _("The draft is kept."))
                return self.sent(reverse("office:circular", args=[pk]))
        return self.form_page(form, circular=circular, status=status)

    def _draft(self, pk: int) -> Circular:
        circular = view_at(self.actor, pk)
        if not services.may(self.actor, "write", circular):
            raise Forbidden()
        return circular


def view_at(actor: Any, pk: int) -> Circular:
    """Return a circular of an address.

    Raises:
        NotFound: none in the actor's sight.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    return queries.circular_view(actor, pk)


class CircularPage(Page):
    """One circular with what may be done to it now."""

    duty = CIRCULARS
    template_name = "office/circular/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(view_at(self.actor, pk))

    def show(
        self, circular: Circular, form: forms.Form | None = None, refusal: Any = "", status: int = 200
    ) -> HttpResponse:
        """Render the circular; ``form`` and ``refusal`` carry back why something was not done."""
        seen = queries.matters_seen(self.actor, circular)
        state = circular.state
        may_write = services.may(self.actor, "write", circular)
        waits = state == CircularState.SUBMITTED
        may_approve = waits and services.may(self.actor, "approve", circular)
        itself = {"label": circular.subject, "url": ""}
        crumbs = [{"label": _("Circulars"), "url": reverse("office:circulars")}, itself]
        return self.render(
            {
                "circular": circular,
                "tone": TONES[state],
                "named": [(one, one.matter_id in seen) for one in circular.named.all()],
                "recipients": [one.organ for one in circular.recipients.all()],
                "receipts": queries.receipts_of(circular),
                "form": form or ReturnForm(),
                "refusal": refusal,
                "may_edit": may_write and state == CircularState.DRAFTED,
                "may_withdraw": may_write and state in {CircularState.DRAFTED, CircularState.SUBMITTED},
                "may_approve": may_approve,
                **queries.warnings_of(circular, is_approving=may_approve),
                "is_own": waits and circular.written_by_id == self.actor.user_id,
                "crumbs": crumbs,
            },
            status=status,
        )


class CircularStep(CircularPage):
    """Submits, approves, sends back or withdraws."""

    def get(self, request: HttpRequest, pk: int, step: str = "") -> HttpResponse:
        """Show the circular: the address of a step that was refused may be opened again."""
        return self.show(view_at(self.actor, pk))

    def post(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        if step not in STEPS:
            raise NotFound()
        circular = view_at(self.actor, pk)
        version = request.POST.get("version", "")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
        form = ReturnForm(request.POST if step == "return" else None)
        if step == "return" and not form.is_valid():
            return self.show(circular, form, status=422)
        act, told = STEPS[step]
        more = {"remark": form.cleaned_data["remark"]} if step == "return" else {}
        try:
            act(actor=self.actor, circular_id=pk, seen_version=seen, **more)
        except Invalid as error:
            sentences = " ".join(str(text) for texts in error.fields.values() for text in texts)
            return self.show(view_at(self.actor, pk), refusal=sentences, status=422)
        except DomainError as error:
            if error.code in {"forbidden", "not_found"}:
                raise
            return self.show(view_at(self.actor, pk), refusal=error.message, status=409)
        messages.success(request, str(told))
        return self.sent(reverse("office:circular", args=[pk]))


STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "submit": (services.submit_circular, gettext_lazy("The circular waits for approval by another person.")),
    "approve": (services.approve_circular, gettext_lazy("The circular was issued and served.")),
    "return": (services.return_circular, gettext_lazy("The circular was sent back.")),
    "withdraw": (services.withdraw_circular, gettext_lazy("The circular was withdrawn.")),
}
urlpatterns = [
    path("office/circulars/", Circulars.as_view(), name="circulars"),
    path("office/circulars/new/", NewCircular.as_view(), name="circular_new"),
    path("office/circulars/<int:pk>/", CircularPage.as_view(), name="circular"),
    path("office/circulars/<int:pk>/edit/", EditCircular.as_view(), name="circular_edit"),
    path("office/circulars/<int:pk>/<slug:step>/", CircularStep.as_view(), name="circular_step"),
]
