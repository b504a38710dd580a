"""Importers by name; keeping a file between preview and import; applying a plan whole; taking an import back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, IllegalAction, Invalid, Stale
from pingan.common.text import plain_text
from pingan.files.models import StoredFile
from pingan.files.services import open_file, store_generated
from pingan.imports.models import ImportChange, ImportRecord
from pingan.imports.rules.features import bundled
from pingan.imports.rules.plans import Options, Plan
from pingan.imports.rules.reading import Column
from pingan.imports.services.order import InTheWay, later_imports

#: What is taken of one file or of the loose parts of a layer together.
MOST_BYTES = 40 * 1024 * 1024
_BATCH = 1_000


@dataclass(frozen=True)
class Touched:
    """One row that was written: its key, what was done, how it was left, and what undoing needs besides."""

    object_id: int
    act: str
    mark: str
    before: Mapping[str, Any]


@dataclass(frozen=True)
class Importer:
    """A kind of import. ``plan`` judges a file and writes nothing; with ``True`` it locks what it would change.

    ``write`` does what a faultless plan says and returns what it touched; ``revert`` takes changes back or raises
    Invalid with the reason why it cannot. ``columns`` and ``example`` make the form to fill in.
    """

    name: str
    label: Any
    duty: str
    columns: tuple[Column, ...]
    example: tuple[str, ...]
    has_shapes: bool
    plan: Callable[[Actor, bytes, Options, bool], Plan]
    write: Callable[[Actor, Plan, str], list[Touched]]
    revert: Callable[[Actor, Sequence[ImportChange], str], None]


_importers: dict[str, Importer] = {}


def register_importer(importer: Importer) -> None:
    """Make a kind of import known by its name, from ``AppConfig.ready()``."""
    _importers[importer.name] = importer


def importer_for(name: str) -> Importer:
    """Return an importer; KeyError for one that nobody registered."""
    return _importers[name]


def keep_file(*, actor: Actor, files: Sequence[tuple[str, bytes]]) -> StoredFile:
    """Keep what was sent until it is imported; nothing links it, so that it is swept after 48 hours.

    Raises:
        Forbidden: the post may not send files.
        Invalid: nothing, or too much.

    """
    if not actor.has("file.upload"):
        raise Forbidden()
    if sum(len(content) for _name, content in files) > MOST_BYTES:
        raise Invalid({"file": _("At most %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024}})
    content = files[0][1] if len(files) == 1 else bundled(files)
    if not files or not content:
        raise Invalid({"file": _("The file is empty.")})
    name = files[0][0] if len(files) == 1 else "import.zip"
    return store_generated(actor=actor, name=name, content=content, media_type="application/octet-stream")


def kept_content(*, actor: Actor, file_id: int) -> bytes:
    """Return the bytes of a kept file of the actor's own.

    Raises:
        NotFound: somebody else's, or swept.

    """
    return b"".join(open_file(fetch(StoredFile, actor, file_id)))


def plan_import(*, actor: Actor, importer: Importer, content: bytes, options: Options) -> Plan:
    """Judge a file; nothing is written.

    Raises:
        Forbidden: the post carries no such duty.
        Invalid: the file as a whole cannot be read.

    """
    if not actor.has(importer.duty):
        raise Forbidden()
    return importer.plan(actor, content, options, False)  # noqa: FBT003 - the contract of Importer.plan


@transaction.atomic
def apply_import(
    *, actor: Actor, importer: Importer, content: bytes, options: Options, seen: str
) -> ImportRecord:
    """Do what a preview showed, whole or not at all. ``seen`` is the digest of the plan that was shown.

    Raises:
        Forbidden: the post carries no such duty.
        Invalid: no reason, or nothing to do.
        Stale: what is stored changed since the preview, also so that a row has a fault now.
        Conflict: somebody wrote the same at this moment.

    """
    if not actor.has(importer.duty):
        raise Forbidden()
    reason = plain_text(options.reason).strip()[:200]
    if not reason:
        raise Invalid({"reason": _("Say why these data are brought in.")})
    plan = importer.plan(actor, content, options, True)  # noqa: FBT003 - the contract of Importer.plan
    # A preview with faults cannot be confirmed: where there are some now, somebody overtook it.
    if plan.faults:
        raise Stale(
            _("Since the preview something changed that the file does not agree with; nothing was written.")
        )
    if plan.digest != seen:
        raise Stale(
            _("What is stored has changed since the preview. Look at the new preview; nothing was written.")
        )
    if not plan.work:
        raise Invalid({"file": _("There is nothing to change: everything in the file stands so already.")})
    touched = importer.write(actor, plan, reason)
    record = ImportRecord.objects.create(
        kind=importer.name,
        region_code=actor.region_code or "360000000000",
        user_id=actor.user_id,
        file_sha256=sha256(content).hexdigest(),
        file_format=plan.reading.format,
        reason=reason,
        counts=dict(plan.counts),
    )
    ImportChange.objects.bulk_create(
        (
            ImportChange(
                record=record, object_id=row.object_id, act=row.act, mark=row.mark, before=dict(row.before)
            )
            for row in touched
        ),
        batch_size=_BATCH,
    )
    data = {"counts": record.counts, "file": record.file_sha256}
    log(
        actor=actor,
        action="import.applied",
        object_type=importer.name,
        object_id=record.pk,
        reason=reason,
        data=data,
    )
    return record


@transaction.atomic
def undo_import(*, actor: Actor, record_id: int, reason: str) -> ImportRecord:
    """Take an import back: every row as it was before, whole or not at all.

    Raises:
        NotFound, Forbidden: not this actor's import.
        IllegalAction: taken back already.
        InTheWay: later imports that stand changed the same rows.
        Invalid: no reason, or somebody changed one of the rows since.

    """
    fetch(ImportRecord, actor, record_id, "undo")
    record = ImportRecord.objects.select_for_update(of=("self",)).get(pk=record_id)
    importer = importer_for(record.kind)
    if not actor.has(importer.duty):
        raise Forbidden()
    if record.undone_at is not None:
        raise IllegalAction(_("This import has been taken back already."), legal=[])
    reason = plain_text(reason).strip()[:200]
    if not reason:
        raise Invalid({"reason": _("Say why the import is taken back.")})
    changes = list(record.changes.all())
    try:
        importer.revert(actor, changes, reason)
    except Invalid as refusal:
        later = later_imports(record, changes)
        if later:
            raise InTheWay(later) from refusal
        raise
    record.undone_at, record.undone_by_id, record.undone_reason = timezone.now(), actor.user_id, reason
    record.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    log(actor=actor, action="import.undone", object_type=importer.name, object_id=record.pk, reason=reason)
    return record
