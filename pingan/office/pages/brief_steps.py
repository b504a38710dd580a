"""The steps of a brief, each a form or a button: writing, reviewing, giving back, issuing, correcting."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch
from pingan.common.errors import Invalid, NotFound
from pingan.office.models import Brief
from pingan.office.pages.brief_forms import CorrectionForm, ReturnForm, SectionsForm
from pingan.office.policy import VIEW
from pingan.office.rules.brief_periods import period_words
from pingan.office.services.brief_issuing import correct_brief, demand_correctable, issue_brief
from pingan.office.services.brief_rows import SECTIONS
from pingan.office.services.brief_writing import return_brief, review_brief, write_brief
from pingan.web.forms import add_errors
from pingan.web.pages import Page

LARGEST_ID = 2**63 - 1


def url_of(pk: int) -> str:
    """Return the address of a brief."""
    return reverse("office:brief_detail", args=[pk])


def title_of(brief: Brief) -> str:
    """Return what a brief is called on its pages: place and period."""
    return f"{brief.region.name} {period_words(brief.cadence, brief.since)}"


def brief_at(page: Page, pk: int, verb: str = "view") -> Brief:
    """Return the brief of an address.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    joined = ("region", "document", "corrects__document")
    return fetch(Brief, page.actor, pk, verb, refine=lambda rows: rows.select_related(*joined))


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


class Step(Page):
    """A form about one brief. ``save`` does it and returns where to go on; ``verb`` is what it needs."""

    duty = VIEW
    template_name = "office/brief/form.html"
    form_class: ClassVar[type[forms.Form]]
    verb: ClassVar[str] = "edit"
    title: ClassVar[Any]
    done: ClassVar[Any]
    submit: ClassVar[Any] = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        brief = brief_at(self, pk, self.verb)
        return self._show(brief, self.form_class(initial=self.initial(brief)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        brief, form = brief_at(self, pk, self.verb), self.form_class(request.POST)
        if form.is_valid():
            try:
                target = self.save(brief, form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, self.done)
                return self.sent(url_of(target))
        return self._show(brief, form, status=422)

    def initial(self, brief: Brief) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}

    def save(self, brief: Brief, data: dict[str, Any]) -> int:
        """Do it, and return the key of the brief to show."""
        raise NotImplementedError

    def _show(self, brief: Brief, form: forms.Form, *, status: int = 200) -> HttpResponse:
        crumbs = [
            {"label": _("Briefs"), "url": reverse("office:brief_list")},
            {"label": title_of(brief), "url": url_of(brief.pk)},
            {"label": self.title},
        ]
        seen = self.request.POST.get("seen_version") or brief.edition
        context = {"form": form, "title": self.title, "crumbs": crumbs, "cancel_url": url_of(brief.pk)}
        return self.render(
            {**context, "seen_version": seen, "submit": self.submit or self.title}, status=status
        )


class BriefWriting(Step):
    form_class = SectionsForm
    title = gettext_lazy("Write on the draft")
    done = gettext_lazy("The draft is saved.")
    submit = gettext_lazy("Save")

    def initial(self, brief: Brief) -> dict[str, Any]:
        return {name: getattr(brief, name) for name in SECTIONS}

    def save(self, brief: Brief, data: dict[str, Any]) -> int:
        return write_brief(actor=self.actor, pk=brief.pk, sections=data, seen_edition=_seen(self.request)).pk


class BriefReturning(Step):
    form_class = ReturnForm
    verb = "review"
    title = gettext_lazy("Give back")
    done = gettext_lazy("The brief is given back to its office.")

    def save(self, brief: Brief, data: dict[str, Any]) -> int:
        return return_brief(
            actor=self.actor, pk=brief.pk, reason=data["reason"], seen_edition=_seen(self.request)
        ).pk


class BriefCorrecting(Step):
    form_class = CorrectionForm
    title = gettext_lazy("Correct by a further version")
    done = gettext_lazy("The correction is drafted; until it is issued, the present version holds.")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Refuse before a reason is typed, not after."""
        demand_correctable(brief_at(self, pk, self.verb))
        return super().get(request, pk)

    def save(self, brief: Brief, data: dict[str, Any]) -> int:
        return correct_brief(
            actor=self.actor,
            pk=brief.pk,
            reason=data["reason"],
            recounts=data["recounts"],
            seen_edition=_seen(self.request),
        ).pk


class BriefButton(Page):
    """A step without a form: reviewing, issuing."""

    duty = VIEW
    step: ClassVar[str] = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        brief = brief_at(self, pk, self.step)
        try:
            said = self._do(brief.pk, _seen(request))
        except Invalid as error:
            # At its field each says the same as the sentence above them all, which a button shows alone.
            for text in error.fields.get("") or [text for texts in error.fields.values() for text in texts]:
                messages.error(request, text)
        else:
            messages.success(request, said)
        return self.sent(url_of(brief.pk))

    def _do(self, pk: int, seen: int | None) -> str:
        if self.step == "review":
            review_brief(actor=self.actor, pk=pk, seen_edition=seen)
            return _("The brief is reviewed.")
        row = issue_brief(actor=self.actor, pk=pk, seen_edition=seen)
        number = row.document.number if row.document else ""
        return _("The brief is issued as %(number)s and sent.") % {"number": number}


STEP_PATTERNS = [
    path("office/briefs/<int:pk>/edit/", BriefWriting.as_view(), name="brief_edit"),
    path("office/briefs/<int:pk>/return/", BriefReturning.as_view(), name="brief_return"),
    path("office/briefs/<int:pk>/correct/", BriefCorrecting.as_view(), name="brief_correct"),
    path("office/briefs/<int:pk>/review/", BriefButton.as_view(step="review"), name="brief_review"),
    path("office/briefs/<int:pk>/issue/", BriefButton.as_view(step="issue"), name="brief_issue"),
]
