"""The steps of a target letter, each a form or a button: goals, tasks, signature, revision, progress."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import TargetLetter
from assessment.pages.target_forms import GoalsForm, ProgressForm, RevisionForm, TaskForm
from assessment.services.target_signing import (
    record_progress,
    revise_letter,
    sign_letter,
    take_back_signature,
)
from assessment.services.targets import TaskData, add_task, edit_letter, remove_task
from pingan.access.policy import fetch
from pingan.common.errors import Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.pages import Page

LARGEST_ID = 2**63 - 1


def url_of(pk: int) -> str:
    """Return the address of a letter."""
    return reverse("assessment:target_detail", args=[pk])


def letter_at(page: Page, pk: int, verb: str = "view") -> TargetLetter:
    """Return the letter of an address.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    return fetch(
        TargetLetter, page.actor, pk, verb, refine=lambda rows: rows.select_related("organ", "region")
    )


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


class Step(Page):
    """A form about one letter. ``save`` does it and returns where to go on; ``verb`` is what it needs."""

    duty = "target.read"
    template_name = "assessment/target/form.html"
    form_class: ClassVar[type[forms.Form]]
    verb: ClassVar[str] = "edit"
    title: ClassVar[Any]
    done: ClassVar[Any]

    def get(self, request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
        letter = letter_at(self, pk, self.verb)
        return self._show(letter, self.form_class(initial=self.initial(letter)))

    def post(self, request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
        letter, form = letter_at(self, pk, self.verb), self.form_class(request.POST)
        if form.is_valid():
            try:
                target = self.save(letter, form.cleaned_data, number)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, self.done)
                return self.sent(url_of(target))
        return self._show(letter, form, status=422)

    def initial(self, letter: TargetLetter) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}

    def save(self, letter: TargetLetter, data: dict[str, Any], number: int) -> int:
        """Do it, and return the key of the letter to show."""
        raise NotImplementedError

    def _show(self, letter: TargetLetter, form: forms.Form, *, status: int = 200) -> HttpResponse:
        crumbs = [
            {"label": _("Target letters"), "url": reverse("assessment:target_list")},
            {"label": str(letter), "url": url_of(letter.pk)},
            {"label": self.title},
        ]
        seen = self.request.POST.get("seen_version") or letter.edition
        context = {"form": form, "title": self.title, "crumbs": crumbs, "cancel_url": url_of(letter.pk)}
        return self.render({**context, "seen_version": seen, "submit": self.title}, status=status)


class GoalsEdit(Step):
    form_class = GoalsForm
    title = gettext_lazy("Change the goals")
    done = gettext_lazy("The goals are changed.")

    def initial(self, letter: TargetLetter) -> dict[str, Any]:
        return {"goals": letter.goals, "document": letter.document}

    def save(self, letter: TargetLetter, data: dict[str, Any], number: int) -> int:
        return edit_letter(actor=self.actor, pk=letter.pk, seen_edition=_seen(self.request), **data).pk


class TaskNew(Step):
    form_class = TaskForm
    title = gettext_lazy("Add a task")
    done = gettext_lazy("The task is added.")

    def save(self, letter: TargetLetter, data: dict[str, Any], number: int) -> int:
        add_task(actor=self.actor, pk=letter.pk, data=TaskData(**data), seen_edition=_seen(self.request))
        return letter.pk


class Revision(Step):
    form_class = RevisionForm
    title = gettext_lazy("Revise by a further version")
    done = gettext_lazy("The next version is drawn up; until both have signed it, the present one holds.")

    def save(self, letter: TargetLetter, data: dict[str, Any], number: int) -> int:
        return revise_letter(
            actor=self.actor, pk=letter.pk, reason=data["reason"], seen_edition=_seen(self.request)
        ).pk


class Progress(Step):
    form_class = ProgressForm
    verb = "answer"
    title = gettext_lazy("Report progress")
    done = gettext_lazy("What you reported is recorded.")

    def save(self, letter: TargetLetter, data: dict[str, Any], number: int) -> int:
        record_progress(actor=self.actor, pk=letter.pk, number=number, **data)
        return letter.pk


class Button(Page):
    """A step without a form: signing, taking a signature back, taking a task out."""

    duty = "target.read"
    step: ClassVar[str] = ""

    def post(self, request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
        letter = letter_at(self, pk)
        try:
            said = self._do(letter.pk, number, _seen(request))
        except Invalid as error:
            for texts in error.fields.values():
                for text in texts:
                    messages.error(request, text)
        else:
            messages.success(request, said)
        return self.sent(url_of(letter.pk))

    def _do(self, pk: int, number: int, seen: int | None) -> str:
        if self.step == "sign":
            sign_letter(actor=self.actor, pk=pk, seen_edition=seen)
            return _("You have signed.")
        if self.step == "take_back":
            take_back_signature(actor=self.actor, pk=pk, seen_edition=seen)
            return _("Your signature is taken back.")
        remove_task(actor=self.actor, pk=pk, number=number, seen_edition=seen)
        return _("The task is taken out.")


STEP_PATTERNS = [
    path("assessment/targets/<int:pk>/edit/", GoalsEdit.as_view(), name="target_edit"),
    path("assessment/targets/<int:pk>/revise/", Revision.as_view(), name="target_revise"),
    path("assessment/targets/<int:pk>/sign/", Button.as_view(step="sign"), name="target_sign"),
    path("assessment/targets/<int:pk>/take-back/", Button.as_view(step="take_back"), name="target_take_back"),
    path("assessment/targets/<int:pk>/tasks/new/", TaskNew.as_view(), name="target_task_new"),
    path(
        "assessment/targets/<int:pk>/tasks/<int:number>/remove/",
        Button.as_view(step="remove"),
        name="target_task_remove",
    ),
    path(
        "assessment/targets/<int:pk>/tasks/<int:number>/progress/", Progress.as_view(), name="target_progress"
    ),
]
