"""Rows of the phone's own: what is on its way here in pieces. Nobody's but the sender's."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Model

from pingan.access.rules import Actor
from pingan.files.models import Upload
from pingan.files.services import Promise, begin_upload

MODELS: tuple[type[Model], ...] = (Upload,)
NOBODYS = "0" * 64


def given_upload(actor: Actor, number: int) -> Upload:
    """A promise of which nothing has arrived yet."""
    key = UUID(int=number)
    begin_upload(actor=actor, key=key, promise=Promise("image.jpg", 1000, NOBODYS))
    return Upload.objects.get(owner_id=actor.person, key=key)


def put_phone(scene: object, name: str, actor: Actor, number: int) -> None:
    """Put the rows of one area into the scene."""
    upload = given_upload(actor, number)
    scene.rows.setdefault(Upload, {})[name] = upload.pk  # type: ignore[attr-defined]
    scene.codes[str(upload.key)] = upload.pk  # type: ignore[attr-defined]


def write_down_phone(scene: object) -> None:
    """By hand: an upload is seen by the account that made it, whatever the post and the area."""
    owners = dict(Upload.objects.values_list("pk", "owner_id"))
    for role, actor in scene.actors.items():  # type: ignore[attr-defined]
        own = frozenset(pk for pk, owner in owners.items() if owner == actor.user_id)
        scene.truth[role, Upload] = own  # type: ignore[attr-defined]
