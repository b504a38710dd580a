"""The base of pages for everybody: nobody signed in, no session, kept in no cache, found by no search engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views import View

from pingan.web.language import chosen_language, remember_language

#: What somebody is told to wait who asked too often.
WAIT_SECONDS = 60


def outside_address(request: HttpRequest, path: str) -> str:
    """Return the whole address of a path; where the house has another name outside, with that one."""
    outside: str = settings.PUBLIC_URL
    return f"{outside.rstrip('/')}{path}" if outside else request.build_absolute_uri(path)


@dataclass(frozen=True)
class PublicDoor:
    """One thing that everybody may do here: what it is called, what it is for, and where."""

    label: Any
    words: Any
    url: str
    icon: str


class PublicPage(View):
    """A page of a public door. ``folder`` is where its templates stand."""

    folder: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; a form that comes with a wish for the other language is shown again in it, and is no sending."""
        language = chosen_language(request) if request.method == "POST" else ""
        if not language:
            return super().dispatch(request, *args, **kwargs)
        translation.activate(language)
        answer = self.shown_again(request)
        if answer is None:
            return super().dispatch(request, *args, **kwargs)
        remember_language(request, answer, language)
        return answer

    def shown_again(self, request: HttpRequest) -> HttpResponse | None:
        """Show the form with what was typed, nothing of it checked, stored or counted. None: this page has no such form."""
        return None

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render a template of the door's folder, with the heads that every public page bears."""
        answer = render(self.request, f"{self.folder}/{template}.html", context, status=status)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        if status == 429:
            answer["Retry-After"] = str(WAIT_SECONDS)
        return answer
