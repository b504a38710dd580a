"""What kind of address each one of the office is. Behind a number stands an area: who asks for another one is told 404."""

from __future__ import annotations

from tests.matrix.kinds import Duty, Kind

DECLARED: dict[str, Kind] = {
    "office:dashboard": Duty(),
    "office:figure": Duty(kwargs={"code": "incident.reported"}),
    "office:wall": Duty(),
    "office:board_file": Duty(),
    "api:office-board": Duty(),
    "api:office-records": Duty(),
}
