"""Background exports in common, and those whose file is made as a whole: order, title, who may still have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import IO, Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import DomainError, Forbidden, Invalid
from pingan.common.outbox import enqueue
from pingan.web.exports import FileExport, Making, export_for, file_export_for
from pingan.web.models import ExportJob
from pingan.web.verification import new_code, record

#: How long a finished file waits to be fetched (our own choice).
KEPT = timedelta(days=7)
READY_FILE = gettext_noop("The file that you ordered is ready")


def check_purpose(purpose: str) -> None:
    """Demand a purpose.

    Raises:
        Invalid: field ``purpose``.

    """
    if not 2 <= len(purpose.strip()) <= 200:
        raise Invalid({"purpose": _("Say what the export is for, in 2 to 200 characters.")})


def query_of(job: ExportJob) -> QueryDict:
    """Return what was asked for as it stood in the address."""
    query = QueryDict(mutable=True)
    for name, values in job.query.items():
        query.setlist(name, values)
    return query


def queue(job: ExportJob) -> ExportJob:
    """Save an order and have it made after commit; its file is erased when its time is over."""
    job.language = translation.get_language() or "zh-hans"
    job.expires_at = timezone.now() + KEPT
    job.save()
    enqueue("web.export", job_id=job.pk)
    enqueue("web.forget_export", not_before=job.expires_at, job_id=job.pk)
    return job


@transaction.atomic
def order_file(*, actor: Actor, export: FileExport, query: QueryDict, purpose: str, parts: int) -> ExportJob:
    """Order a file that is too long to wait for. ``parts``: how many it will have, as counted now.

    Raises:
        NotFound, Forbidden: not this actor's business, or no person in a post.
        Invalid: no purpose.

    """
    if actor.user_id is None or actor.post_id is None:
        raise Forbidden()
    export.admit(actor, query)
    check_purpose(purpose)
    return queue(
        ExportJob(
            user_id=int(actor.user_id),
            post_id=int(actor.post_id),
            list_name=export.name,
            query=dict(query.lists()),
            format=export.format,
            purpose=purpose.strip(),
            rows_expected=parts,
        )
    )


def fill(file: IO[bytes], job: ExportJob, actor: Actor, progress: Callable[[int], None]) -> int:
    """Make an ordered file and its entry in the security log; return how many parts it has.

    Raises:
        NotFound, Forbidden: the right ended after the order.
        Invalid: nothing to make.

    """
    export, query, done = _whole(job), query_of(job), 0

    def told(count: int) -> None:
        nonlocal done
        done = count
        progress(count)

    export.admit(actor, query)
    code = new_code()
    file.write(export.make(Making(actor, query, code, told)))
    record(code=code, file=file, format=export.format, name=export.name, rows=done)
    log(
        actor=actor,
        action=f"export.{export.format}",
        object_type=export.name,
        reason=job.purpose,
        data={"rows": done, "filter": job.query, "code": code},
    )
    return done


def _whole(job: ExportJob) -> FileExport:
    export = file_export_for(job.list_name)
    if export is None:
        raise LookupError(f"no file of the name {job.list_name}")
    return export


def title_of(job: ExportJob) -> Any:
    """Return what an export is of: the name of the list, or the title of the file."""
    export = file_export_for(job.list_name)
    return export.title(query_of(job)) if export else export_for(job.list_name).label


def refusal_of(job: ExportJob, actor: Actor) -> str:
    """Return why the actor may not have the file any more; "": nothing is against it."""
    export = file_export_for(job.list_name)
    try:
        if export:
            export.admit(actor, query_of(job))
    except DomainError as error:
        return str(error.message)
    return ""


def take(job: ExportJob, actor: Actor) -> None:
    """Ask once more, and write down that the file is fetched. The rows of a list were written down when it was made.

    Raises:
        NotFound, Forbidden: the right ended after the file was made.

    """
    export = file_export_for(job.list_name)
    if export:
        export.admit(actor, query_of(job))
        export.take(actor, query_of(job), job.purpose)
