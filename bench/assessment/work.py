# ruff: noqa: E402 - Django is set up before models are imported
"""One worker: does the jobs of the outbox until no job of an assessment is left. Prints what it needed as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

import django

django.setup()

from django.db import transaction

import pingan.celery  # noqa: F401 - jobs are registered with it
from assessment import tasks  # noqa: F401 - as above
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver


def _next() -> tuple[int, str] | None:
    """Take the next job that no other worker is at, as a broker hands it out."""
    with transaction.atomic():
        rows = OutboxEntry.objects.select_for_update(skip_locked=True).order_by("pk")
        found = rows.filter(job__startswith="assessment.", done_at=None, attempts=0).first()
        return None if found is None else (found.pk, found.job)


def work() -> dict[str, object]:
    """Do jobs; return seconds by kind of job, and the most memory that this process held."""
    ready_at = time.time()
    spent: dict[str, list[float]] = {}
    while OutboxEntry.objects.filter(job__startswith="assessment.", done_at=None, attempts=0).exists():
        taken = _next()
        if taken is None:
            time.sleep(0.05)
            continue
        began = time.perf_counter()
        if deliver(taken[0]):
            spent.setdefault(taken[1], []).append(round(time.perf_counter() - began, 3))
    return {
        "ready_at": ready_at,
        "jobs": {
            name: {"number": len(all_), "seconds": round(sum(all_), 2), "longest": max(all_)}
            for name, all_ in spent.items()
        },
        "cpu_seconds": round(time.process_time(), 2),
        "largest_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work()) + "\n")
