"""Parsing of request bodies that may come from anywhere."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, JSONParser, MultiPartParser

from pingan.common.text import is_storable
from pingan.files.rules.pieces import PIECE_BYTES
from pingan.web.plain_words import plain_form, plain_words


def _is_storable(value: Any, depth: int = 0) -> bool:
    if depth > 20:
        return False
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, dict):
        return all(_is_storable(k, depth + 1) and _is_storable(v, depth + 1) for k, v in value.items())
    if isinstance(value, list):
        return all(_is_storable(item, depth + 1) for item in value)
    return True


class TooLarge(APIException):
    """The document is longer than any that this API asks for; files go to ``attachments``."""

    status_code = 413
    default_code = "too_large"


def _check_size(request: Any) -> None:
    """Refuse by the stated length: the server reads no more than was stated."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    stated = request.META.get("CONTENT_LENGTH") if request is not None else ""
    if stated and stated.isdigit() and int(stated) > most:
        sentence = _("The document is too large: at most %(most)d MB.")
        raise TooLarge(sentence % {"most": most // (1024 * 1024)})


def _where(fault: BaseException | None) -> str:
    """Say in our own words where JSON cannot be read; the library's are English in every language."""
    if isinstance(fault, JSONDecodeError):
        sentence = _("This is not readable JSON: see line %(line)d, character %(column)d.")
        return sentence % {"line": fault.lineno, "column": fault.colno}
    return _("This is not readable JSON in UTF-8.")


class StrictJSONParser(JSONParser):
    """JSON without NaN, lone surrogates, NUL characters or absurd nesting: what PostgreSQL could not store."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Parse, then refuse text that no column could hold and leave out of every text what shows nothing.

        Raises:
            ParseError: answered as 400 problem+json.
            TooLarge: answered as 413.

        """
        context = parser_context or {}
        _check_size(context.get("request"))
        try:
            # JSON is UTF-8 (RFC 8259), whatever charset the header names.
            data = super().parse(stream, media_type, {**context, "encoding": "utf-8"})
        except RecursionError as error:
            raise ParseError(_("The document is nested too deeply.")) from error
        except ParseError as error:
            raise ParseError(_where(error.__context__)) from error
        if not _is_storable(data):
            raise ParseError(_("The text contains characters that cannot be stored."))
        return plain_words(data)


class FormParser(MultiPartParser):
    """A form with files, refused in the reader's language where it cannot be read."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Parse as usual, and leave out of every text what shows nothing.

        Raises:
            ParseError: answered as 400 problem+json.

        """
        try:
            sent = super().parse(stream, media_type, parser_context)
        except ParseError as error:
            sentence = _(
                "The form that was sent cannot be read. Send it as multipart/form-data with its boundary."
            )
            raise ParseError(sentence) from error
        return DataAndFiles(plain_form(sent.data), sent.files)


class PieceParser(BaseParser):
    """One piece of a file, as it is; the media type is that of the IETF's draft on resumable uploads and of tus."""

    media_type = "application/offset+octet-stream"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Read no more than the largest piece.

        Raises:
            TooLarge: answered as 413.

        """
        content: bytes = stream.read(PIECE_BYTES + 1)
        if len(content) > PIECE_BYTES:
            raise TooLarge(_("A piece has at most %(most)d KB.") % {"most": PIECE_BYTES // 1024})
        return content
