"""One's own incidents, with the answer that was given and what its receiver said of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import Incident
from grids.models.incidents import AnswerChannel, RejectReason, Satisfaction
from grids.pages.lines import Line, lines_of
from grids.queries.filters import ORDERINGS
from grids.queries.home import filtered
from grids.queries.reporting import answers_given, what_became
from pingan.access.rules import Actor
from pingan.web.own_reports import OwnReport, OwnReports, gist_of

_FILTERS: dict[str, dict[str, str]] = {
    "open": {"closed": "false"},
    "closed": {"state": "closed"},
    "rejected": {"state": "rejected"},
    "all": {},
}


def _rows(actor: Actor, show: str) -> QuerySet[Incident]:
    return filtered(actor, {"mine": "true", **_FILTERS[show]})


def _news(incident: Incident) -> str:
    reason = incident.reject_reason
    facts: dict[str, Any] = {
        "unit": incident.matter.organ.name if incident.matter.organ is not None else "",
        "reason": str(RejectReason(reason).label) if reason else "",
        "is_unsolved": incident.is_solved is False,
    }
    return what_became(incident.matter.state, facts)


def _said(incident: Incident, answer: str) -> tuple[str, ...]:
    """Return what was answered to whom it concerns, and what they said: solved and satisfied are told apart."""
    found = []
    if incident.answered_at is not None and incident.answer_channel != AnswerChannel.NOT_POSSIBLE:
        day = f"{timezone.localtime(incident.answered_at):%m-%d}"
        facts = {"day": day, "way": AnswerChannel(incident.answer_channel).label, "words": answer}
        told = _("Answered %(way)s on %(day)s: %(words)s") if answer else _("Answered %(way)s on %(day)s.")
        found.append(told % facts)
    if incident.satisfaction:
        found.append(_("Reporter: %(said)s") % {"said": Satisfaction(incident.satisfaction).label})
    if incident.evaluated_solved is not None:
        found.append(
            _("Solved, says the reporter")
            if incident.evaluated_solved
            else _("Not solved, says the reporter")
        )
    return tuple(found)


def _report(actor: Actor, line: Line, answer: str) -> OwnReport:
    incident = line.incident
    badges: list[tuple[Any, str]] = [(line.state_label, line.tone)]
    if incident.is_self_resolved:
        badges.insert(0, (gettext_lazy("resolved on the spot"), "celadon"))
    if incident.matter.created_by_id != actor.user_id:
        badges.insert(0, (gettext_lazy("added by me"), "blue"))
    return OwnReport(
        title=incident.matter.title,
        number=incident.matter.number,
        url=line.url,
        at=incident.matter.opened_at,
        news=_news(incident),
        badges=tuple(badges),
        said=_said(incident, answer),
        light=line.light,
        due_at=line.due_at,
        gist=gist_of(incident.matter),
    )


def _lines(actor: Actor, rows: Iterable[Incident]) -> list[OwnReport]:
    found = list(rows)
    answers = answers_given(found)
    return [_report(actor, line, answers.get(line.incident.pk, "")) for line in lines_of(actor, found)]


INCIDENT_REPORTS = OwnReports(
    label=gettext_lazy("Incidents"),
    rows=_rows,
    order=ORDERINGS["-opened_at"],
    lines=_lines,
    is_for=lambda actor: actor.has("incident.report"),
    is_kept_offline=True,
)
