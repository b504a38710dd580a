"""Making exports: at once where they are short, in the background where they are long."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.policy import visible_to
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import DomainError, Forbidden, Invalid, NotFound
from pingan.files.models import StoredFile
from pingan.files.services import erase, open_file, store_generated
from pingan.notify.services import notify
from pingan.web.export_files import READY_FILE, check_purpose, fill, query_of, queue
from pingan.web.export_writers import WRITERS, Progress, mark_of
from pingan.web.exports import (
    AT_ONCE,
    MOST_IN_SHEET,
    ExportColumn,
    ListExport,
    export_for,
    file_export_for,
    rows_of,
    snapshot,
)
from pingan.web.models import ExportJob, ExportPart
from pingan.web.tables import bounded_count
from pingan.web.verification import new_code, record

_PART = 4 * 1024 * 1024
_SPOOLED = 4 * 1024 * 1024
READY = gettext_noop("Your export of %(rows)s rows is ready")


@dataclass(frozen=True)
class Wish:
    """What somebody wants exported. ``query`` is the list's filter as it stands in its address."""

    export: ListExport
    query: QueryDict
    columns: tuple[str, ...]
    format: str
    purpose: str


@dataclass(frozen=True)
class Made:
    """A finished short export: an open file at its beginning, and how many rows it holds."""

    file: IO[bytes]
    rows: int


def export_list(*, actor: Actor, wish: Wish) -> Made | ExportJob:
    """Export a list: the file itself up to ``AT_ONCE`` rows, a background job beyond.

    Count, rows and the entry in the security log belong to one snapshot and one transaction.

    Raises:
        Forbidden: the post may not export this list.
        Invalid: no purpose, an unknown format, or more rows than a sheet holds.

    """
    if not actor.has(wish.export.duty) or actor.user_id is None or actor.post_id is None:
        raise Forbidden()
    check_purpose(wish.purpose)
    if wish.format not in WRITERS:
        raise Invalid({"format": _("Choose CSV or Excel.")})
    with snapshot():
        rows = wish.export.rows(actor, wish.query)
        if not bounded_count(rows, AT_ONCE).is_exact:
            return _ask_for_job(actor, wish, rows)
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - the response closes it
        count = _write(file, rows, actor, wish, wish.export.chosen(wish.columns))
    file.seek(0)
    return Made(file, count)


def _write(
    file: IO[bytes],
    rows: QuerySet[Any],
    actor: Actor,
    wish: Wish,
    columns: Sequence[ExportColumn],
    progress: Progress = lambda count: None,
) -> int:
    """Write the file and its entry in the security log, which holds counts and filters but no search text."""
    code = new_code()
    mark = mark_of(actor, wish.purpose, timezone.now(), code)
    heading = wish.export.heading(actor, wish.query)
    write = WRITERS[wish.format]
    count = write(file, rows_of(rows, columns), columns, mark=mark, heading=heading, progress=progress)
    record(code=code, file=file, format=wish.format, name=wish.export.name, rows=count)
    kept = {name: values for name, values in wish.query.lists() if name != "q"}
    if wish.query.get("q"):
        kept["q"] = ["…"]
    log(
        actor=actor,
        action=f"export.{wish.format}",
        object_type=wish.export.name,
        reason=wish.purpose,
        data={"rows": count, "filter": kept, "columns": [column.key for column in columns], "code": code},
    )
    return count


def _ask_for_job(actor: Actor, wish: Wish, rows: QuerySet[Any]) -> ExportJob:
    total = bounded_count(rows, MOST_IN_SHEET)
    if wish.format == "xlsx" and not total.is_exact:
        raise Invalid({"format": _("An Excel sheet cannot hold so many rows. Take CSV, or narrow the list.")})
    return queue(
        ExportJob(
            user_id=int(actor.user_id or 0),
            post_id=int(actor.post_id or 0),
            list_name=wish.export.name,
            query=dict(wish.query.lists()),
            columns=[column.key for column in wish.export.chosen(wish.columns)],
            format=wish.format,
            purpose=wish.purpose,
            rows_expected=total.value if total.is_exact else None,
        )
    )


