"""What kind of address each one of the office is. Behind a number stands an area: who asks for another one is told 404."""

from __future__ import annotations

from pingan.documents.models import ServiceReceipt
from pingan.matters.models import Matter
from pingan.office.models import Circular
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

_STEPS = tuple({"step": step} for step in ("submit", "approve", "return", "withdraw", "no-such-step"))
_RUNGS = tuple({"rung": rung} for rung in ("remind", "letter", "case", "no-such-rung"))
#: The desk itself lists what waits alone; tests/supervision/test_desk.py tells for whom.
DECLARED: dict[str, Kind] = {
    "office:dashboard": Duty(),
    "office:figure": Duty(kwargs={"code": "incident.reported"}),
    "office:wall": Duty(),
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
