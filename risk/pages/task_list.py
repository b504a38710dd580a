"""The tasks of the own unit or area, of every kind of matter, what falls due first on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.common.slots import matter_urls
from pingan.web.listing import paged, without_blanks
from pingan.web.pages import Page
from pingan.web.tables import page_of
from risk.models import RiskTask
from risk.queries.task_filters import TaskFilterSet, tasks_visible

#: The parts of the list: key, label, filters; of a closed list several values may be asked for, hence lists.
PARTS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("open", pgettext_lazy("tab", "Open"), {"state": ["open"]}),
    ("overdue", pgettext_lazy("tab", "Overdue"), {"overdue": "true"}),
    ("done", pgettext_lazy("tab", "Done"), {"state": ["done"]}),
    ("all", pgettext_lazy("tab", "All"), {}),
)


@dataclass(frozen=True)
class ListedTasks:
    """The tasks of an address, and the part of the list that it stands for."""

    part: str
    rows: QuerySet[RiskTask]
    order: tuple[str, ...]


def listed_tasks(actor: Actor, query: Mapping[str, str]) -> ListedTasks:
    """Return what an address of the list stands for: of a unit, what is its own."""
    wanted = query.get("part") or PARTS[0][0]
    key, _label, filters = next((part for part in PARTS if part[0] == wanted), PARTS[0])
    own = {"mine": "true"} if actor.role == "unit_handler" else {}
    found = TaskFilterSet({**filters, **own, **_asked(query)}, tasks_visible(actor), actor=actor)
    order = ("-due_on", "-pk") if key in {"done", "all"} else ("due_on", "pk")
    return ListedTasks(key, found.qs.order_by(*order), order)


class TaskList(Page):
    """Whoever has tasks, or watches over them, sees them here; they are finished on the page of their matter."""

    duty = "risk_task.see"
    template_name = "risk/tasks.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = without_blanks(request.GET)
        found = listed_tasks(self.actor, query)
        page = page_of(found.rows, order=found.order, cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": [_shown(task) for task in page.rows],
                "tabs": [
                    {"label": label, "url": f"?part={name}", "is_current": name == found.part}
                    for name, label, _filters in PARTS
                ],
                "purposes": RiskTask.Purpose.choices,
                "purpose": query.get("purpose", ""),
                "part": found.part,
                "export_url": _export_url(self.actor, request),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "today": timezone.localdate(),
                "empty_title": _("No tasks here"),
            }
        )


def _export_url(actor: Actor, request: HttpRequest) -> str:
    if not actor.has("risk_task.export"):
        return ""
    return f"{reverse('risk:task_export')}?{request.GET.urlencode()}"


def _asked(query: Mapping[str, str]) -> dict[str, Any]:
    known = dict(RiskTask.Purpose.choices)
    return {"purpose": [query["purpose"]]} if query.get("purpose") in known else {}


def _shown(task: RiskTask) -> dict[str, Any]:
    url = matter_urls.get(task.matter.kind)
    return {"task": task, "url": url(task.matter_id) if url else ""}


urlpatterns = [path("risk/tasks/", TaskList.as_view(), name="task_list")]
