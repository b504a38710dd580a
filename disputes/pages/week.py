"""The mediator's week: own sessions, or those of a committee and of the area; an agenda on the phone, printable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from disputes.models import MediationSession
from disputes.queries.mediators import committees_visible
from disputes.queries.weeks import WeekFilter, recordable, sessions_of_week
from disputes.rules.periods import days_of_week, monday_of, week_of
from pingan.access.rules import Actor
from pingan.common.slots import matter_urls
from pingan.web.pages import Page

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Appointment:
    """One session as it is shown. ``record_url`` blank: nothing to record, or not by this post."""

    session: MediationSession
    url: str
    record_url: str
    roles: list[str]
    mediators: list[str]


@dataclass(frozen=True)
class Day:
    """One day of the week with its sessions."""

    day: date
    is_today: bool
    appointments: list[Appointment]


def _key(text: str) -> int | None:
    is_key = text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST_ID
    return int(text) if is_key else None


def _appointments(actor: Actor, sessions: list[MediationSession]) -> list[Appointment]:
    may_record = recordable(actor, sessions, timezone.now())
    address = matter_urls.get("dispute")
    shown = []
    for row in sessions:
        url = address(row.channel.dispute_id) if address is not None else ""
        record = f"{url}actions/hold_session/?{urlencode({'session': row.pk})}"
        shown.append(
            Appointment(
                session=row,
                url=url,
                record_url=record if row.pk in may_record else "",
                roles=[invited.party.shown_label for invited in row.attendances.all()],
                mediators=[one.mediator.name for one in row.mediators.all()],
            )
        )
    return shown


class MediationWeek(Page):
    duty = "mediation.view"
    template_name = "disputes/week/page.html"

    def _wanted(self, request: HttpRequest) -> WeekFilter:
        today = timezone.localdate()
        monday = monday_of(request.GET.get("week", "")) or today - timedelta(days=today.weekday())
        is_mediator = self.actor.has("mediation.book")
        committee = _key(request.GET.get("committee", ""))
        is_wide = committee is not None or request.GET.get("show") == "all"
        room = request.GET.get("room", "").replace("\0", "")[:60]
        return WeekFilter(monday, is_own=is_mediator and not is_wide, committee=committee, room=room)

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = self._wanted(request)
        shown = _appointments(self.actor, sessions_of_week(self.actor, wanted))
        today = timezone.localdate()
        by_day: dict[date, list[Appointment]] = {}
        for one in shown:
            by_day.setdefault(timezone.localdate(one.session.starts_at), []).append(one)
        days = [Day(day, day == today, by_day.get(day, [])) for day in days_of_week(wanted.monday)]
        committee = None
        if wanted.committee is not None:
            committee = committees_visible(self.actor).filter(pk=wanted.committee).first()
        return self.render(
            {
                "days": days,
                "monday": wanted.monday,
                "sunday": wanted.monday + timedelta(days=6),
                "count": len(shown),
                "wanted": wanted,
                "committee": committee,
                "rooms": committee.rooms if committee is not None else [],
                "committees": _committees(shown),
                "is_mediator": self.actor.has("mediation.book"),
                "kept": [(name, request.GET[name]) for name in ("show", "committee") if name in request.GET],
                **_switch(request, wanted.monday, today),
            }
        )


def _committees(shown: list[Appointment]) -> list[tuple[int, str]]:
    """Return the committees that have a session this week, by name."""
    found = {one.session.committee_id: one.session.committee.organ.name for one in shown}
    return sorted(found.items(), key=lambda pair: pair[1])


def _switch(request: HttpRequest, monday: date, today: date) -> dict[str, Any]:
    """Return the addresses of the weeks before and after, and of this one."""
    here = reverse("disputes:mediation_week")
    kept = {name: request.GET[name] for name in ("show", "committee", "room") if request.GET.get(name)}

    def of(day: date) -> str:
        return f"{here}?{urlencode({**kept, 'week': week_of(day)})}"

    return {
        "previous_url": of(monday - timedelta(days=7)),
        "next_url": of(monday + timedelta(days=7)),
        "today_url": of(today),
        "is_this_week": week_of(monday) == week_of(today),
        "week": week_of(monday),
        "own_url": f"{here}?{urlencode({'week': week_of(monday)})}",
        "all_url": f"{here}?{urlencode({'week': week_of(monday), 'show': 'all'})}",
    }


urlpatterns = [path("mediation/week/", MediationWeek.as_view(), name="mediation_week")]
