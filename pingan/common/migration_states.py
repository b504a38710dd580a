"""Migrating forwards without drawing models anew for constraints, indexes and triggers: half of a first start was that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

#: What changes a constraint or an index of a model, and nothing else: (app, model, option, …).
CHANGES = ("_append_option", "_remove_option", "_alter_option")


class Executor(MigrationExecutor):
    """Django's, for which a constraint or index is written into the drawn class of its model, on the way forwards.

    Django draws that class and those of all related models anew after each such step. On the way back it still does: there
    the classes of several moments are used side by side.
    """

    def _migrate_all_forwards(self, *args: Any, **named: Any) -> Any:
        with options_written():
            return super()._migrate_all_forwards(*args, **named)


class _Options:
    """Whether an option of a model is being changed, and what is done instead of Django's own."""

    def __init__(self) -> None:
        self.is_changing = False

    def quiet(self, change: Callable[..., None]) -> Callable[..., None]:
        def quietly(*args: Any, **named: Any) -> None:
            self.is_changing = True
            try:
                change(*args, **named)
            finally:
                self.is_changing = False

        return quietly

    def written(self, change: Callable[..., None]) -> Callable[..., None]:
        def change_and_write(state: ProjectState, app: str, model: str, option: str, *args: Any) -> None:
            self.quiet(change)(state, app, model, option, *args)
            if "apps" in state.__dict__:
                found = state.models[app, model].options[option]
                setattr(state.apps.get_model(app, model)._meta, option, found)

        return change_and_write

    def unless_changing(self, reload_model: Callable[..., None]) -> Callable[..., None]:
        def reload(*args: Any, **named: Any) -> None:
            if not self.is_changing:
                reload_model(*args, **named)

        return reload


@contextmanager
def options_written() -> Iterator[None]:
    """Within it, constraints and indexes are written into the class that is there; what is altered after reads them there.

    Triggers are read from the class when its table is made, and never after: their steps bring them along. Which models
    can be swapped is kept besides, since Django would ask all models again after each class that it draws. For the one
    thread of a command, never for doors.
    """
    options, swappable = _Options(), "get_swappable_settings_name"
    with ExitStack() as until_the_end:

        def put(owner: Any, name: str, by: Any) -> None:
            until_the_end.enter_context(replaced(owner, name, by))

        for name in CHANGES:
            put(ProjectState, name, options.written(getattr(ProjectState, name)))
        for step in (AddTrigger, RemoveTrigger):
            put(step, "state_forwards", options.quiet(step.state_forwards))
        put(ProjectState, "reload_model", options.unless_changing(ProjectState.reload_model))
        put(apps, swappable, cache(getattr(apps, swappable)))
        yield


@contextmanager
def replaced(owner: Any, name: str, by: Any) -> Iterator[None]:
    """Put something else in the place of an attribute, and take it back at the end."""
    is_own, before = name in vars(owner), getattr(owner, name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        if is_own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)
