"""How an invented incident lives: who does what when, by the ratios of domain.md §10. No database."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, Final

from pingan.demo.stories import Category, Place, Run, Story, Task, Unit
from pingan.demo.words import FAMILY, ON_THE_SPOT, PLACES, RESULTS, TITLES, sentences_for

STATES_OF_OPEN: Final = (
    "reported", "reported", "accepted", "dispatched", "signed", "signed", "returned", "handled", "verified",
    "answered", "suspended",
)  # fmt: skip
LATER_STATES: Final = (
    "signed",
    "signed",
    "signed",
    "handled",
    "verified",
    "answered",
    "suspended",
    "returned",
)
PATH: Final = ("report", "accept", "dispatch", "sign", "handle", "verify", "answer", "close")
REACHED: Final = dict(
    zip(
        PATH,
        ("reported", "accepted", "dispatched", "signed", "handled", "verified", "answered", "closed"),
        strict=True,
    )
)
#: Where a side way leaves the path.
BRANCHES_AT: Final = {"returned": "dispatched", "suspended": "accepted", "rejected": "reported"}
#: stage -> (action that starts it, action that ends it)
STAGES: Final = {
    "accept": ("report", "accept"), "dispatch": ("accept", "dispatch"), "sign": ("dispatch", "sign"),
    "handle": ("sign", "handle"), "verify": ("handle", "verify"), "answer": ("verify", "answer"),
    "first_report": ("report", "emergency_report"), "written_report": ("report", "emergency_report"),
}  # fmt: skip
_AT_UNITS: Final = frozenset({"accept", "dispatch", "sign", "handle"})
_EMERGENCY_STAGES: Final = frozenset({"first_report", "written_report"})
_UNSIGNED: Final = frozenset({"accept", "dispatch", "sign"})


def draw_story(
    draw: random.Random,
    place: Place,
    category: Category,
    *,
    opened_at: datetime,
    until: datetime,
    fate: str = "",
) -> Story:
    """Invent one incident that began at ``opened_at`` and stands where it would stand at ``until``.

    ``fate`` is the state to reach; blank: drawn by age.
    """
    west, south, east, north = place.bounds
    emergency = category.is_emergency
    story = Story(
        place=place,
        category=category,
        opened_at=opened_at,
        text=draw.choice(sentences_for(category.code)),
        place_text=draw.choice(PLACES),
        severity="03" if emergency else draw.choices(("04", "03", "02"), (90, 9, 1))[0],
        urgency="critical" if emergency else draw.choices(("normal", "urgent"), (9, 1))[0],
        source=draw.choices(("grid_worker", "walk_in", "phone", "hotline"), (70, 10, 8, 12))[0],
        longitude=round(west + (east - west) * (0.05 + 0.9 * draw.random()), 6),
        latitude=round(south + (north - south) * (0.05 + 0.9 * draw.random()), 6),
        reporter=place.worker,
        contact=_contact(draw),
        is_wished=bool(fate),
    )
    if story.source != "grid_worker" or place.worker[0] == place.desk[0]:
        story.reporter = place.desk
    # Whoever resolved it on the spot does not verify it: only a worker's own report may be one.
    on_the_spot = story.reporter[0] != place.desk[0] and not emergency and not fate
    _live(draw, story, fate or _fate(draw, until - opened_at), until, draw.random() < 0.2 and on_the_spot)
    return story


def _contact(draw: random.Random) -> tuple[str, str]:
    if draw.random() < 0.6:
        return "", ""
    return draw.choice(FAMILY) + draw.choice(TITLES), f"139{draw.randrange(10**8):08d}"


def _fate(draw: random.Random, age: timedelta) -> str:
    """The last two days are in every state, the last fortnight mostly with units; old ones are closed but for a few."""
    if draw.random() < 0.02:
        return "rejected"
    if age <= timedelta(days=2):
        return draw.choice((*STATES_OF_OPEN, "closed", "closed"))
    if age <= timedelta(days=14) and draw.random() < 0.35:
        return draw.choice(LATER_STATES)
    return "closed" if draw.random() < 0.99 else draw.choice(STATES_OF_OPEN)


def _pause_before(draw: random.Random, action: str, *, hurried: bool) -> timedelta:
    """Return how long people take for a step; about one in fifteen handlings is late."""
    if hurried:
        return timedelta(minutes=draw.randrange(3, 27) if action in _UNSIGNED else draw.randrange(40, 1440))
    if action != "handle":
        return timedelta(minutes=draw.randrange(5, 600))
    return timedelta(hours=draw.randrange(170, 300) if draw.random() < 0.07 else draw.randrange(1, 96))


def _live(draw: random.Random, story: Story, fate: str, until: datetime, on_the_spot: bool) -> None:  # noqa: FBT001
    story.is_self_resolved = on_the_spot and fate == "closed"
    target = BRANCHES_AT.get(fate, fate)
    wanted = [action for action in PATH[1:] if not (story.is_self_resolved and action in _AT_UNITS)]
    wanted = wanted[: next((n for n, a in enumerate(wanted, 1) if REACHED[a] == target), 0)]
    unit = story.place.unit_for(story.category.code)
    at = story.opened_at
    _report(draw, story)
    for left, action in zip(range(len(wanted), 0, -1), wanted, strict=True):
        room = (until - at) * 0.9 / left
        at += min(_pause_before(draw, action, hurried=story.category.is_emergency), room)
        _ACT[action](draw, story, at, unit)
        if action == "accept" and story.category.is_emergency:
            _report_upward(story, at)
    _turn(story, fate, min(at + timedelta(minutes=20), until), unit)
    _clocks(story, unit[0])


def _report(draw: random.Random, story: Story) -> None:
    note = draw.choice(ON_THE_SPOT) if story.is_self_resolved else ""
    after = "handled" if story.is_self_resolved else "reported"
    story.note("report", after, story.reporter, story.opened_at, note, source=story.source)


def _report_upward(story: Story, at: datetime) -> None:
    """The first word upward is in writing too, so that both clocks of domain.md §2.6 stop."""
    data = {"kind": "first", "channel": "written", "level": 3}
    story.note("emergency_report", story.state, story.place.desk, at, story.text, **data)


def _accept(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    story.note("accept", "accepted", story.place.desk, at)


def _dispatch(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    story.organ_id = unit[0]
    story.task = Task(unit[0], unit[2][0] or 0, at)
    story.note("dispatch", "dispatched", story.place.desk, at, lead=unit[1], co_handlers=[], by_rule=True)


def _task_of(story: Story) -> Task:
    if story.task is None:
        raise AssertionError("a unit's step before its dispatch")
    return story.task


def _sign(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    task = _task_of(story)
    task.state, task.signed_at = "signed", at
    story.note("sign", "signed", unit[2], at, unit=unit[1])


def _handle(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    task = _task_of(story)
    task.state, task.done_at, task.result = "done", at, draw.choice(RESULTS)
    story.note("handle", "handled", unit[2], at, task.result, unit=unit[1], part="lead", waived=0)


def _verify(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    verifier = story.place.desk if story.is_self_resolved else story.place.worker
    story.is_solved, story.verified_by = True, verifier[0]
    story.note("verify", "verified", verifier, at, "现场核查属实", solved=True)


def _answer(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    story.answered_at, story.answer_channel = at, "phone" if story.contact[1] else "in_app"
    story.note("answer", "answered", story.place.desk, at, "已向反映人告知结果", channel=story.answer_channel)


def _close(draw: random.Random, story: Story, at: datetime, unit: Unit) -> None:
    story.closed_at = at
    story.note("close", "closed", story.place.desk, at)
    if draw.random() >= 0.7 or story.is_wished:
        return
    choices = ("satisfied", "fair", "dissatisfied", "no_answer")
    story.satisfaction = draw.choices(choices, (90, 5, 2, 3))[0]
    story.evaluated_solved = None if story.satisfaction == "no_answer" else draw.random() < 0.85
    story.evaluated_at = at
    data: dict[str, Any] = {"satisfaction": story.satisfaction, "solved": story.evaluated_solved}
    story.note("evaluate", "closed", story.place.desk, at, **data)


_ACT: Final = {
    "accept": _accept, "dispatch": _dispatch, "sign": _sign, "handle": _handle, "verify": _verify,
    "answer": _answer, "close": _close,
}  # fmt: skip


def _turn(story: Story, fate: str, at: datetime, unit: Unit) -> None:
    """The side ways: rejected, returned, suspended."""
    desk = story.place.desk
    if fate == "rejected":
        story.reject_reason, story.closed_at = "litigation", at
        story.note("reject", "rejected", desk, at, "法院已受理，请依诉讼程序办理", reason="litigation")
    elif fate == "returned":
        task = _task_of(story)
        task.state, task.ended_reason = "returned", "不属于本单位职责"
        story.organ_id, story.returned_count = None, 1
        story.note("return", "returned", unit[2], at, task.ended_reason, unit=unit[1], part="lead")
    elif fate == "suspended":
        story.resume_state = story.state
        story.note("suspend", "suspended", desk, at, "等待鉴定结果")


def _clocks(story: Story, organ_id: int) -> None:
    at = {step.action: step.at for step in story.steps}
    urgent = story.category.is_emergency
    for stage, (begins, ends) in STAGES.items():
        if stage in _EMERGENCY_STAGES and not story.category.is_emergency:
            continue
        if story.is_self_resolved and stage in _AT_UNITS:
            continue
        starts_at = story.opened_at if story.is_self_resolved and stage == "verify" else at.get(begins)
        if starts_at is None:
            continue
        owner = organ_id if stage in {"sign", "handle"} else None
        stopped, verdict = at.get(ends), True
        if stopped is None and stage == "accept":
            stopped = at.get("reject")
        if stopped is None and stage == "sign" and "return" in at:
            stopped, verdict = at["return"], False
        story.clocks.append(Run(stage, owner, starts_at, stopped, verdict, urgent))
    if "return" in at:
        story.clocks.append(Run("dispatch", None, at["return"], None, is_urgent=urgent))
