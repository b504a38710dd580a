"""A kind of matter without any business: a paper boat. The kernel is tested with it and never learns its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from pingan.access import policy, rules
from pingan.access.policy import Granted, Own, Permit
from pingan.access.rules import Actor, extend_duties
from pingan.common.errors import Invalid
from pingan.matters.machine import (
    Action,
    Limit,
    Machine,
    Move,
    Notification,
    StartClock,
    StopClock,
    availability,
    declaration,
    input_field,
    machines,
    register_detail,
    register_machine,
)
from pingan.matters.models import Matter
from pingan.matters.policy import MatterArea
from pingan.matters.services import Event, MatterData, open_matter
from pingan.org.models import Region

KIND = "toy_boat"


class Boat(models.Model):
    """The particulars. No foreign key in the database: other tests empty the matter table without this one."""

    matter = models.OneToOneField(
        Matter, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    colour = models.CharField(max_length=20, default="white")

    class Meta:
        app_label = "toys"

    def __str__(self) -> str:
        return self.colour


@dataclass(frozen=True, kw_only=True)
class Paint:
    """Asks for a colour."""

    colour: str = input_field("Colour")


TEN_HOURS = Limit(10, "hours", "1.1", "folding manual")
#: What the effect of ``wreck`` raises; a test sets it.
ACCIDENTS: list[Exception] = []


def _paint_guard(move: Move) -> None:
    if move.data.colour == "none":
        raise Invalid({"colour": "A boat needs a colour."})


def _paint_effect(move: Move) -> None:
    move.detail.colour = move.data.colour
    move.note = f"now {move.data.colour}"
    move.public["colour"] = move.data.colour


def _wreck_effect(move: Move) -> None:
    move.detail.colour = "wet"
    move.detail.save()
    move.matter.title = "half done"
    if ACCIDENTS:
        raise ACCIDENTS[0]


def _tell(move: Move) -> list[Notification]:
    person = move.matter.created_by_id
    return [Notification((person, person), "%(number)s sails: %(title)s")] if person else []


def _not_red(actor: Actor, boat: Any) -> Any:
    return "Red boats stay ashore." if boat.colour == "red" else None


TABLE = (
    Action(
        name="launch", label="Launch", from_=frozenset({"folded"}), to="afloat", verb="act", offered=_not_red,
        clocks=lambda move: [StopClock("fold"), StartClock("sail", TEN_HOURS)], notifies=_tell,
    ),
    Action(
        name="paint", label="Paint", from_=frozenset({"folded", "afloat"}), to=None, verb="act", input=Paint,
        guard=_paint_guard, effect=_paint_effect,
    ),
    Action(name="wreck", label="Wreck", from_=frozenset({"afloat"}), to="sunk", verb="act", effect=_wreck_effect,
           clocks=lambda move: [StopClock("sail")], notifies=_tell),
    Action(name="drift", label="Drift", from_=frozenset({"afloat"}), to="sunk", verb="system", is_system=True),
    Action(name="raise", label="Raise", from_=frozenset({"sunk"}), to="afloat", verb="act"),
)  # fmt: skip

BOATS = Machine(
    kind=KIND,
    label="boat",
    number_prefix="TB",
    states={"folded": "folded", "afloat": "afloat", "sunk": "sunk"},
    initial=frozenset({"folded"}),
    final=frozenset({"sunk"}),
    actions={action.name: action for action in TABLE},
    reminds=lambda clock: [clock.matter.created_by_id, clock.matter.created_by_id],
)


def make_known() -> None:
    """Register machine, table and permits: desks act in their area, auditors look, everybody sees their own."""
    assert KIND not in {machine.kind for machine in machines()}
    extend_duties(
        {
            "township_desk": {"toy.view", "toy.act"},
            "auditor": {"toy.view"},
            "grid_worker": {"toy.own"},
            "leader": {"toy.granted"},
        }
    )
    area = MatterArea()
    policy.register_kind(
        KIND,
        Boat,
        {
            "view": [
                Permit("toy.view", area),
                Permit("toy.own", Own("created_by_id")),
                Permit("toy.granted", Granted()),
            ],
            "act": [Permit("toy.act", area)],
            "system": [],
        },
    )
    register_machine(BOATS)
    register_detail(KIND, Boat)


def forget() -> None:
    """Undo ``make_known``, so that no other test meets a boat."""
    declaration._machines.pop(KIND)
    availability._details.pop(KIND)
    policy._kinds.pop(KIND)
    policy._registry.pop(Boat)
    for names in rules._EXTRA.values():
        names -= {"toy.view", "toy.act", "toy.own", "toy.granted"}
    ACCIDENTS.clear()


def make_table() -> None:
    """Create the table of boats."""
    with connection.schema_editor() as editor:
        editor.create_model(Boat)


def drop_table() -> None:
    """Drop it, where the surrounding transaction does not."""
    if not connection.in_atomic_block:
        with connection.schema_editor() as editor:
            editor.delete_model(Boat)


def given_boat(
    actor: Actor, region: Region, *, at: datetime | None = None, clocks: Any = (), **values: Any
) -> Boat:
    """Fold a boat in a division."""
    made: list[Boat] = []

    def detail(matter: Matter) -> Boat:
        boat = Boat(matter=matter)
        boat.save(force_insert=True)
        made.append(boat)
        return boat

    with transaction.atomic():
        open_matter(
            actor=actor,
            data=MatterData(
                kind=KIND, title="纸船", text="白纸折成", region=region, class_code="TOY", **values
            ),
            event=Event("fold", note="folded by hand", at=at),
            make_detail=detail,
            clocks=lambda matter: list(clocks),
        )
    return Boat.objects.select_related("matter").get(pk=made[0].pk)
