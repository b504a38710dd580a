"""Rows of the phone's own: what is on its way here in pieces, and the browsers that signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

from pingan.accounts.models import Device
from pingan.accounts.rules.devices import new_secret
from pingan.accounts.services import note_device
from pingan.files.models import Upload
from pingan.files.services import Promise, begin_upload
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

MODELS: tuple[type[Model], ...] = (Upload, Device)
NOBODYS = "0" * 64


def put_phone(scene: Scene, name: str, place: Place, number: int) -> None:
    """In each area a promise of which nothing has arrived yet, and a phone."""
    worker, key = place.actor("grid_worker"), UUID(int=number)
    begin_upload(actor=worker, key=key, promise=Promise("image.jpg", 1000, NOBODYS))
    upload = Upload.objects.get(owner_id=worker.person, key=key)
    device = note_device(
        user=place.users["grid_worker"], secret=new_secret(), label="Chrome · Android", session_key=""
    )
    scene.rows.setdefault(Upload, {})[name] = upload.pk
    scene.rows.setdefault(Device, {})[name] = device.pk


def write_down_phone(scene: Scene) -> None:
    """By hand: an upload is its sender's alone; a device its owner's, and the system administrator's, who looks after it."""
    scene.codes |= {str(key): pk for key, pk in Upload.objects.values_list("key", "pk")}
    uploads = dict(Upload.objects.values_list("pk", "owner_id"))
    devices = dict(Device.objects.values_list("pk", "user_id"))
    for role, actor in scene.actors.items():
        scene.truth[role, Upload] = frozenset(pk for pk, owner in uploads.items() if owner == actor.user_id)
        own = frozenset(pk for pk, owner in devices.items() if owner == actor.user_id)
        scene.truth[role, Device] = frozenset(devices) if role == "system_admin" else own
