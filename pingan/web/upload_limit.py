"""A bound on what one request may send: nobody, signed in or not, fills the disk of a server with one upload."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

#: More than any file that is taken in or given out.
LARGEST = 200 * 1024 * 1024
#: More than anybody sends without an account: three photos and some words.
LARGEST_PUBLIC = 32 * 1024 * 1024
PUBLIC = "/public/"


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep what is sent, and keeps nothing itself."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any
    ) -> None:
        """Refuse a request by the length that it states, before anything of it is read.

        Raises:
            RequestDataTooBig: answered with 400.

        """
        is_public = self.request is not None and self.request.path.startswith(PUBLIC)
        if content_length > (LARGEST_PUBLIC if is_public else LARGEST):
            raise RequestDataTooBig("the request is larger than any file that is taken in")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass everything on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return
