from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pingan.audit.services import verify


class Command(BaseCommand):
    help = "Reads the whole security log again and names every row that was altered, deleted or slipped in."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        for finding in verdict.findings:
            where = f"#{finding.entry_id}" if finding.entry_id is not None else "-"
            self.stderr.write(f"{finding.kind}\tseal {finding.seal_id}\tentry {where}")
        self.stdout.write(
            _("%(entries)d sealed entries in %(seals)d seals, %(unsealed)d not sealed yet.")
            % {"entries": verdict.entries, "seals": verdict.seals, "unsealed": verdict.unsealed}
        )
        self.stdout.write(f"head {verdict.head}")
        if not verdict.is_sound:
            raise CommandError(_("The security log was tampered with."))
        self.stdout.write(_("The security log is whole."))
