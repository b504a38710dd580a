"""Briefs on the situation: their list, one brief with its figures, charts, versions and receipts, drafting by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.office.models import Brief, BriefChange, BriefChart, Cadence
from pingan.office.pages.brief_forms import DraftForm
from pingan.office.pages.brief_home import PARTS
from pingan.office.pages.brief_steps import STEP_PATTERNS, brief_at, title_of, url_of
from pingan.office.policy import VIEW
from pingan.office.policy.briefs import WRITE
from pingan.office.queries.briefs import (
    ORDER,
    BriefFilterSet,
    briefs_in,
    briefs_listed,
    changes_of,
    parts_of,
    receipts_of,
    receipts_to_confirm,
    recipients_of,
    versions_of,
)
from pingan.office.rules.brief_annexes import figure_tables
from pingan.office.rules.brief_facts import facts_of_json
from pingan.office.rules.brief_periods import period_words
from pingan.office.services.brief_drafting import draft_brief
from pingan.office.services.brief_preview import preview_brief
from pingan.office.services.brief_rows import SECTIONS
from pingan.web.forms import add_errors
from pingan.web.listing import errors_of, paged, without_blanks
from pingan.web.pages import Page
from pingan.web.tables import page_of

UNDER_WAY = {Brief.State.DRAFTED, Brief.State.REVIEWED}
TONES = {"drafted": "yellow", "reviewed": "blue", "issued": "green", "superseded": "grey"}


class BriefList(Page):
    """Drafts of the own body, and what was issued in the area or sent to the own unit."""

    duty = VIEW
    template_name = "office/brief/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        part, parts = request.GET.get("part", ""), parts_of(self.actor)
        part = part if part in parts else ""
        listed = briefs_in(self.actor, part) if part else briefs_listed(self.actor)
        filters = BriefFilterSet(without_blanks(request.GET), listed)
        problems = errors_of(filters.form)
        rows = filters.qs.none() if problems else filters.qs
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        waiting = receipts_to_confirm(self.actor, page.rows) if part == "confirm" else {}
        chosen = {name: request.GET.get(name, "") for name in ("cadence", "state")}
        return self.render(
            {
                "rows": [
                    (row, period_words(row.cadence, row.since), TONES[row.state], waiting.get(row.pk))
                    for row in page.rows
                ],
                "here": request.get_full_path(),
                "part": part,
                "tabs": _tabs(self.actor, part),
                "total": rows.order_by().count(),
                "problems": problems,
                "text": request.GET.get("q", "")[:60],
                "cadences": [(key, label, key == chosen["cadence"]) for key, label in Cadence.choices],
                "states": [(key, label, key == chosen["state"]) for key, label in Brief.State.choices],
                "may_draft": self.actor.has(WRITE),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


def _tabs(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    """Return all briefs, and what waits for this post in each of its parts."""
    named = [("", _("All"), ""), *((part, PARTS[part][0], f"?part={part}") for part in parts_of(actor))]
    return [
        {
            "label": label,
            "url": url or reverse("office:brief_list"),
            "is_current": part == chosen,
            "badge": str((briefs_in(actor, part).order_by().count() if part else 0) or ""),
        }
        for part, label, url in named
    ]


class BriefNew(Page):
    """A draft by hand, for a period that the job did not reach."""

    duty = WRITE
    template_name = "office/brief/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(DraftForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DraftForm(request.POST)
        if form.is_valid():
            try:
                row = draft_brief(actor=self.actor, **form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The brief is drafted. Add its forecast and measures."))
                return self.sent(url_of(row.pk))
        return self._show(form, status=422)

    def _show(self, form: DraftForm, *, status: int = 200) -> HttpResponse:
        back, title = reverse("office:brief_list"), _("Draft a brief")
        crumbs = [{"label": _("Briefs"), "url": back}, {"label": title}]
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back, "submit": _("Draft")}
        return self.render(context, status=status)


class BriefDetail(Page):
    """One version: its words, the figures and charts that it was drafted from, who had it in hand, and who received it."""

    duty = VIEW
    template_name = "office/brief/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        brief = brief_at(self, pk)
        versions = versions_of(self.actor, brief)
        return self.render({**_shown(brief), **_offered(self.actor, brief, versions)})


def _shown(brief: Brief) -> dict[str, Any]:
    # On a phone these stand beside each number: two short words, in English too.
    heads = (
        _("Figure"), _("this period"), pgettext("brief", "before"), _("change"), pgettext("brief", "a year ago"),
        pgettext("brief", "in a year"),
    )  # fmt: skip
    tables = [
        (group, [(row[0], list(zip(heads[1:], row[1:], strict=True))) for row in rows])
        for group, rows in figure_tables(facts_of_json(brief.figures))
    ]
    return {
        "brief": brief,
        "title": title_of(brief),
        "tone": TONES[brief.state],
        "sections": [(BriefChange.Section(name).label, getattr(brief, name)) for name in SECTIONS],
        "tables": tables,
        "columns": [{"label": head, "is_number": at > 0} for at, head in enumerate(heads)],
        "charts": list(brief.charts.order_by("place").values_list("place", "title")),
        "changes": changes_of(brief),
        "receipts": receipts_of(brief),
        "crumbs": [{"label": _("Briefs"), "url": reverse("office:brief_list")}, {"label": title_of(brief)}],
    }


def _offered(actor: Actor, brief: Brief, versions: list[Brief]) -> dict[str, Any]:
    """Return what this actor may do with it now, to whom it would go, and which other version is under way."""
    state, may_issue = brief.state, allows(actor, "issue", brief)
    is_draft, is_reviewed = state == Brief.State.DRAFTED, state == Brief.State.REVIEWED
    may_write, may_review = allows(actor, "edit", brief), allows(actor, "review", brief)
    is_whole = all(getattr(brief, name).strip() for name in SECTIONS)
    wrote = brief.created_by_id == actor.user_id or any(
        change.made_by_id == actor.user_id for change in changes_of(brief)
    )
    under_way = next((row for row in versions if row.pk != brief.pk and row.state in UNDER_WAY), None)
    return {
        "versions": [(row, TONES[row.state]) for row in versions],
        "under_way": under_way,
        "receipt_pk": receipts_to_confirm(actor, [brief]).get(brief.pk),
        "here": url_of(brief.pk),
        "may_write": may_write and is_draft,
        # Before every section has words there is nothing to say yes to.
        "may_review": may_review and is_draft and is_whole and not wrote,
        "is_unfinished": is_draft and not is_whole,
        "is_own_work": may_review and is_draft and wrote,
        "may_return": may_review and (is_reviewed or (is_draft and not wrote)),
        "may_issue": may_issue and is_reviewed,
        "may_correct": may_write and state == Brief.State.ISSUED and under_way is None,
        "recipients": recipients_of(brief.region).all
        if (may_write or may_issue) and not brief.issued_at
        else (),
    }


class BriefPreview(Page):
    """A draft as it would be printed; of what is issued the document itself."""

    duty = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        brief = brief_at(self, pk)
        if brief.document_id is not None:
            return redirect("console:document_pdf", pk=brief.document_id)
        try:
            content = preview_brief(actor=self.actor, brief=brief)
        except Invalid as error:
            messages.error(request, " ".join(text for texts in error.fields.values() for text in texts))
            return self.sent(url_of(brief.pk))
        answer = HttpResponse(content, content_type="application/pdf")
        name = _("%(title)s (draft).pdf") % {"title": title_of(brief)}
        answer["Content-Disposition"] = (
            content_disposition_header(as_attachment=False, filename=name) or "inline"
        )
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class BriefChartPicture(Page):
    """One chart as it was drawn. Shown as a picture, so that nothing in it could ever run."""

    duty = VIEW

    def get(self, request: HttpRequest, pk: int, place: int) -> HttpResponse:
        brief = brief_at(self, pk)
        rows = visible_to(BriefChart, self.actor).filter(brief_id=brief.pk, place=place)
        svg = rows.values_list("svg", flat=True)[:1]
        if not svg:
            raise NotFound()
        answer = HttpResponse(svg[0], content_type="image/svg+xml; charset=utf-8")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer


urlpatterns = [
    path("office/briefs/", BriefList.as_view(), name="brief_list"),
    path("office/briefs/new/", BriefNew.as_view(), name="brief_new"),
    path("office/briefs/<int:pk>/", BriefDetail.as_view(), name="brief_detail"),
    path("office/briefs/<int:pk>/preview.pdf", BriefPreview.as_view(), name="brief_preview"),
    path("office/briefs/<int:pk>/charts/<int:place>/", BriefChartPicture.as_view(), name="brief_chart"),
    *STEP_PATTERNS,
]
