"""The base of pages for everybody: nobody signed in, no session, kept in no cache, found by no search engine."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import render
from django.views import View

#: What somebody is told to wait who asked too often.
WAIT_SECONDS = 60


class PublicPage(View):
    """A page of a public door. ``folder`` is where its templates stand."""

    folder: ClassVar[str]

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render a template of the door's folder, with the heads that every public page bears."""
        answer = render(self.request, f"{self.folder}/{template}.html", context, status=status)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        if status == 429:
            answer["Retry-After"] = str(WAIT_SECONDS)
        return answer
