"""Bodies that cannot be taken: a request that breaks off midway is refused before anything reads half of it as the whole.

A phone that enters a lift, a line that is reset: the server then hands over the end of the body where its middle was cut,
and a form that is cut parses as well as one that is whole, with its last fields missing or a text that stops in a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy

from pingan.common.errors import DomainError


class BrokenOff(BadRequest):
    """The body ended before its announced length: whoever sent it may send it again, nothing was done."""


class TooLarge(DomainError):
    """The request is longer than any that is asked for (413)."""

    code = "too_large"
    message = gettext_lazy("What was sent is too large.")


class Interrupted(DomainError):
    """The line broke before everything was there (400); nothing was done."""

    code = "broken_off"
    message = gettext_lazy(
        "The connection broke before everything had arrived. Nothing was done: please send it again."
    )


#: A WSGI application (PEP 3333).
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Readable(Protocol):
    """What a server hands over as ``wsgi.input``; of its methods Django uses these two."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to so many bytes, none at the end."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return the bytes up to and with the next line feed, none at the end."""


class WholeBody:
    """A request's body that is as long as it was announced, in bytes; whoever reads past a cut gets BrokenOff (400)."""

    def __init__(self, body: Readable, length: int) -> None:
        """Keep what the server hands over, and how much of it must come."""
        self._body, self._left = body, length

    def read(self, size: int = -1, /) -> bytes:
        """Return exactly so many bytes, or all that are left; fewer only at the announced end."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        pieces: list[bytes] = []
        while wanted:
            piece = self._counted(self._body.read(wanted))
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1, /) -> bytes:
        """Return one line, cut at so many bytes."""
        most = self._left if size is None or size < 0 else min(size, self._left)
        return self._counted(self._body.readline(most)) if most else b""

    def _counted(self, piece: bytes) -> bytes:
        if not piece:
            raise BrokenOff("The body ended before its announced length.")
        self._left -= len(piece)
        return piece


def whole_bodies(application: Application) -> Application:
    """Return an application that sees no body but a whole one. Of a length that is no number Django reads nothing."""

    def checked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        announced = str(environ.get("CONTENT_LENGTH") or "")
        if announced.isascii() and announced.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(announced))
        return application(environ, start_response)

    return checked
