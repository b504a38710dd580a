"""What actions of every kind ask for in the same words: a remark, a reason, a comment with files."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pingan.matters.machine.declaration import input_field


@dataclass(frozen=True, kw_only=True)
class Note:
    """A free remark."""

    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class RequiredNote:
    """A reason that must be given."""

    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark for everybody who sees the matter, with files."""

    note: str = input_field(_("Remark"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())
