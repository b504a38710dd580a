"""A scheme beside another one: the one it derives from, or the version before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from assessment.pages.scheme_words import label_of, shown_value
from assessment.pages.schemes import crumbs_of, scheme_at
from assessment.queries.schemes import COMPARED, Compared, compared
from pingan.web.pages import Page


class SchemeComparison(Page):
    """What differs, indicator by indicator; equal ones are counted."""

    duty = "assessment.read"
    template_name = "assessment/scheme/compare.html"

    def get(self, request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
        scheme, other = scheme_at(self, pk), scheme_at(self, other_pk)
        lines = compared(scheme, other)
        shown = [(one, _cells(one)) for one in lines if one.changes or not one.here or not one.there]
        return self.render(
            {
                "scheme": scheme,
                "other": other,
                "lines": shown,
                "equal": len(lines) - len(shown),
                "crumbs": crumbs_of(scheme, _("Comparison")),
            }
        )


def _cells(one: Compared) -> list[tuple[Any, str, str]]:
    """Return what differs: label, there, here."""
    if one.here is None or one.there is None:
        row = one.row
        names = [name for name in COMPARED if name in {"weight", "method"}]
        told = [(label_of(name), shown_value(row, name)) for name in names]
        return [
            (label, "" if one.there is None else text, "" if one.here is None else text)
            for label, text in told
        ]
    return [
        (label_of(name), shown_value(one.there, name), shown_value(one.here, name)) for name in one.changes
    ]


urlpatterns = [
    path(
        "assessment/schemes/<int:pk>/compare/<int:other_pk>/",
        SchemeComparison.as_view(),
        name="scheme_compare",
    ),
]
