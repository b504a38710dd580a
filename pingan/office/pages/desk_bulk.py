"""Urging several matters of the desk at once: which are meant, what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from pingan.common.errors import DomainError
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.matters.services.bulk import MOST, sentence_of
from pingan.matters.services.performing import check_legal
from pingan.office.pages.desk import DeskBase
from pingan.office.pages.desk_asked import FILTERS
from pingan.office.policy import REMIND, SUPERVISE
from pingan.office.queries.desk import ORDER, desk_rows, details_of, waiting
from pingan.office.services import circular_checks
from pingan.office.services.supervising import remind_many
from pingan.web.listing import kept_query
from pingan.web.pages import Page

_KEPT_SECONDS = 24 * 3600
#: PostgreSQL's bigint has 19 digits.
_DIGITS = 19


class RemindForm(forms.Form):
    """What everybody is told; the kinds differ in how long it may be, the shortest holds for all."""

    note = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200})
    )


class RemindMany(DeskBase):
    """Urging several rows: which are meant and which would be left alone; then what became of each."""

    duty = REMIND
    template_name = "office/desk/remind.html"
    offer: ClassVar[dict[str, Any]] = {"name": "remind", "label": _("Remind")}

    def back_url(self, request: HttpRequest) -> str:
        """Return the list as it was left."""
        query = kept_query(request.POST.get("query", ""), (*FILTERS, "tab"))
        return f"{reverse('office:supervision')}?{query}"

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("action") == "circular" and self.actor.has(SUPERVISE):
            keys = [("matter", matter.pk) for matter in self._rows(request)[: circular_checks.MOST]]
            return self.sent(f"{reverse('office:circular_new')}?{urlencode(keys)}")
        return self.confirm(request, RemindForm())

    def confirm(self, request: HttpRequest, form: RemindForm, status: int = 200) -> HttpResponse:
        """Show which rows are meant; changes nothing."""
        rows = self._rows(request)
        too_many = len(rows) > MOST
        foreseen = [] if too_many else self._foreseen(rows)
        taken = sum(1 for _row, _said, refusal in foreseen if not refusal)
        context = {
            "offer": self.offer,
            "rows": [] if too_many else [row for row, _said, _refusal in foreseen],
            "foreseen": foreseen,
            "taken": taken,
            "left": len(foreseen) - taken,
            "too_many": too_many,
            "most": MOST,
            "form": form,
            "query": request.POST.get("query", ""),
            "run_url": reverse("office:supervision_remind_run"),
            "back_url": self.back_url(request),
        }
        return self.render(context, status=422 if too_many else status)

    def _rows(self, request: HttpRequest) -> list[Matter]:
        if request.POST.get("everything"):
            query = QueryDict(request.POST.get("query", ""))
            return list(desk_rows(self.actor, self.asked(query), self.now)[: MOST + 1])
        given = request.POST.getlist("selected") + [
            text.partition(":")[0] for text in request.POST.getlist("row")
        ]
        keys = [int(text) for text in given if _is_key(text)]
        return list(waiting(self.actor).filter(pk__in=keys).order_by(*ORDER)[: MOST + 1])

    def _foreseen(self, matters: Sequence[Matter]) -> list[tuple[Any, str, str]]:
        """Return each detail row, and why it would be left alone; one question for each kind."""
        details = details_of(matters)
        found = []
        for row in (details[matter.pk] for matter in matters if matter.pk in details):
            try:
                check_legal(self.actor, row, machine_for(row.matter.kind).actions["remind"])
                found.append((row, "", ""))
            except DomainError as error:
                found.append((row, "", sentence_of(error)))
        return found


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _DIGITS


class RemindRun(RemindMany):
    """Each row in its own transaction. A repeat with the same key shows the same answer."""

    kept_as = ""

    def _once(self, key: str, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kept_as = f"desk.remind:{request.user.pk}:{key}"
        return super(Page, self).dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RemindForm(request.POST)
        if not form.is_valid():
            return self.confirm(request, form, 422)
        kept = cache.get(self.kept_as) if self.kept_as else None
        if kept is None:
            rows = [text.partition(":") for text in request.POST.getlist("row")]
            pairs = [(int(pk), int(version)) for pk, _, version in rows if _is_key(pk) and _is_key(version)]
            done = remind_many(actor=self.actor, rows=pairs, note=form.cleaned_data["note"])
            kept = [asdict(outcome) for outcome in done]
            if self.kept_as:
                cache.set(self.kept_as, kept, timeout=_KEPT_SECONDS)
        refused = sum(1 for outcome in kept if outcome["refusal"])
        self.template_name = "web/list/bulk_result.html"  # type: ignore[misc]
        outcomes = [
            {**one, "url": reverse("office:supervision_matter", args=[one["matter_id"]])}
            for one in sorted(kept, key=lambda one: not one["refusal"])
        ]
        return self.render(
            {
                "offer": self.offer,
                "outcomes": outcomes,
                "done": len(kept) - refused,
                "refused": refused,
                "back_url": self.back_url(request),
            }
        )


urlpatterns = [
    path("office/supervision/remind/", RemindMany.as_view(), name="supervision_remind"),
    path("office/supervision/remind/run/", RemindRun.as_view(), name="supervision_remind_run"),
]
