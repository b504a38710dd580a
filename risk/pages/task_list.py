"""The tasks of the own unit or area, of every kind of matter, what falls due first on top."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.common.slots import matter_urls
from pingan.web.listing import paged, without_blanks
from pingan.web.pages import Page
from pingan.web.tables import page_of
from risk.models import RiskTask
from risk.queries.task_filters import TaskFilterSet, tasks_visible

#: The parts of the list: key, label, filters.
PARTS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("open", pgettext_lazy("tab", "Open"), {"state": "open"}),
    ("overdue", pgettext_lazy("tab", "Overdue"), {"overdue": "true"}),
    ("done", pgettext_lazy("tab", "Done"), {"state": "done"}),
    ("all", pgettext_lazy("tab", "All"), {}),
)


class TaskList(Page):
    """Whoever has tasks, or watches over them, sees them here; they are finished on the page of their matter."""

    duty = "risk_task.see"
    template_name = "risk/tasks.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = without_blanks(request.GET)
        wanted = query.get("part", "open")
        key, _label, filters = next((part for part in PARTS if part[0] == wanted), PARTS[0])
        is_unit = self.actor.role == "unit_handler"
        found = TaskFilterSet(
            {**filters, **({"mine": "true"} if is_unit else {}), **_asked(query)},
            tasks_visible(self.actor),
            actor=self.actor,
        )
        order = ("-due_on", "-pk") if key in {"done", "all"} else ("due_on", "pk")
        page = page_of(found.qs.order_by(*order), order=order, cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": [_shown(task) for task in page.rows],
                "tabs": [
                    {"label": label, "url": f"?part={name}", "is_current": name == key}
                    for name, label, _filters in PARTS
                ],
                "purposes": RiskTask.Purpose.choices,
                "purpose": query.get("purpose", ""),
                "part": key,
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "today": timezone.localdate(),
                "empty_title": _("No tasks here"),
            }
        )


def _asked(query: Any) -> dict[str, str]:
    known = dict(RiskTask.Purpose.choices)
    return {"purpose": query["purpose"]} if query.get("purpose") in known else {}


def _shown(task: RiskTask) -> dict[str, Any]:
    url = matter_urls.get(task.matter.kind)
    return {"task": task, "url": url(task.matter_id) if url else ""}


urlpatterns = [path("risk/tasks/", TaskList.as_view(), name="task_list")]
