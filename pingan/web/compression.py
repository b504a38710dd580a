"""Pages leave the house compressed: a report form is 60 KB of markup, which a phone without signal waits ten seconds for."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompression(GZipMiddleware):
    """Compress pages and their fragments, nothing else: files and exports are compressed already or leave in pieces.

    BREACH (compression tells how well a guess fits a secret of the same page) finds no secret here that stays: the form
    token is masked anew in each answer, and Django adds a random length (``max_random_bytes``). Decision 0062.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave alone what is no page."""
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
