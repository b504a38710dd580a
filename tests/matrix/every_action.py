"""Every state × every action × every role of one machine, through ``perform``: what the table says is what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import DomainError, Forbidden, IllegalAction, Invalid, NotFound
from pingan.common.models import OutboxEntry
from pingan.matters.machine import Action, Machine, detail_model
from pingan.matters.models import Clock, Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform


def check_reach(machine: Machine) -> None:
    """Every state is reached from an initial one, and every state that is no end can be left."""
    reached = set(machine.initial)
    for _turn in machine.states:
        reached |= {
            end for a in machine.all_actions() for state in a.from_ & reached for end in a.ends_from(state)
        }
    assert reached == set(machine.states)
    for state in set(machine.states) - machine.final:
        ways = [a.name for a in machine.all_actions() if state in a.from_ and a.ends_from(state) - {state}]
        assert ways, state


@dataclass
class Trial:
    """Tries the actions of a machine. ``sound_input`` returns input that no rule refuses where the situation allows it."""

    machine: Machine
    sound_input: Callable[[Any, str], Any]
    done: set[str] = field(default_factory=set)
    """Actions that were carried out at least once."""
    outside: set[str] = field(default_factory=set)
    """Actions that somebody tried on a row outside the own sight."""
    doers: dict[str, set[str]] = field(default_factory=dict)
    """Who carried out which action at least once."""

    @property
    def actions(self) -> dict[str, Action]:
        """Return the actions by name, those that other apps put there included."""
        return {action.name: action for action in self.machine.all_actions()}

    def faults(self, situations: Mapping[str, Any], people: Mapping[str, Actor]) -> list[str]:
        """Return, as sentences, where an outcome is not what the table says, or a refusal wrote something.

        A situation named like a state is asked everything; the others, which actions need, what the table allows.
        """
        model = detail_model(self.machine.kind)
        assert {row.matter.state for row in situations.values()} == set(self.machine.states)
        wrong: list[str] = []
        for first, (name, row) in enumerate(situations.items()):
            detail = model._default_manager.select_related("matter").get(pk=row.pk)
            unchanged = self.book()
            data = {action: self.sound_input(detail, action) for action in self.actions}
            sees = {
                role: visible_to(model, actor).filter(pk=row.pk).exists() for role, actor in people.items()
            }
            for role, actor, action in self.questions(people, sees, detail.matter.state, first):
                wanted = self.expected_refusal(actor, detail, action) if sees[role] else NotFound
                if name not in self.machine.states and wanted not in {None, NotFound}:
                    continue  # the plain row of this state has been refused the same
                refusal = self.attempt(actor, detail, action, data[action])
                if refusal is None:
                    self.done.add(action)
                    self.doers.setdefault(action, set()).add(role)
                if not fits(wanted, refusal):
                    wrong.append(f"{name} × {action} × {role}: {refusal!r}, where {wanted} was due")
            if self.book() != unchanged:
                wrong.append(f"{name}: a refusal wrote something")
        return wrong[:30]

    def questions(
        self, people: Mapping[str, Actor], sees: Mapping[str, bool], state: str, first: int
    ) -> Iterator[tuple[str, Actor, str]]:
        """Yield who is asked what: within sight all that the state knows, a third of what it does not; outside a quarter.

        Outside every action is refused at the same line, whoever asks and whatever the state; and what a state does not
        know, whoever asks. Who is asked of it goes on in turn from ``first``.
        """
        for turn, (role, actor) in enumerate(people.items(), start=first):
            for place, (action, spec) in enumerate(self.actions.items()):
                if sees[role]:
                    if state in spec.from_ or (turn + place) % 3 == 0:
                        yield role, actor, action
                elif (turn + place) % 4 == 0:
                    self.outside.add(action)
                    yield role, actor, action

    def book(self) -> tuple[Any, ...]:
        """Return what a refusal must leave alone, of all matters at once."""
        columns = ("pk", "state", "version", "timeline_head", "updated_at")
        return (
            list(Matter.objects.order_by("pk").values_list(*columns)),
            list(detail_model(self.machine.kind)._default_manager.order_by("pk").values()),
            TimelineEntry.objects.count(),
            OutboxEntry.objects.count(),
            list(Clock.objects.order_by("pk").values()),
        )

    def expected_refusal(self, actor: Actor, detail: Any, action: str) -> type[DomainError] | None:
        """Return what the table alone says of a visible row; None: defined, and rules may refuse the situation."""
        spec = self.actions[action]
        if detail.matter.state not in spec.from_ or (spec.is_system and not actor.is_system):
            return IllegalAction
        if actor.is_system and not spec.is_system:
            return Forbidden
        return None if allows(actor, spec.verb, detail) else Forbidden

    def attempt(self, actor: Actor, detail: Any, action: str, data: Any) -> DomainError | None:
        """Perform in a savepoint and check what a success writes; undo it."""
        entries = TimelineEntry.objects.filter(matter_id=detail.pk)
        before = entries.count()
        try:
            with transaction.atomic():
                done = perform(
                    actor=actor, kind=self.machine.kind, matter_id=detail.pk, action=action, data=data
                )
                assert entries.count() == before + 1, f"{action} wrote not exactly one entry"
                last = entries.latest("seq")
                assert (last.action, last.from_state) == (action, detail.matter.state)
                assert last.to_state == done.matter.state
                assert done.matter.state in self.actions[action].ends_from(detail.matter.state)
                assert done.matter.version == detail.matter.version + 1
                assert not next(chain_faults(first_id=detail.pk - 1), None)
                transaction.set_rollback(True)
        except DomainError as refusal:
            return refusal
        return None


def fits(wanted: type[DomainError] | None, refusal: DomainError | None) -> bool:
    """Say whether an outcome is one the table allows; a rule may refuse what the table defines."""
    if wanted is None:
        return refusal is None or type(refusal) in {Invalid, IllegalAction}
    return type(refusal) is wanted
