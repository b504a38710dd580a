"""Putting stored files on a matter."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.files.services import claim_files, reword_names
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter, MatterFile

#: As many as a report can sensibly show; domain.md names no number (our own choice).
MOST_FILES = 30


def attach_files(
    matter: Matter, actor: Actor, file_ids: Sequence[int], purpose: str, *, field: str = "files"
) -> None:
    """Link files that the actor uploaded to a locked matter; their names become as its texts are.

    Raises:
        Invalid: a file that is gone or somebody else's, that lies on another matter, or too many.

    """
    if not file_ids:
        return
    wanted = set(file_ids)
    try:
        claim_files(actor=actor, file_ids=file_ids)
    except Invalid as error:
        raise Invalid({field: next(iter(error.fields.values()))}) from error
    taken = MatterFile.objects.filter(file_id__in=wanted).exclude(matter=matter)
    if taken.exists():
        raise Invalid({field: _("One of the files already belongs to another matter.")})
    present = set(MatterFile.objects.filter(matter=matter).values_list("file_id", flat=True))
    if len(present | wanted) > MOST_FILES:
        raise Invalid({field: _("No more than %(most)s files on one matter.") % {"most": MOST_FILES}})
    MatterFile.objects.bulk_create(
        MatterFile(matter=matter, file_id=pk, purpose=purpose, added_by_id=actor.user_id)
        for pk in file_ids
        if pk not in present
    )
    reword_names(wanted, machine_for(matter.kind).redactor(matter.pk))
