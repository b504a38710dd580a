"""What kind of address each one of rectification orders and instruments is."""

from __future__ import annotations

from assessment.machine.instruments import INSTRUMENTS
from assessment.machine.orders import ORDERS
from assessment.models import Instrument, RectificationOrder
from pingan.matters.machine import Machine
from pingan.matters.models import SavedView
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Rows

JSON = Asked("json")


def _actions(machine: Machine) -> tuple[dict[str, str], ...]:
    return (*({"name": action.name} for action in machine.all_actions()), {"name": "no_such_action"})


def _of(
    kind: str, basename: str, model: type[RectificationOrder] | type[Instrument], machine: Machine, sees: str
) -> dict[str, Kind]:
    see, address = (f"{kind}.see",), f"/assessment/{kind}s/"
    return {
        f"api:{basename}-list": Rows(
            model, (JSON, Asked("json", {"ordering": "next_due_at", "page_size": "2"}))
        ),
        f"api:{basename}-count": Rows(model, (Asked("count"),)),
        **{
            f"api:{basename}-{part}": One(model)
            for part in ("detail", "attachments", "clocks", "offered", "timeline")
        },
        f"api:{basename}-perform": One(model, extras=_actions(machine), may_lack=True, every=4),
        f"assessment:{kind}_list": Rows(model, (Asked(f"links:{address}", {"tab": "all"}),), duties=see),
        f"assessment:{kind}_export": Rows(
            model, (Asked("numbers", {"tab": "all"}, EXPORT, of=sees),), duties=(f"{kind}.export",)
        ),
        f"assessment:{kind}_detail": One(model, duties=see),
        f"assessment:{kind}_action": One(model, extras=_actions(machine), may_lack=True, duties=see),
        f"assessment:{kind}_filters": Duty(see),
        f"assessment:{kind}_view_save": Duty(see),
        f"assessment:{kind}_view_delete": One(SavedView, may_lack=True, duties=see),
        f"assessment:{kind}_list_setting": Duty(see),
        f"assessment:{kind}_new": Duty(),
    }


DECLARED: dict[str, Kind] = {
    **_of("order", "rectification-order", RectificationOrder, ORDERS, "all"),
    **_of("instrument", "instrument", Instrument, INSTRUMENTS, "unsealed"),
}
