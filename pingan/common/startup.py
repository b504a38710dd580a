"""Each long-running process asks the system checks before it begins; ``get_wsgi_application()`` does not."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db import connections
from django.db.utils import OperationalError


def demand_sound_settings(process: str) -> None:
    """Print what is wrong and end the process named ``process`` (web, worker, beat) on any error.

    Development runs the plain checks, production (``RUNS_DEPLOYMENT_CHECKS``) those of deployment as well.

    Raises:
        SystemExit: code 78, "configuration error" of sysexits.h.

    """
    faults = [found for found in _found() if found.is_serious() and not found.is_silenced()]
    connections.close_all()
    if not faults:
        return
    lines = [*map(str, faults), f"{process}: refused to start for the {len(faults)} reason(s) above.\n"]
    # Not sys.stderr: Celery has put its logger there, which beat has not set up yet.
    os.write(2, "\n".join(lines).encode())
    raise SystemExit(78)


def _found() -> list[CheckMessage]:
    is_deployed = bool(getattr(settings, "RUNS_DEPLOYMENT_CHECKS", False))
    try:
        return run_checks(include_deployment_checks=is_deployed, databases=["default"])
    except OperationalError:
        # A database that is down makes a process unready, not misconfigured: it starts, and /readyz says so.
        return run_checks(include_deployment_checks=is_deployed)
