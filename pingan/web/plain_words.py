"""Words that come in, at the one place that all of them pass: without what shows nothing, and blank where nothing shows.

A form of a page passes ``PlainWords``, a document of a program its parser (``pingan.web.parsers``). So a field that
must be written in refuses a blank of no width by itself, whatever form or serializer it stands in (house: test_words).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from pingan.common.text import is_storable, plain_text

#: A password is whatever somebody has chosen, also what nobody sees.
_SECRET = "password"  # noqa: S105 - part of the names of fields


def plain_words(value: Any, name: str = "") -> Any:
    """Return a sent value with every text in it as it is kept; what cannot be stored stays, for the field to refuse."""
    if isinstance(value, str):
        return value if _SECRET in name or not is_storable(value) else plain_text(value)
    if isinstance(value, dict):
        return {key: plain_words(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_words(item, name) for item in value]
    return value


def plain_form(sent: QueryDict) -> QueryDict:
    """Return the fields of a sent form, each text as it is kept."""
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        kept.setlist(name, plain_words(values, name))
    kept._mutable = False
    return kept


class PlainWords:
    """Puts the words of a page's form in order before the page reads them.

    Right behind the check of the form's token, which reads the form as well. What is exempt from that check are doors of
    programs: they have their parsers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Replace the form by one without unseen characters."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = plain_form(request.POST)  # type: ignore[assignment]  # the stubs know its reader alone
