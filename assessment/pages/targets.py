"""Target letters (Article 8): their list, a letter with its tasks, drawing up, signing, revising, following up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import TargetLetter, TargetProgress
from assessment.pages.target_forms import LetterForm
from assessment.pages.target_steps import STEP_PATTERNS, letter_at, url_of
from assessment.queries.targets import LetterFilterSet, letters_listed, tasks_of, versions_of
from assessment.services.target_signing import side_of
from assessment.services.targets import draft_letter
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.context import NavigationItem
from pingan.web.forms import add_errors
from pingan.web.listing import errors_of, paged, without_blanks
from pingan.web.pages import Page
from pingan.web.tables import page_of

ORDER = ("-year", "organ__name_pinyin", "-pk")
TONES = {"draft": "yellow", "signed": "green", "replaced": "grey"}
PROGRESS_TONES = {"on_track": "blue", "behind": "red", "done": "green"}


def listed_letters(actor: Actor, query: QueryDict) -> tuple[QuerySet[TargetLetter], list[str]]:
    """Return the letters that a list's filters leave, and what is wrong with the filters; none are left then."""
    filters = LetterFilterSet(without_blanks(query), letters_listed(actor))
    problems = errors_of(filters.form)
    return (filters.qs.none() if problems else filters.qs), problems


class LetterList(Page):
    duty = "target.read"
    template_name = "assessment/target/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows, problems = listed_letters(self.actor, request.GET)
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        state = request.GET.get("state", "")
        return self.render(
            {
                "rows": [(row, TONES[row.state]) for row in page.rows],
                "total": rows.order_by().count(),
                "problems": problems,
                "text": request.GET.get("q", "")[:60],
                "year": request.GET.get("year", "")[:4],
                "states": [(key, label, key == state) for key, label in TargetLetter.State.choices],
                "may_draft": self.actor.has("target.keep"),
                "may_export": self.actor.has("target.export"),
                "query_string": request.GET.urlencode(),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


class LetterNew(Page):
    duty = "target.keep"
    template_name = "assessment/target/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(LetterForm(actor=self.actor, initial={"year": timezone.localdate().year}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LetterForm(request.POST, actor=self.actor)
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = draft_letter(
                    actor=self.actor, organ_id=data["organ"], year=data["year"], goals=data["goals"]
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The letter is drawn up. Add its tasks."))
                return self.sent(url_of(row.pk))
        return self._show(form, status=422)

    def _show(self, form: LetterForm, *, status: int = 200) -> HttpResponse:
        back, title = reverse("assessment:target_list"), _("Draw up a target letter")
        crumbs = [{"label": _("Target letters"), "url": back}, {"label": title}]
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back, "submit": _("Draw up")}
        return self.render(context, status=status)


class LetterDetail(Page):
    """One letter: goals, tasks with what was reported of each, both signatures, all versions."""

    duty = "target.read"
    template_name = "assessment/target/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = letter_at(self, pk)
        return self.render(_shown(self.actor, letter))


def _shown(actor: Actor, letter: TargetLetter) -> dict[str, Any]:
    side, is_draft = side_of(actor, letter), letter.state == TargetLetter.State.DRAFT
    has_signed = {"body": letter.body_signed_at is not None, "unit": letter.unit_signed_at is not None}
    is_unsigned = is_draft and not any(has_signed.values())
    tasks = tasks_of(letter)
    may_edit = allows(actor, "edit", letter)
    return {
        "letter": letter,
        "tone": TONES[letter.state],
        "tasks": [
            (task, *_told(getattr(task, "last_state", None)), list(task.progress.all())) for task in tasks
        ],
        "signatures": (
            (gettext_lazy("The coordinating body"), letter.body_signature, letter.body_signed_at),
            (gettext_lazy("The unit"), letter.unit_signature, letter.unit_signed_at),
        ),
        "versions": [(row, TONES[row.state]) for row in versions_of(letter)],
        "may_change": may_edit and is_unsigned,
        "may_revise": may_edit and letter.state == TargetLetter.State.SIGNED,
        "may_sign": bool(side) and is_draft and bool(tasks) and not has_signed.get(side, True),
        "may_take_back": bool(side) and is_draft and has_signed.get(side, False),
        "may_report": letter.state == TargetLetter.State.SIGNED and allows(actor, "answer", letter),
    }


def _told(state: str | None) -> tuple[str, Any]:
    """Return tone and words of what was reported of a task last."""
    if state is None:
        return "grey", _("nothing reported yet")
    return PROGRESS_TONES[state], TargetProgress.State(state).label


def target_menu(actor: Actor) -> list[NavigationItem]:
    """Return the letters for those whom they concern."""
    if not actor.has("target.read"):
        return []
    return [
        NavigationItem(
            gettext_lazy("Target letters"),
            reverse("assessment:target_list"),
            "book",
            "oversight",
            on_phone=False,
        )
    ]


urlpatterns = [
    path("assessment/targets/", LetterList.as_view(), name="target_list"),
    path("assessment/targets/new/", LetterNew.as_view(), name="target_new"),
    path("assessment/targets/<int:pk>/", LetterDetail.as_view(), name="target_detail"),
    *STEP_PATTERNS,
]
