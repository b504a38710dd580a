"""The page of one dispute, whole or as the pane beside the list; a party's particulars apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from disputes.models import Dispute, MediationSession, RedFlag
from disputes.pages import panels, proceedings
from disputes.pages.bulk import DUTY
from disputes.pages.listing import COLUMNS, LIST, TONES, current_tab, place_of, shown_row, shown_tabs
from disputes.pages.lists import DisputePage
from disputes.pages.timelines import WORDS, owed_there
from disputes.queries.dossiers import Dossier, dispute_for, dossier_of
from disputes.rules.flags import owes_police
from disputes.rules.states import STATES
from disputes.services.parties import reveal_party
from grids.queries.limits import name_of_stage, words_of_term
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.matters.machine import available_actions
from pingan.matters.models import MatterFile
from pingan.web.listing import query_of_list, toast
from pingan.web.matter_panels import attached_files, clock_rows, light_of, link_rows, offered, photos
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns
from pingan.web.timelines import timeline

LARGEST_ID = 2**63 - 1


def dispute_at(actor: Actor, pk: int) -> Dispute:
    """Return the dispute of an address; a number that no key can be is simply not found.

    Raises:
        NotFound: none in the actor's scope.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    return dispute_for(actor, pk)


def detail_context(actor: Actor, dossier: Dossier, *, is_pane: bool) -> dict[str, Any]:
    """Return what page and pane show alike."""
    now = timezone.now()
    dispute, matter = dossier.dispute, dossier.matter
    light = light_of(matter, now) if matter.next_due_at else ""
    actions = available_actions(actor, dispute)
    return {
        "dispute": dispute,
        "matter": matter,
        "is_pane": is_pane,
        "state_label": STATES[matter.state],
        "tone": TONES.get(matter.state, "grey"),
        "light": light,
        "is_provisional": any(c.is_provisional and c.stopped_at is None for c in dossier.clocks),
        "place": place_of(dispute),
        "level": panels.level(dossier),
        "actions": offered(
            actions,
            "disputes:dispute_action",
            dispute.pk,
            is_pane=is_pane,
            urgent=urgent_steps(dossier),
            quiet=quiet_steps(dossier),
        ),
        "steps": panels.steps(matter.state, {entry.to_state for entry in dossier.timeline}),
        "shows_red": dossier.shows_red,
        "flags": panels.flags(dossier),
        "notices": dossier.notices,
        "parties": panels.parties(dossier),
        "refusing": [
            party.shown_label for party in dossier.parties if party.refused_at and party.left_at is None
        ],
        "conflicted": panels.conflicted(dossier),
        "owed_there": [
            line
            for entry in dossier.timeline
            if entry.action == "link_petition"
            for line in owed_there(entry.data.get("owed_there", ()))
        ],
        "former_numbers": panels.former_numbers(dossier),
        "path": proceedings.path(dossier),
        "sessions": proceedings.sessions(dossier),
        **proceedings.agreements(dossier, timezone.localdate(now)),
        "confirmation": proceedings.confirmation(dossier, now),
        "visits": dossier.visits,
        "papers": panels.papers(dossier),
        "file_url": panels.file_url(dossier),
        "units": dossier.units,
        "readers": dossier.readers,
        "same": panels.same_parties(dossier),
        "finding": dossier.finding,
        "links": link_rows(dossier.others),
        "clocks": clock_rows(dossier.clocks, now, stage_label=name_of_stage, term_in_words=words_of_term),
        "entries": timeline(dossier.timeline, WORDS),
        "photos": photos(dossier.files, purposes=MatterFile.Purpose.values),
        "files": attached_files(dossier.files),
        "places": panels.geojson(dossier, light),
    }


def urgent_steps(dossier: Dossier) -> tuple[str, ...]:
    """Return the actions that what was recorded calls for, before the usual next step, the most pressing first.

    The police where they were not told though due, else the review of a sign; what has come due; the consent that a
    refusal waits for, the parties without whom nobody can mediate, the confirmation whose term runs.
    """
    found: list[str] = []
    if any(owes_police(flag) for flag in dossier.flags):
        found.append("tell_police")
    elif any(flag.reviewed_at is None for flag in dossier.flags):
        found.append("review_flag")
    found += _due_steps(dossier)
    present = [party for party in dossier.parties if party.left_at is None]
    if any(party.refused_at for party in present):
        found += ["refer", "consent"]
    elif _has_failed(dossier):
        found.append("refer")
    if len({party.side for party in present if party.represents_id is None}) < 2:
        found.append("add_party")
    if dossier.confirmation is None and any(
        clock.stage == "confirm_apply" and clock.stopped_at is None for clock in dossier.clocks
    ):
        found.append("apply_confirmation")
    return tuple(found)


