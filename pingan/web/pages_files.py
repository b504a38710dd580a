"""Doors of stored files: the picture, its small form, the document. Authorised at every request."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.urls import path
from django.utils.http import content_disposition_header

from pingan.access.policy import fetch
from pingan.documents.services import note_taking
from pingan.files.models import StoredFile
from pingan.files.services import open_file, open_thumbnail
from pingan.web.pages import Page

LARGEST_ID = 2**63 - 1


class _FilePage(Page):
    suffix = ""

    def stored(self, pk: int) -> StoredFile:
        """Return the file, if the actor may see what it is linked to.

        Raises:
            NotFound: no such file, or outside the scope.

        """
        return fetch(StoredFile, self.actor, pk if pk <= LARGEST_ID else 0)

    def answer(self, request: HttpRequest, stored: StoredFile, content_type: str) -> HttpResponseBase:
        """Send it, or say that the browser's copy is still good. No shared cache may keep it."""
        tag = f'"{stored.sha256[:32]}{self.suffix}"'
        answer: HttpResponseBase
        if request.headers.get("If-None-Match") == tag:
            answer = HttpResponseNotModified()
        else:
            answer = StreamingHttpResponse(self.pieces(stored), content_type=content_type)
            is_shown = stored.kind == StoredFile.Kind.PHOTO or bool(self.suffix)
            answer["Content-Disposition"] = (
                content_disposition_header(not is_shown, stored.original_name) or "attachment"
            )
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def pieces(self, stored: StoredFile) -> Iterator[bytes]:
        """Open the bytes; missing ones are told before anything is sent."""
        return open_file(stored)


class FileContent(_FilePage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        stored = self.stored(pk)
        answer = self.answer(request, stored, stored.media_type)
        note_taking(actor=self.actor, stored=stored)
        return answer


class FileThumbnail(_FilePage):
    suffix = "-s"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.answer(request, self.stored(pk), "image/jpeg")

    def pieces(self, stored: StoredFile) -> Iterator[bytes]:
        """Open the small picture."""
        return open_thumbnail(stored)


urlpatterns = [
    path("files/<int:pk>/content/", FileContent.as_view(), name="file_content"),
    path("files/<int:pk>/thumbnail/", FileThumbnail.as_view(), name="file_thumbnail"),
]
