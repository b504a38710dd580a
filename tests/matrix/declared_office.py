"""What kind of address each one of the office is. Behind a number stands an area: who asks for another one is told 404."""

from __future__ import annotations

from pingan.office.models import WallScreen
from tests.matrix.kinds import Duty, Kind, One, Open

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
}
