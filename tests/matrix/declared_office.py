"""What kind of address each one of the office is. Behind a number stands an area: who asks for another one is told 404."""

from __future__ import annotations

from pingan.office.models import Brief, WallScreen
from tests.matrix.briefs import CHART
from tests.matrix.kinds import Asked, Duty, Kind, One, Open, Rows

READ = ("office.view",)

DECLARED: dict[str, Kind] = {
    "office:dashboard": Duty(),
    "office:figure": Duty(kwargs={"code": "incident.reported"}),
    "office:wall": Duty(),
    "office:screens": Duty(),
    "office:screen_end": One(WallScreen),
    "office:screen": Open(kwargs={"key": "pingan_nobody"}),
    "office:board_file": Duty(),
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
    "office:brief_chart": One(Brief, extras=({"place": CHART},), duties=READ),
    "office:brief_edit": One(Brief, duties=READ),
    "office:brief_return": One(Brief, duties=READ),
    "office:brief_correct": One(Brief, duties=READ),
    "office:brief_review": One(Brief, duties=READ),
    "office:brief_issue": One(Brief, duties=READ),
}
