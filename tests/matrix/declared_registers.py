"""Addresses of entries, repeating orders, readiness and inspection campaigns (see ``declared``)."""

from __future__ import annotations

from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound, RoundSchedule
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Rows

_ENTRIES = Asked("json", of="entries")
_NONE = Asked("json", of="none")
#: Registers under their own name, and what of each there is in the scene.
_NAMED = {
    "register-entry": _ENTRIES,
    "emergency-plan": _ENTRIES,
    "drill": _NONE,
    "drill-improvement": _NONE,
    "responsibility-list": _NONE,
}
_CAMPAIGN = ("detail", "open", "add-units", "close", "cancel", "urge", "hold", "reports", "coverage")

DECLARED: dict[str, Kind] = {
    **{f"api:{name}-list": Rows(RegisterFinding, (asked,)) for name, asked in _NAMED.items()},
    **{
        f"api:{name}-{verb}": One(RegisterFinding, may_lack=asked is _NONE)
        for name, asked in _NAMED.items()
        for verb in ("detail", "settle", "renew", "hand", "progress")
    },
    **{f"api:{name}-tally": Duty(("registers.view_area",)) for name in _NAMED},
    "api:register-schedule-list": Rows(RoundSchedule, (Asked("json"),)),
    **{f"api:register-schedule-{verb}": One(RoundSchedule) for verb in ("detail", "skip", "stop")},
    "api:readiness-list": Rows(RegisterReport, (Asked("json", of="kept"),)),
    "api:inspection-campaign-list": Rows(RegisterRound, (_NONE,)),
    **{f"api:inspection-campaign-{verb}": One(RegisterRound, may_lack=True) for verb in _CAMPAIGN},
    "api:inspection-campaign-submit": One(
        RegisterReport, keys={"pk": "round_id", "report": "pk"}, may_lack=True
    ),
    "registers:entry_list": Rows(RegisterFinding, (Asked("links:/registers/entries/", of="entries"),)),
    "registers:entry_detail": One(RegisterFinding),
    "registers:entry_settle": One(RegisterFinding),
    "registers:entry_renew": One(RegisterFinding),
    "registers:entry_hand": One(RegisterFinding),
    "registers:entry_progress": One(RegisterFinding),
    "registers:entry_tally": Duty(),
    "registers:entry_export": Rows(
        RegisterFinding,
        (Asked("entries", {"definition": "emergency_plans"}, EXPORT, of="entries"),),
        duties=("registers.export",),
    ),
    "registers:entry_new": One(RegisterReport),
    "registers:readiness": Rows(RegisterReport, (Asked("links:/registers/reports/", of="kept"),)),
    "registers:schedule_list": Rows(RoundSchedule, (Asked("links:/registers/schedules/"),)),
    "registers:schedule_new": Duty(),
    "registers:schedule_detail": One(RoundSchedule),
    "registers:schedule_skip": One(RoundSchedule),
    "registers:schedule_stop": One(RoundSchedule),
}
