"""The desk's page of what came from the public: take, join, decline, and review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grids.models import DeclineReason, PublicSubmission
from grids.pages.details import masked_phone
from grids.pages.submission_forms import DeclineForm, EnrolForm, JoinForm, ReviewForm, TakeForm
from grids.pages.submission_lines import kind_links, names_of, shown_text
from grids.policy.submissions import DESK
from grids.queries.incidents import likely_duplicates
from grids.queries.reporting import class_choices
from grids.queries.submissions import (
    PARTS,
    counts,
    full_name,
    in_part,
    incident_of,
    places_for,
    submissions_visible,
)
from grids.queries.volunteers import services_of, volunteer_of
from grids.rules.incidents import masked_name
from grids.services.submission_codes import decide_review, who_dealt_with
from grids.services.submission_desk import Taking, decline_submissions, join_submission, take_submission
from grids.services.volunteers import enrol
from pingan.access.policy import visible_to
from pingan.common.errors import IllegalAction, Invalid, NotFound
from pingan.common.slots import submission_takers
from pingan.files.models import StoredFile
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page
from pingan.web.tables import address, bounded_count, page_of

PART_NAMES = {
    "waiting": pgettext_lazy("submissions", "Waiting"),
    "set_aside": gettext_lazy("With signs of a flood"),
    "review": gettext_lazy("Review asked for"),
    "decided": pgettext_lazy("submissions", "Decided"),
}
_TONES = {"waiting": "blue", "taken": "green", "joined": "green", "declined": "grey"}


_FORMS: dict[str, type[forms.Form]] = {
    "take": TakeForm,
    "join": JoinForm,
    "enrol": EnrolForm,
    "decline": DeclineForm,
    "review": ReviewForm,
}


class SubmissionList(Page):
    """The queue; chosen rows are declined with one sentence."""

    duty = DESK
    template_name = "grids/submission/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(DeclineForm(initial={"reason": DeclineReason.NO_CONCERN}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DeclineForm(request.POST)
        chosen = [
            int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit() and len(pk) < 18
        ]
        if not form.is_valid():
            return self._show(form, 422, chosen)
        try:
            done = decline_submissions(actor=self.actor, pks=chosen, **form.cleaned_data)
        except Invalid as error:
            add_errors(form, error)
            return self._show(form, 422, chosen)
        messages.success(request, _("%(count)s declined.") % {"count": done})
        return self.sent(f"{reverse('grids:submission_list')}?{urlencode({'part': self._part()})}")

    def _part(self) -> str:
        part = self.request.GET.get("part", "waiting")
        return part if part in PARTS else "waiting"

    def _show(self, form: DeclineForm, status: int = 200, chosen: Sequence[int] = ()) -> HttpResponse:
        part, query = self._part(), self.request.GET
        kind = query.get("kind", "") if query.get("kind") in PublicSubmission.Kind.values else ""
        rows = in_part(self.actor, part, kind)
        order = ("-sent_at", "-pk") if part == "decided" else ("sent_at", "pk")
        page = page_of(rows, order=order, cursor=query.get("cursor", ""))
        waiting = counts(self.actor)
        here = f"?{urlencode({'part': part, **({'kind': kind} if kind else {})})}"
        is_whole = query.get("chosen") == "all"
        context = {
            "chosen": {row.pk for row in page.rows} if is_whole and not chosen else set(chosen),
            "all_url": "" if is_whole else address(query, chosen="all"),
            "tabs": [
                {
                    "label": label,
                    "url": f"?part={key}",
                    "is_current": key == part,
                    "badge": str(waiting.get(key) or ""),
                }
                for key, label in PART_NAMES.items()
            ],
            "lines": [(row, shown_text(row)[:120], names_of(row)) for row in page.rows],
            "part": part,
            "kinds": kind_links(part, kind),
            "total": bounded_count(rows),
            "is_open": part in {"waiting", "set_aside"},
            "form": form,
            "previous_url": page.previous and f"{here}&cursor={page.previous}",
            "next_url": page.next and f"{here}&cursor={page.next}",
        }
        return self.render(context, status=status)


class SubmissionPage(Page):
    """One submission, and what may be made of it."""

    duty = DESK
    template_name = "grids/submission/detail.html"

    def get(self, request: HttpRequest, pk: int, step: str = "") -> HttpResponse:
        return self._show(self._row(pk), {})

    def _row(self, pk: int) -> PublicSubmission:
        row = submissions_visible(self.actor).filter(pk=pk).first() if pk < 2**63 else None
        if row is None:
            raise NotFound()
        return row

    def _fill(self, form: TakeForm, row: PublicSubmission) -> None:
        choose(form, "category", [("", _("Choose…")), *class_choices(self.actor)])
        choose(
            form,
            "region",
            [("", row.grid.name if row.grid else row.region.name), *places_for(self.actor, row)],
        )

    def _show(self, row: PublicSubmission, sent: dict[str, forms.Form], status: int = 200) -> HttpResponse:
        take = sent.get("take") or TakeForm()
        if isinstance(take, TakeForm):
            self._fill(take, row)
        is_waiting = row.state == PublicSubmission.State.WAITING
        taker = submission_takers.get(row.kind)
        incident = incident_of(row)
        context = {
            "row": row,
            "place": full_name(row.region),
            "tone": _TONES[row.state],
            "signs": names_of(row),
            "contact": f"{masked_name(row.reporter_name or '')} {masked_phone(row.reporter_phone or '')}".strip(),
            "photos": [
                self._photo(file)
                for file in visible_to(StoredFile, self.actor).filter(pk__in=row.files.all())
            ],
            "is_waiting": is_waiting,
            "taker_url": taker(row.pk) if taker and is_waiting else "",
            "is_report": row.kind == PublicSubmission.Kind.REPORT,
            "volunteer": volunteer_of(row),
            "services": services_of(row.services),
            "take": take,
            "join": sent.get("join") or JoinForm(),
            "decline": sent.get("decline") or DeclineForm(),
            "review": sent.get("review") or ReviewForm(),
            "alike": self._alike(row) if is_waiting else [],
            "incident": incident,
            "dealt": bool(incident and self.actor.user_id in who_dealt_with(incident)),
        }
        return self.render(context, status=status)

    def _photo(self, file: StoredFile) -> dict[str, str]:
        return {
            "url": reverse("web:file_content", args=[file.pk]),
            "thumbnail_url": reverse("web:file_thumbnail", args=[file.pk]),
            "caption": "",
        }

    def _alike(self, row: PublicSubmission) -> list[Any]:
        return likely_duplicates(
            self.actor,
            category_code="",
            text=row.text,
            longitude=row.longitude if row.grid_id else None,
            latitude=row.latitude if row.grid_id else None,
            township_code=row.region_code[:9],
            at=timezone.now(),
        )


class SubmissionStep(SubmissionPage):
    """One of the forms of that page, sent."""

    def post(self, request: HttpRequest, pk: int, step: str = "") -> HttpResponse:
        row = self._row(pk)
        made = _FORMS.get(step)
        if made is None:
            raise NotFound()
        form = made(request.POST)
        if isinstance(form, TakeForm):
            self._fill(form, row)
        if not form.is_valid():
            return self._show(row, {step: form}, 422)
        try:
            return self.sent(getattr(self, f"_{step}")(row, form.cleaned_data))
        except Invalid as error:
            add_errors(form, error)
            return self._show(row, {step: form}, 422)

    def _take(self, row: PublicSubmission, data: dict[str, Any]) -> str:
        made = take_submission(actor=self.actor, pk=row.pk, data=Taking(**data))
        messages.success(self.request, _("It is incident %(number)s now.") % {"number": made.matter.number})
        return reverse("grids:incident_detail", args=[made.pk])

    def _enrol(self, row: PublicSubmission, data: dict[str, Any]) -> str:
        made = enrol(actor=self.actor, pk=row.pk)
        messages.success(self.request, _("Taken on as a volunteer."))
        return reverse("grids:volunteer_detail", args=[made.pk])

    def _join(self, row: PublicSubmission, data: dict[str, Any]) -> str:
        found = join_submission(actor=self.actor, pk=row.pk, number=data["number"])
        messages.success(self.request, _("It was added to %(number)s.") % {"number": found.matter.number})
        return reverse("grids:incident_detail", args=[found.pk])

    def _decline(self, row: PublicSubmission, data: dict[str, Any]) -> str:
        if not decline_submissions(actor=self.actor, pks=[row.pk], **data):
            raise IllegalAction(_("Somebody has decided this one already."))
        messages.success(self.request, _("Declined; the sender reads why under the code."))
        return reverse("grids:submission_list")

    def _review(self, row: PublicSubmission, data: dict[str, Any]) -> str:
        is_reopened = self.request.POST.get("result") == "reopen"
        decide_review(actor=self.actor, pk=row.pk, is_reopened=is_reopened, note=data["note"])
        messages.success(self.request, _("The review is decided."))
        return reverse("grids:submission_detail", args=[row.pk])


urlpatterns = [
    path("submissions/", SubmissionList.as_view(), name="submission_list"),
    path("submissions/<int:pk>/", SubmissionPage.as_view(), name="submission_detail"),
    path("submissions/<int:pk>/<slug:step>/", SubmissionStep.as_view(), name="submission_step"),
]
