"""State machines as data: what may be done from which state, by whom, with which input and effect."""

from pingan.matters.machine.availability import available_actions, detail_model, register_detail
from pingan.matters.machine.clockwork import (
    ClockOperation,
    ExtendClock,
    Limit,
    PauseClocks,
    RestartClock,
    ResumeClocks,
    StartClock,
    StopClock,
)
from pingan.matters.machine.declaration import (
    STAYS,
    Action,
    Input,
    Machine,
    Move,
    Notification,
    input_field,
    machine_for,
    machines,
    register_machine,
)
from pingan.matters.machine.remarks import Comment, Note, RequiredNote

__all__ = [
    "STAYS",
    "Action",
    "ClockOperation",
    "Comment",
    "ExtendClock",
    "Input",
    "Limit",
    "Machine",
    "Move",
    "Note",
    "Notification",
    "PauseClocks",
    "RequiredNote",
    "RestartClock",
    "ResumeClocks",
    "StartClock",
    "StopClock",
    "available_actions",
    "detail_model",
    "input_field",
    "machine_for",
    "machines",
    "register_detail",
    "register_machine",
]
