"""The parts that a form names: photos and files that came ahead of it in pieces, each under its sender's own id.

A form is a manifest: it is taken only when every part that it names is whole. ``parts`` belongs to the one file field
that a form has; ``<field>_parts`` to the field of that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.files.models import StoredFile
from pingan.files.services import files_of_parts

NAME = "parts"
_SUFFIX = f"_{NAME}"
#: More than any form takes files.
MOST = 60


def _keys(texts: Iterable[str]) -> list[UUID]:
    """Read ids as they were sent, each once.

    Raises:
        Invalid: one is no id, or there are more than any form takes.

    """
    wanted = [text for value in texts for text in value.split(",") if text.strip()]
    if len(wanted) > MOST:
        raise Invalid({NAME: _("Too many files are named.")})
    try:
        return list(dict.fromkeys(UUID(text.strip()) for text in wanted))
    except ValueError as error:
        raise Invalid({NAME: _("A file is named by something that is no id.")}) from error


def _listed(data: Mapping[str, Any], name: str) -> list[str]:
    return data.getlist(name) if hasattr(data, "getlist") else []


def every_part(data: Mapping[str, Any]) -> list[UUID]:
    """Return the ids of all parts that a form names, whatever their fields."""
    names = [name for name in data if name == NAME or name.endswith(_SUFFIX)]
    return _keys(text for name in names for text in _listed(data, name))


def parts_of(
    actor: Actor, data: Mapping[str, Any], field: str, *, is_only: bool = True
) -> Sequence[StoredFile]:
    """Return the stored files of the parts that a form names for a field; ``is_only``: it has no other file field.

    Call before anything is written.

    Raises:
        Invalid: what is named is no id.
        PartsMissing: not all of them are whole.

    """
    names = [f"{field}{_SUFFIX}", *([NAME] if is_only else [])]
    keys = _keys(text for name in names for text in _listed(data, name))
    return files_of_parts(actor=actor, keys=keys) if keys else ()
