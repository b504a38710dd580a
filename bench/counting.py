"""How many queries a request takes; counts only where the client asks, so that nothing else is slowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK, ANSWER = "X-Bench-Count", "X-Bench-Queries"


class CountQueries:
    """Middleware: answers ``X-Bench-Queries`` to ``X-Bench-Count``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        seen: list[str] = []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
            seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response[ANSWER] = str(len(seen))
        return response
