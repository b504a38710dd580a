"""An entry is handed to the unit that has to see to it, and that unit tells how far it is (Article 11: what was decided).

Closing an entry stays with who keeps the register: what was decided is done when the body's office says so, not when the
unit does.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction, Invalid
from pingan.common.kept_words import kept_words
from pingan.common.text import plain_text
from pingan.notify.services import notify
from pingan.registers.machine import ENTRY_MOVES
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.queries.units import handlers_of, kind_of, receivers_of
from pingan.registers.services.entries import entry_step, standing_entry
from pingan.registers.services.reports import demand_change
from pingan.registers.services.steps import demand_note, write_report

HANDED: Final = gettext_noop("Handed to your unit: %(title)s, entry %(number)s (%(unit)s)")
TOLD: Final = gettext_noop("How far it is: %(title)s, entry %(number)s (%(unit)s)")


@transaction.atomic
def hand_entry(
    *, actor: Actor, finding_id: int, organ_id: int, seen_version: int | None = None
) -> RegisterFinding:
    """Hand an entry to a unit of the division or a member of its body; whoever had it before has it no longer.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: as ``settle_entry`` does.
        Invalid: no such unit there.

    """
    row, report, move = standing_entry(actor, finding_id, "hand", seen_version)
    today = timezone.localdate()
    if organ_id not in receivers_of(report, today):
        raise Invalid({"organ": _("Choose a unit of this division or a member of its body.")})
    if row.responsible_id == organ_id:
        return row
    row.responsible_id = organ_id
    row.save(update_fields=["responsible"])
    entry_step(actor, row, move)
    _tell(row, handlers_of(organ_id, today), HANDED, f"hand:{report.version}")
    return row


@transaction.atomic
def tell_progress(*, actor: Actor, finding_id: int, note: str) -> RegisterFinding:
    """Write down how far an entry is: the unit to which it was handed, or who keeps the register. Who keeps it is told.

    Raises:
        NotFound, Forbidden: neither of the two.
        IllegalAction: closed already, its order is closed, or its words were erased.
        Invalid: no words, or too many.

    """
    told = fetch(RegisterFinding, actor, finding_id, "progress")
    # The unit sees the entry and not the register: the lock is taken by key.
    reports = RegisterReport.objects.select_related("round__definition").select_for_update(of=("self",))
    report = reports.get(pk=told.report_id)
    row = fetch(RegisterFinding, actor, finding_id, "progress")
    row.report = report
    if row.settled_on is not None or not report.round.definition.is_standing:
        raise IllegalAction(_("This entry was closed or taken further already."), legal=[])
    move = demand_change(report, "progress", None, ENTRY_MOVES)
    words = demand_note(move, kept_words(plain_text(note)))
    write_report(actor, report, move, report.state, words, finding=row)
    keepers = kind_of(report.unit_kind).workers([report.unit_id], timezone.localdate())
    step = row.steps.order_by("-pk").values_list("pk", flat=True)[0]
    _tell(row, frozenset(keepers.get(report.unit_id, ())) - {actor.user_id or 0}, TOLD, f"progress:{step}")
    return row


def _tell(row: RegisterFinding, recipients: frozenset[int], title: str, key: str) -> None:
    report = row.report
    notify(
        recipients=set(recipients),
        key=f"register:entry:{row.pk}:{key}",
        title=title,
        params={"title": report.round.title, "number": row.number, "unit": report.unit_name},
        url=f"/registers/entries/{row.pk}/",
        kind="register.entry_handed",
    )
