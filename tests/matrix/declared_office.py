"""What kind of address each one of the office is. Behind a number stands an area: who asks for another one is told 404."""

from __future__ import annotations

from pingan.documents.models import ServiceReceipt
from pingan.matters.models import Matter
from pingan.office.models import Brief, Circular, WallScreen
from tests.matrix.briefs import CHART
from tests.matrix.kinds import Asked, Duty, Kind, One, Open, Rows

READ = ("office.view",)

_STEPS = tuple({"step": step} for step in ("submit", "approve", "return", "withdraw", "no_such_action"))
_RUNGS = tuple({"rung": rung} for rung in ("remind", "letter", "case", "no_such_action"))
#: The desk itself lists what waits alone; tests/supervision/test_desk.py tells for whom.
DECLARED: dict[str, Kind] = {
    "office:dashboard": Duty(),
    "office:figure": Duty(kwargs={"code": "incident.reported"}),
    "office:wall": Duty(),
    "office:screens": Duty(),
    "office:screen_end": One(WallScreen),
    "office:screen": Open(kwargs={"key": "pingan_nobody"}),
    "office:board_file": Duty(),
    "office:supervision": Duty(),
    "office:supervision_remind": Duty(),
    "office:supervision_remind_run": Duty(),
    "office:supervision_received": Duty(),
    "office:supervision_matter": One(Matter),
    "office:supervision_rung": One(Matter, extras=_RUNGS, may_lack=True),
    "office:circulars": Rows(Circular, (Asked("links:/office/circulars/"),)),
    "office:circular_new": Duty(),
    "office:circular": One(Circular),
    "office:circular_edit": One(Circular),
    "office:circular_step": One(Circular, extras=_STEPS, may_lack=True),
    "api:office-board": Duty(),
    "api:office-records": Duty(),
    "api:brief-list": Rows(Brief, (Asked("json"),)),
    "api:brief-detail": One(Brief),
    "api:brief-review": One(Brief),
    "api:brief-give-back": One(Brief),
    "api:brief-issue": One(Brief),
    "api:brief-correct": One(Brief),
    "office:brief_list": Rows(Brief, (Asked("links:/office/briefs/"),), duties=READ),
    "office:brief_new": Duty(),
    "office:brief_detail": One(Brief, duties=READ),
    "office:brief_preview": One(Brief, duties=READ),
    "office:brief_chart": One(Brief, extras=({"place": CHART},), duties=READ),
    "office:brief_edit": One(Brief, duties=READ),
    "office:brief_return": One(Brief, duties=READ),
    "office:brief_correct": One(Brief, duties=READ),
    "office:brief_review": One(Brief, duties=READ),
    "office:brief_issue": One(Brief, duties=READ),
    "api:supervision": Duty(),
    "api:supervision-remind": Duty(),
    "api:supervision-ladder": One(Matter),
    "api:supervision-letter": One(Matter),
    "api:supervision-case": One(Matter),
    "api:supervision-received": Duty(),
    "api:supervision-acknowledge": One(ServiceReceipt),
    "api:circulars": Rows(Circular, (Asked("json"),)),
    "api:circular": One(Circular),
    "api:circular-step": One(Circular, extras=_STEPS, may_lack=True),
}
