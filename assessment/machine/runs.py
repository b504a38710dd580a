"""The transition table of runs. Read top to bottom, it is the life of one (docs/assessment.md)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.machine import run_effects as effects
from assessment.machine import run_inputs as inputs
from assessment.queries import runs as to
from assessment.rules.run_states import FINAL, OBJECTION_STAGE, STATES
from pingan.matters.machine import Action, Comment, Machine, Note, RequiredNote
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell

OPENED = gettext_noop("%(number)s: report for the assessment: %(title)s")
EXTENDED = gettext_noop("%(number)s: more days for reports: %(title)s")
LOCKED = gettext_noop("%(number)s: reports are closed and the data is locked: %(title)s")
COMPUTED = gettext_noop("%(number)s: all units are computed and wait for the review: %(title)s")
ANNOUNCED = gettext_noop("%(number)s: the preliminary result is there; objections are open: %(title)s")
DECIDED = gettext_noop("%(number)s: the result is final: %(title)s")
LEADERS = gettext_noop("%(number)s: the preliminary result was announced: %(title)s")


def _in(*states: str) -> frozenset[str]:
    return frozenset(states)


TABLE = (
    Action(
        name="edit", label=_("Change the days"), from_=_in("prepared"), to=None, verb="manage", input=inputs.Days,
        guard=effects.days_guard, effect=effects.days_effect,
    ),
    Action(
        name="open", label=pgettext_lazy("run", "Open for reports"), from_=_in("prepared"), to="collecting",
        verb="manage", input=Note, offered=effects.open_offered, effect=note_only,
        notifies=tell(to.of_units, title=OPENED), tone="primary", key="o",
    ),
    Action(
        name="extend", label=_("More days for reports"), from_=_in("collecting"), to=None, verb="manage",
        input=inputs.Extend, guard=effects.extend_guard, effect=effects.extend_effect,
        notifies=tell(to.of_units, title=EXTENDED),
    ),
    Action(
        name="lock", label=_("Lock the data and compute"), from_=_in("collecting"), to="computing", verb="manage",
        input=Note, offered=effects.lock_offered, guard=effects.lock_guard, effect=effects.lock_effect,
        notifies=tell(to.of_units, title=LOCKED), tone="primary", key="k",
    ),
    Action(
        name="restart", label=_("Hand out what is not computed again"), from_=_in("computing"), to=None,
        verb="manage", effect=effects.restart_effect,
    ),
    Action(
        name="computed", label=_("Everything is computed"), from_=_in("computing"), to="reviewing", verb="system",
        offered=effects.computed_offered, effect=effects.computed_effect,
        notifies=tell(to.of_office, title=COMPUTED), is_system=True,
    ),
    Action(
        name="announce", label=_("Announce the preliminary result"), from_=_in("reviewing"), to="preliminary",
        verb="manage", input=Note, effect=effects.announce_effect, clocks=effects.announce_clocks,
        notifies=lambda move: [
            *tell(to.of_units, title=ANNOUNCED)(move), *tell(to.of_leaders, title=LEADERS)(move),
        ],
        tone="primary", key="a",
    ),
    Action(
        name="finalise", label=_("Make it final"), from_=_in("preliminary"), to="final", verb="decide",
        input=Note, offered=effects.final_offered, effect=effects.final_effect, clocks=effects.end_clocks,
        notifies=tell(to.of_units, to.of_office, title=DECIDED), tone="primary", key="f",
    ),
    Action(
        name="cancel", label=pgettext_lazy("run", "Cancel"),
        from_=frozenset(STATES) - FINAL, to="cancelled", verb="manage", input=RequiredNote,
        effect=note_only, clocks=stop_all, tone="danger",
    ),
    Action(
        name="comment", label=_("Remark"), from_=frozenset(STATES), to=None, verb="comment", input=Comment,
        effect=comment_effect,
    ),
)  # fmt: skip

RUNS = Machine(
    kind="run",
    label=pgettext_lazy("matter", "assessment"),
    number_prefix="KH",
    states=STATES,
    initial=frozenset({"prepared"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    reminds=to.of_clock,
    duties=to.reporting_duties,
    chances=frozenset({OBJECTION_STAGE}),
)
