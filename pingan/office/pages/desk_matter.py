"""One matter at the desk: its ladder with documents and receipts, and the next rung."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.errors import DomainError, Invalid, NotFound
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.office.pages.desk import shown
from pingan.office.policy import REMIND, SUPERVISE, VIEW
from pingan.office.queries.desk import matter_at, signs_of
from pingan.office.queries.ladders import ladder_of, taken_by
from pingan.office.rules.ladder import CASE, LABELS, LETTER, before, highest
from pingan.office.rules.ladder import REMIND as REMINDER
from pingan.office.services.proposing import ProposalInput, propose_case
from pingan.office.services.supervising import (
    LetterInput,
    remind_many,
    send_letter,
    why_no_letter,
)
from pingan.web.action_fields import PlainText
from pingan.web.actions import action_form
from pingan.web.forms import add_errors
from pingan.web.pages import Page


class ReminderForm(forms.Form):
    note = PlainText(label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _form_of(action: str, actor: Any) -> type[forms.Form]:
    """Return the questions of a rung: those of the incident's own action, so that they are asked in one way."""
    return action_form(machine_for("incident").actions[action], actor, None)


class DeskMatter(Page):
    """The ladder of one matter."""

    duty = VIEW
    template_name = "office/desk/matter.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(matter_at(self.actor, pk), {})

    def show(self, matter: Matter, sent: dict[str, forms.Form], status: int = 200) -> HttpResponse:
        """Render the ladder; ``sent`` carries a refused form back with its text."""
        now = timezone.now()
        reached = taken_by([matter.pk]).get(matter.pk)
        taken = reached.taken if reached else frozenset()
        crumbs = [
            {"label": _("Supervision desk"), "url": reverse("office:supervision")},
            {"label": matter.number, "url": ""},
        ]
        return self.render(
            {
                "line": shown(matter, signs_of([matter.pk], now)[matter.pk], reached, now),
                "matter": matter,
                "steps": [
                    (LABELS[step.rung], step, self._passed_over(step))
                    for step in ladder_of(self.actor, matter)
                ],
                "rungs": self._rungs(matter, sent, taken),
                "circular_url": f"{reverse('office:circular_new')}?matter={matter.pk}",
                "may_word": self._may_word(matter) and not matter.is_restricted,
                "crumbs": crumbs,
            },
            status=status,
        )

    @staticmethod
    def _passed_over(step: Any) -> Any:
        below = before(step.rung)
        return LABELS[below] if step.left_out and below else ""

    def _may_word(self, matter: Matter) -> bool:
        return (
            matter.closed_at is None and self.actor.has(SUPERVISE) and self.actor.covers(matter.region_code)
        )

    def _why_not(self, matter: Matter, rung: str, taken: frozenset[str]) -> Any:
        """Return why a rung cannot be taken; before a case about an incident a letter goes, which needs a unit."""
        is_bare = matter.kind == "incident" and matter.organ_id is None and LETTER not in taken
        is_asked = rung == LETTER or (rung == CASE and is_bare)
        return why_no_letter(self.actor, matter) if is_asked else ""

    def _rungs(
        self, matter: Matter, sent: dict[str, forms.Form], taken: frozenset[str]
    ) -> list[dict[str, Any]]:
        """Return the rungs that this post may take by itself; the next one stands open."""
        offered: list[tuple[str, type[forms.Form]]] = []
        if matter.closed_at is None and self.actor.has(REMIND):
            offered.append((REMINDER, ReminderForm))
        if self._may_word(matter):
            offered.append((LETTER, _form_of("supervise", self.actor)))
            offered.append((CASE, _form_of("propose_accountability", self.actor)))
        top = highest(taken)
        following = {None: REMINDER, REMINDER: LETTER}.get(top, CASE)
        return [
            {
                "key": rung,
                "label": LABELS[rung],
                "form": sent.get(rung) or made(auto_id=f"id_{rung}_%s"),
                "url": reverse("office:supervision_rung", args=[matter.pk, rung]),
                "is_open": rung in sent or (not sent and rung == following),
                "why_not": self._why_not(matter, rung, taken),
            }
            for rung, made in offered
        ]


class TakeRung(DeskMatter):
    """Takes a rung; what was typed comes back with every refusal."""

    def get(self, request: HttpRequest, pk: int, rung: str = "") -> HttpResponse:
        """Show the matter: the address of a form that was refused may be opened again."""
        return self.show(matter_at(self.actor, pk), {})

    def post(self, request: HttpRequest, pk: int, rung: str) -> HttpResponse:
        takers = {REMINDER: self._remind, LETTER: self._letter, CASE: self._case}
        if rung not in takers:
            raise NotFound()
        matter = matter_at(self.actor, pk)
        forms_of: dict[str, type[forms.Form]] = {
            REMINDER: ReminderForm,
            LETTER: _form_of("supervise", self.actor),
            CASE: _form_of("propose_accountability", self.actor),
        }
        form = forms_of[rung](request.POST, auto_id=f"id_{rung}_%s")
        if not form.is_valid():
            return self.show(matter, {rung: form}, 422)
        version = request.POST.get("version", "")
        seen = (
            int(version) if version.isascii() and version.isdigit() and len(version) < 10 else matter.version
        )
        try:
            takers[rung](matter, form.cleaned_data, seen)
        except Invalid as error:
            add_errors(form, error)
            return self.show(matter, {rung: form}, 422)
        except DomainError as error:
            if error.code in {"forbidden", "not_found"}:
                raise
            form.add_error(None, str(error.message))
            return self.show(matter_at(self.actor, pk), {rung: form}, 409)
        messages.success(request, _("Done: %(action)s") % {"action": LABELS[rung]})
        return self.sent(reverse("office:supervision_matter", args=[pk]))

    def _remind(self, matter: Matter, said: dict[str, Any], seen: int) -> None:
        [outcome] = remind_many(actor=self.actor, rows=[(matter.pk, seen)], note=said["note"])
        if outcome.refusal:
            raise Invalid({"": outcome.refusal})

    def _letter(self, matter: Matter, said: dict[str, Any], seen: int) -> None:
        send_letter(actor=self.actor, matter_id=matter.pk, data=LetterInput(**said), seen_version=seen)

    def _case(self, matter: Matter, said: dict[str, Any], seen: int) -> None:
        propose_case(actor=self.actor, matter_id=matter.pk, data=ProposalInput(**said), seen_version=seen)


urlpatterns = [
    path("office/supervision/<int:pk>/", DeskMatter.as_view(), name="supervision_matter"),
    path("office/supervision/<int:pk>/<slug:rung>/", TakeRung.as_view(), name="supervision_rung"),
]
