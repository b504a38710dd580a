"""Saved views of a list, and how a user wants the list shown. Both belong to one account and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.matters.models import SavedView

#: As many as a menu can show; our own choice.
MOST_VIEWS = 30
#: The row without a name holds the columns and the layout.
_PREFERENCE = ""


@dataclass(frozen=True)
class ListSetting:
    """A user's views of one list, the chosen columns in order (empty: the usual ones) and the layout."""

    views: list[SavedView]
    columns: list[str]
    layout: str


def _owner(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden()
    return int(actor.user_id)


def address_of(view: SavedView) -> str:
    """Return the query string that a view stands for."""
    return f"?{urlencode(view.query, doseq=True)}"


def setting_of(actor: Actor, list_name: str) -> ListSetting:
    """Return everything kept for this user and list; one query."""
    rows = list(SavedView.objects.filter(user_id=_owner(actor), list_name=list_name))
    own = next((row.query for row in rows if row.name == _PREFERENCE), {})
    columns = own.get("columns", [])
    return ListSetting([row for row in rows if row.name != _PREFERENCE], columns, str(own.get("layout", "")))


@transaction.atomic
def save_view(*, actor: Actor, list_name: str, name: str, query: Mapping[str, Sequence[str]]) -> SavedView:
    """Keep a view under a name; the same name replaces the former one.

    Raises:
        Invalid: no name, a long one, or too many views.

    """
    name = " ".join(name.replace("\0", "").split())
    if not 1 <= len(name) <= 40:
        raise Invalid({"name": _("Give a name of 1 to 40 characters.")})
    own = SavedView.objects.filter(user_id=_owner(actor), list_name=list_name).exclude(name=_PREFERENCE)
    if not own.filter(name=name).exists() and own.count() >= MOST_VIEWS:
        raise Invalid(
            {"name": _("You have %(most)s views already. Delete one first.") % {"most": MOST_VIEWS}}
        )
    view, _made = SavedView.objects.update_or_create(
        user_id=_owner(actor), list_name=list_name, name=name, defaults={"query": dict(query)}
    )
    return view


def delete_view(*, actor: Actor, list_name: str, pk: int) -> None:
    """Delete one of the user's own views.

    Raises:
        NotFound: no such view of this user.

    """
    gone, _models = (
        SavedView.objects.filter(pk=pk, user_id=_owner(actor), list_name=list_name)
        .exclude(name=_PREFERENCE)
        .delete()
    )
    if not gone:
        raise NotFound()


@transaction.atomic
def save_setting(*, actor: Actor, list_name: str, **values: Any) -> None:
    """Keep ``columns`` and ``layout`` for this user and list; what is not given stays."""
    row, _made = SavedView.objects.get_or_create(user_id=_owner(actor), list_name=list_name, name=_PREFERENCE)
    row.query = {**row.query, **values}
    row.save(update_fields=["query"])
