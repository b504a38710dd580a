"""The declaration of a machine, and the registry of all of them.

Page forms, serializers, ``GET …/actions/``, buttons, keyboard help, the diagrams in docs and the generated
tests all come from these tables.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from pingan.access.rules import Actor
from pingan.matters.machine.clockwork import ClockOperation
from pingan.matters.models import Matter


@dataclass(frozen=True)
class Input:
    """How one field of an action's input is asked for. ``choices`` gives (value, label) pairs for an actor.

    ``unit`` names what a number counts, where that is the matter's own affair: "days".
    Widgets: text, textarea, select, radio, checkbox, checkboxes, organ, organs, user, datetime, date, number, amount,
    files, matter, geojson (a shape, drawn on a map). A ``date`` comes as the first moment of its day. ``reads_moment``:
    of photos sent here place and time are read before they are removed, and the form says so.
    """

    label: Any
    widget: str = "text"
    help: Any = ""
    max_length: int = 2000
    choices: Callable[[Actor, Any], Iterable[tuple[str, Any]]] | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: Callable[[Actor, Any], Any] | None = None
    reads_moment: bool = False

    def label_for(self, actor: Actor, detail: Any) -> str:
        """Return the label as this matter needs it, its unit behind it."""
        unit = self.unit(actor, detail) if self.unit is not None and detail is not None else ""
        return (
            gettext("%(label)s (%(unit)s)") % {"label": self.label, "unit": unit} if unit else str(self.label)
        )


def input_field(
    label: Any, widget: str = "text", *, default: Any = dataclasses.MISSING, **options: Any
) -> Any:
    """Declare one field of an input dataclass. Without ``default`` the field is required."""
    metadata = {"input": Input(label=label, widget=widget, **options)}
    if default is dataclasses.MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


#: Among an action's ends: the state may also stay as it is.
STAYS = ""


@dataclass(frozen=True)
class NoInput:
    """An action that asks for nothing."""


@dataclass(frozen=True)
class Notification:
    """A notice to send with the action: who, which sentence (a msgid) with which parameters."""

    recipients: tuple[int, ...]
    title: str
    params: Mapping[str, Any] = field(default_factory=dict)
    is_urgent: bool = False


@dataclass
class Move:
    """One action being carried out. Guards read it; effects change ``matter`` and ``detail``, which are saved.

    ``to`` may be set by the effect where the declaration leaves it open. ``note`` is the free text of the
    timeline entry, ``public`` its structured part (no personal data).
    """

    actor: Actor
    matter: Matter
    detail: Any
    action: Action
    data: Any
    now: datetime
    to: str = ""
    note: str = ""
    public: dict[str, Any] = field(default_factory=dict)


def _nothing(move: Move) -> None:
    return None


def _no_operations(move: Move) -> Iterable[Any]:
    return ()


@dataclass(frozen=True)
class Action:
    """One row of the transition table.

    ``to`` None keeps the state. ``verb`` names the permits asked. ``offered`` is a cheap test without input:
    it returns a sentence why the action is not possible here and now, or None. ``guard`` raises ``Invalid``
    for input that a rule refuses. ``effect`` changes rows of its own app. ``tone`` orders the buttons.
    """

    name: str
    label: Any
    from_: frozenset[str]
    to: str | None
    verb: str
    input: type[Any] = NoInput
    offered: Callable[[Actor, Any], Any] = lambda actor, detail: None
    guard: Callable[[Move], None] = _nothing
    effect: Callable[[Move], None] = _nothing
    clocks: Callable[[Move], Iterable[ClockOperation]] = _no_operations
    notifies: Callable[[Move], Iterable[Notification]] = _no_operations
    is_system: bool = False
    tone: str = "plain"
    key: str = ""
    ends: frozenset[str] = frozenset()
    """States that ``effect`` may choose where ``to`` is None; ``STAYS`` among them, or none at all: the state stays."""

    def ends_from(self, state: str) -> frozenset[str]:
        """Return every state this action may lead to from one state."""
        if self.to is not None:
            return frozenset({self.to})
        return frozenset(state if end == STAYS else end for end in self.ends or {STAYS})

    @property
    def targets(self) -> frozenset[str]:
        """Return every state this action may lead to from any of its states."""
        return frozenset(end for state in self.from_ for end in self.ends_from(state))


@dataclass(frozen=True)
class Machine:
    """All states and actions of one kind of matter."""

    kind: str
    label: Any
    number_prefix: str
    states: Mapping[str, Any]
    initial: frozenset[str]
    final: frozenset[str]
    actions: Mapping[str, Action]
    extra: dict[str, Action] = field(default_factory=dict)
    reminds: Callable[[Any], Iterable[int]] = lambda clock: ()
    """Who is told when a clock of this kind warns or runs out: user ids."""
    prepare: Callable[[Any, Any], Any] = lambda detail, data: data
    """Puts an input in order before any guard reads it: what is typed may hold what must not be stored."""
    redactor: Callable[[int], Callable[[str], str]] = lambda matter_id: str
    """Returns what takes out of other words on a matter, as names of files, what must not be stored."""
    chances: frozenset[str] = frozenset()
    """Stages whose term is a chance and no duty: it runs and is shown, but is never what a matter is due by."""
    duties: Callable[[Matter], Iterable[tuple[datetime, datetime]]] = lambda matter: ()
    """What is due besides the clocks: each moment with that of its warning."""

    def __post_init__(self) -> None:
        """Refuse a table with unknown, unreachable or dead-end states."""
        known = set(self.states)
        named = {state for action in self.actions.values() for state in action.from_ | action.targets}
        if named - known or self.initial - known or self.final - known:
            raise ValueError(f"{self.kind}: unknown states {named - known}")
        reached = set(self.initial)
        while True:
            step = {
                end
                for a in self.actions.values()
                for state in a.from_ & reached
                for end in a.ends_from(state)
            } | reached
            if step == reached:
                break
            reached = step
        if reached != known:
            raise ValueError(f"{self.kind}: unreachable states {sorted(known - reached)}")
        for state in known - self.final:
            if not any(state in a.from_ and a.ends_from(state) - {state} for a in self.actions.values()):
                raise ValueError(f"{self.kind}: no way out of {state}")

    def action(self, name: str) -> Action | None:
        """Return an action of the table, or one that a higher app added."""
        return self.actions.get(name) or self.extra.get(name)

    def all_actions(self) -> list[Action]:
        """Return the table's actions followed by those that higher apps added."""
        return [*self.actions.values(), *self.extra.values()]


_machines: dict[str, Machine] = {}


def register_machine(machine: Machine) -> None:
    """Make a kind of matter known, from ``AppConfig.ready()``."""
    _machines[machine.kind] = machine


def machine_for(kind: str) -> Machine:
    """Return the machine of a kind of matter; KeyError for a kind nobody registered."""
    return _machines[kind]


def machines() -> list[Machine]:
    """Return every registered machine."""
    return list(_machines.values())
