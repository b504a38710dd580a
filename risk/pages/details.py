"""What the page of every matter of risk has besides: names of its terms, and its tasks."""

from __future__ import annotations

from typing import Any

from grids.queries.limits import name_of_stage, words_of_term
from pingan.web.pages_matters import MatterDetail
from risk.queries.assignments import tasks_of


class RiskDetail(MatterDetail):
    """The page of one matter of risk; its pane beside the list."""

    stage_label = staticmethod(name_of_stage)
    term_in_words = staticmethod(words_of_term)

    def _context(self, detail: Any, *, is_pane: bool) -> dict[str, Any]:
        own = {"more_parts": "risk/_tasks.html", "tasks": list(tasks_of(detail.pk))}
        return {**own, **super()._context(detail, is_pane=is_pane)}
