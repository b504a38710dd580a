"""The page of one matter of any kind, its pane beside the list, and its actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.matters.machine import available_actions, detail_model, machine_for
from pingan.matters.models import MatterFile
from pingan.matters.queries import clocks_of, files_of, linked_matters, timeline_of
from pingan.web.listing import query_of_list, toast
from pingan.web.matter_lists import shown_row, shown_tabs
from pingan.web.matter_panels import attached_files, clock_rows, light_of, link_rows, offered, photos
from pingan.web.matters_kept import next_steps
from pingan.web.pages_actions import ActionPage
from pingan.web.pages_matter_lists import MatterPage
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns
from pingan.web.timelines import Vocabulary, timeline

LARGEST_ID = 2**63 - 1


def detail_at(kind: str, actor: Actor, pk: int) -> Any:
    """Return the matter's particulars of an address; a number that no key can be is simply not found.

    Raises:
        NotFound: none in the actor's scope.

    """
    if pk > LARGEST_ID:
        raise NotFound()

    def refine(rows: Any) -> Any:
        joined = rows.select_related(
            "matter", "matter__region", "matter__region__parent", "matter__grid", "matter__organ",
            "matter__created_by",
        )  # fmt: skip
        return joined.defer(
            "matter__search", "matter__grid__bbox", "matter__region__boundary",
            "matter__region__parent__boundary",
        )  # fmt: skip

    return fetch(detail_model(kind), actor, pk, refine=refine)


def steps_of(kind: str, state: str, passed: set[str], order: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return how far a matter has come along its straight way; one that left it shows where it stands last."""
    states = machine_for(kind).states
    if state not in order:
        done = [step for step in order if step in passed]
        return [
            *({"label": states[step], "state": "done"} for step in done),
            {"label": states[state], "state": "current"},
        ]
    here = order.index(state)
    return [
        {
            "label": states[step],
            "state": "current" if at == here else "done" if at < here else "",
        }
        for at, step in enumerate(order)
        if at >= here or step in passed or at == 0
    ]


class MatterDetail(MatterPage):
    """The whole page, or the pane beside the list where HTMX asks. A kind says what is particular to it."""

    template_name = "web/matter/detail.html"
    fragment_name = "web/matter/_pane.html"
    words: ClassVar[Vocabulary]
    order: ClassVar[tuple[str, ...]]
    action_name: ClassVar[str]
    parts: ClassVar[str]
    """The template of what is particular to the kind."""
    stage_label: Callable[[str], str]
    """Names a stage; the rulebook stands above this app."""
    term_in_words: Callable[[int, str], str]
    """Says a term with its unit."""

    def particulars(self, detail: Any) -> Mapping[str, Any]:
        """Return what the template of the kind needs, and ``facts``: pairs of label and value."""
        raise NotImplementedError

    def urgent(self, detail: Any) -> tuple[str, ...]:
        """Return the actions that come before all others now."""
        return ()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        detail = detail_at(self.spec.kind, self.actor, pk)
        is_pane = bool(getattr(request, "htmx", False))
        context = self._context(detail, is_pane=is_pane)
        self.also_kept = next_steps(context)
        if is_pane:
            columns = chosen_columns(
                self.spec.place.columns, setting_of(self.actor, self.spec.place.name).columns
            )
            context["row"] = shown_row(
                self.spec, detail, columns, query_of_list(request), timezone.now(),
                is_provisional=context["is_provisional"],
            )  # fmt: skip
        texts = [str(message) for message in messages.get_messages(request)] if is_pane else []
        if texts:  # something was done: the parts above the list hold other numbers now
            tab = self.spec.current_tab(self.actor, query_of_list(request))
            context["tabs"] = shown_tabs(self.spec, self.actor, tab.key, timezone.now())
        answer = self.render(context)
        if texts:
            toast(answer, texts)
        return answer

    def _context(self, detail: Any, *, is_pane: bool) -> dict[str, Any]:
        now, matter, kind = timezone.now(), detail.matter, self.spec.kind
        clocks, entries = list(clocks_of(matter)), timeline_of(self.actor, matter)
        files = files_of(matter)
        actions = available_actions(self.actor, detail)
        urgent = self.urgent(detail)
        return {
            "spec": self.spec,
            "parts": self.parts,
            "detail": detail,
            "matter": matter,
            "state_label": machine_for(kind).states[matter.state],
            "tone": self.spec.tones.get(matter.state, "grey"),
            "badges": list(self.spec.badges(detail)),
            "light": light_of(matter, now) if matter.next_due_at else "",
            "is_provisional": any(c.is_provisional and c.stopped_at is None for c in clocks),
            "actions": offered(actions, self.action_name, matter.pk, is_pane=is_pane, urgent=urgent),
            "steps": steps_of(kind, matter.state, {entry.to_state for entry in entries}, self.order),
            "links": link_rows(linked_matters(self.actor, matter)),
            "clocks": clock_rows(
                clocks,
                now,
                stage_label=self.stage_label,
                term_in_words=self.term_in_words,
                chances=machine_for(kind).chances,
            ),
            "entries": timeline(entries, self.words),
            "photos": photos(files, purposes=MatterFile.Purpose.values),
            "files": attached_files(files),
            "list_url": reverse(self.spec.place.list),
            "detail_url": reverse(self.spec.detail, args=[matter.pk]),
            "today": timezone.localdate(now),
            **self.particulars(detail),
        }


class MatterAction(ActionPage, MatterPage):
    """One action on one matter of the kind."""

    def detail_at(self, pk: int) -> Any:
        """Return the matter of the address."""
        return detail_at(self.spec.kind, self.actor, pk)

    def detail_url(self, pk: int) -> str:
        """Return its page."""
        return reverse(self.spec.detail, args=[pk])

    def list_url(self) -> str:
        """Return the list."""
        return reverse(self.spec.place.list)