def quiet_steps(dossier: Dossier) -> frozenset[str]:
    """Return what is possible and no next step: after a mediation without agreement the other ways come first (§26)."""
    return frozenset({"mediate", "close"}) if _has_failed(dossier) else frozenset()


def _has_failed(dossier: Dossier) -> bool:
    ended = dossier.channels[-1] if dossier.channels else None
    return dossier.matter.state == "unresolved" and ended is not None and ended.state in {"failed", "refused"}


def _due_steps(dossier: Dossier) -> list[str]:
    """Return what has come due: the record of a session that began, a clause, the end after a visit."""
    now, found = timezone.now(), list[str]()
    if any(one.state == MediationSession.State.PLANNED and one.starts_at <= now for one in dossier.sessions):
        found.append("hold_session")
    if dossier.matter.state == "resolved" and dossier.is_visited:
        found.append("close")
    holds = dossier.agreement_in_effect
    clauses = list(holds.clauses.all()) if holds is not None else []
    if "breached" in {clause.state for clause in clauses}:
        found.append("renew_mediation")
    if any(clause.is_late(timezone.localdate(now)) for clause in clauses):
        found += ["perform_clause", "remind", "breach"]
    return found


def _sign(dossier: Dossier) -> bool | None:
    """Return whether a sign of the open case waits for its review; None: it has none."""
    signs = [flag for flag in dossier.flags if flag.review != RedFlag.Review.UNFOUNDED]
    return any(flag.reviewed_at is None for flag in signs) if signs and not dossier.matter.closed_at else None


class DisputeDetail(DisputePage):
    template_name = "disputes/dispute/detail.html"
    fragment_name = "disputes/dispute/_pane.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        dispute = dispute_at(self.actor, pk)
        is_pane = bool(getattr(request, "htmx", False))
        dossier = dossier_of(self.actor, dispute)
        context = detail_context(self.actor, dossier, is_pane=is_pane)
        if is_pane:
            context["row"] = self._row(request, dossier, is_provisional=context["is_provisional"])
        texts = [str(message) for message in messages.get_messages(request)] if is_pane else []
        if texts:  # something was done: the parts above the list hold other numbers now
            tab = current_tab(self.actor, query_of_list(request))
            context["tabs"] = shown_tabs(self.actor, tab.key, timezone.now())
        answer = self.render(context)
        if texts:
            toast(answer, texts)
        return answer

    def _row(self, request: HttpRequest, dossier: Dossier, *, is_provisional: bool) -> Any:
        """Return the line of the list beside the pane, which shows the new state at once."""
        columns = chosen_columns(COLUMNS, setting_of(self.actor, LIST).columns)
        query = query_of_list(request)
        marks = {"is_provisional": is_provisional, "is_selectable": self.actor.has(DUTY)}
        return shown_row(dossier.dispute, columns, query, timezone.now(), sign=_sign(dossier), **marks)


class Reveal(DisputePage):
    """Shows a party's particulars once, after the reason is written down. Never stored, never cached."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, party: int) -> HttpResponse:
        if max(pk, party) > LARGEST_ID:
            raise NotFound()
        reason = request.POST.get("reason", "").replace("\0", "")[:200]
        context: dict[str, Any] = {"pk": pk, "party": party}
        try:
            shown = reveal_party(actor=self.actor, dispute_id=pk, party_id=party, reason=reason)
        except Invalid as error:
            context["problems"] = [str(text) for texts in error.fields.values() for text in texts]
            answer = render(request, "disputes/dispute/_particulars.html", context, status=422)
        else:
            context["shown"] = shown
            is_fragment = bool(getattr(request, "htmx", False))
            name = "_particulars.html" if is_fragment else "particulars.html"
            answer = render(request, f"disputes/dispute/{name}", context)
        answer["Cache-Control"] = "no-store"
        return answer


urlpatterns = [
    path("disputes/<int:pk>/", DisputeDetail.as_view(), name="dispute_detail"),
    path("disputes/<int:pk>/parties/<int:party>/reveal/", Reveal.as_view(), name="dispute_reveal"),
]