def make_export(*, job_id: int) -> None:
    """Make the file of a queued job, in the transaction of its outbox row.

    All rows come from one statement, hence from one snapshot. A post that has ended meanwhile gets nothing.
    """
    job = ExportJob.objects.select_for_update(of=("self",)).select_related("user").get(pk=job_id)
    if job.state != ExportJob.State.QUEUED:
        return
    with translation.override(job.language):
        try:
            with transaction.atomic():
                _make(job)
        except DomainError as error:
            job.state, job.failure = ExportJob.State.FAILED, str(error.message)[:200]
    job.finished_at = timezone.now()
    job.save()
    if job.state == ExportJob.State.DONE:
        notify(
            recipients=[job.user_id],
            key=f"export:{job.pk}",
            title=READY_FILE if file_export_for(job.list_name) else READY,
            params={"rows": job.rows_done},
            url=f"/exports/{job.pk}/",
            is_urgent=True,  # the person is waiting for it
            kind="export.ready",
        )


def _make(job: ExportJob) -> None:
    actor = actor_for(job.user, job.post_id)
    if actor is None:
        raise Forbidden(_("The post that asked for this export is no longer held."))

    def progress(count: int) -> None:
        _tell_progress(job.pk, count)

    is_whole = file_export_for(job.list_name) is not None
    with tempfile.TemporaryFile() as file:
        job.rows_done = (fill if is_whole else _fill_list)(file, job, actor, progress)
        job.size_bytes = file.seek(0, 2)
        file.seek(0)
        _keep(job, file, actor)
    job.state = ExportJob.State.DONE


def _fill_list(file: IO[bytes], job: ExportJob, actor: Actor, progress: Progress) -> int:
    export, query = export_for(job.list_name), query_of(job)
    if not actor.has(export.duty):
        raise Forbidden(_("The post that asked for this export is no longer held."))
    wish = Wish(export, query, tuple(job.columns), job.format, job.purpose)
    return _write(file, export.rows(actor, query), actor, wish, export.chosen(job.columns), progress)


def _keep(job: ExportJob, file: IO[bytes], actor: Actor) -> None:
    number = 0
    while piece := file.read(_PART):
        number += 1
        stored = store_generated(
            actor=actor,
            name=f"export-{job.pk}-{number}.part",
            content=piece,
            media_type="application/octet-stream",
        )
        ExportPart.objects.create(job=job, number=number, file=stored)


def _progress_key(job_id: int) -> str:
    return f"web.export:{job_id}"


def _tell_progress(job_id: int, count: int) -> None:
    """Say how far it is, outside the job's transaction, which shows nothing before its end."""
    cache.set(_progress_key(job_id), count, timeout=3600)


def progress_of(job: ExportJob) -> int:
    """Return the rows written so far."""
    return job.rows_done or int(cache.get(_progress_key(job.pk)) or 0)


def exports_of(actor: Actor, *, limit: int = 20) -> list[ExportJob]:
    """Return the latest exports of the actor's post."""
    return list(visible_to(ExportJob, actor).order_by("-pk")[:limit])


def pieces_of(job: ExportJob) -> Iterator[bytes]:
    """Yield the bytes of a finished export.

    Raises:
        NotFound: not finished, or already erased.

    """
    parts = list(ExportPart.objects.filter(job=job).select_related("file").order_by("number"))
    if job.state != ExportJob.State.DONE or not parts:
        raise NotFound()
    return (piece for part in parts for piece in open_file(part.file))


def forget_export(*, job_id: int) -> None:
    """Erase the file of an export whose time is over; the row stays and says so."""
    job = ExportJob.objects.select_for_update().get(pk=job_id)
    for stored in StoredFile.objects.select_for_update().filter(
        pk__in=ExportPart.objects.filter(job=job).values("file_id")
    ):
        erase(stored)
    job.state = ExportJob.State.EXPIRED
    job.save(update_fields=["state"])
