"""The application's own steps: assets, messages, static files, migrations, reference and demo data.

Each is skipped while what it depends on is unchanged, so that a second start takes seconds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.environment import lock_state
from launcher.output import Stop, say, step
from launcher.places import PYTHON, ROOT, Places
from launcher.steps import fingerprint, run_step

APPS = ("pingan", "grids", "disputes", "risk", "assessment")


@dataclass(frozen=True)
class Application:
    """Runs steps with the environment of the application, and of the tables' owner for migrations.

    ``database`` identifies the database: its stamps are worth nothing for another one.
    """

    places: Places
    env: Mapping[str, str]
    owner_env: Mapping[str, str]
    database: str

    @property
    def log(self) -> Path:
        """What the steps printed."""
        return self.places.logs / "steps.log"

    def _stamps(self) -> dict[str, str]:
        path = self.places.run / "stamps.json"
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def is_done(self, name: str, mark: str) -> bool:
        """Whether a step was done with the same ingredients."""
        return self._stamps().get(name) == mark

    def note_done(self, name: str, mark: str) -> None:
        """Remember it."""
        path = self.places.run / "stamps.json"
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({**self._stamps(), name: mark}, indent=1), encoding="utf-8")
        fresh.replace(path)

    def manage(self, *arguments: str, as_owner: bool = False, show: bool = False) -> str:
        """Run one management command.

        Raises:
            Stop: it failed.
        """
        command = [str(PYTHON), "manage.py", *arguments]
        return run_step(command, log=self.log, env=self.owner_env if as_owner else self.env, show=show)


def bring_assets(places: Places) -> None:
    """Fetch third-party browser files. Blocked: no map, and the user is told; the rest works without."""
    command = [str(PYTHON), str(ROOT / "script" / "assets")]
    env = {**os.environ, "PINGAN_DATA_DIR": str(places.data)}
    try:
        answer = run_step(command, log=places.logs / "assets.log", env=env)
    except Stop as stop:
        say("    The map's files could not be fetched; pages will show no map.")
        say(f"    {str(stop).splitlines()[-1]}")
        return
    if answer.strip():
        say(f"    {answer.strip().splitlines()[-1]}")


def compile_messages(log: Path) -> None:
    """Turn the catalogues into what gettext reads; without them every page speaks English."""
    run_step([str(PYTHON), "script/messages.py", "compile"], log=log)


def prepare_files(app: Application) -> None:
    """Compile messages and collect static files."""
    compile_messages(app.log)
    sources = [ROOT / "static", app.places.data / "assets" / ".stamp", *_inside("static")]
    mark = fingerprint(sources, lock_state())
    if not app.is_done("static", mark) or not (app.places.data / "static").is_dir():
        with step("Collecting static files"):
            app.manage("collectstatic", "--noinput", "--verbosity=0")
        app.note_done("static", mark)


def migrate(app: Application, count_applied: str | None) -> bool:
    """Bring the tables up to date as their owner; True if anything was run.

    ``count_applied`` is the number of migrations that the database says it has; None: ask Django itself.
    """
    mark = fingerprint(_inside("migrations"), lock_state(), app.database)
    if count_applied and app.is_done("migrate", f"{mark} {count_applied}"):
        return False
    with step("Bringing the database up to date"):
        app.manage("migrate", "--noinput", as_owner=True)
        app.manage("grant_app_role")
    return True


def note_migrated(app: Application, count_applied: str) -> None:
    """Remember that the tables are up to date."""
    mark = fingerprint(_inside("migrations"), lock_state(), app.database)
    app.note_done("migrate", f"{mark} {count_applied}")


def load_reference(app: Application) -> None:
    """Load divisions, calendars and categories when the files or the database are new."""
    mark = fingerprint([*_inside("reference"), *_inside("management")], app.database)
    if not app.is_done("reference", mark):
        with step("Loading the divisions of Jiangxi, the calendar and the categories"):
            app.manage("load_reference", show=True)
        app.note_done("reference", mark)


def load_demo(app: Application) -> None:
    """Load the demo county once per database."""
    if os.environ.get("PINGAN_DEMO") == "0" or app.is_done("demo", app.database):
        return
    with step("Loading the demo county"):
        # As the owner: a year of history is written past the trigger that holds live matters to their chain.
        app.manage("load_demo", as_owner=True, show=True)
    app.note_done("demo", app.database)


def _inside(name: str) -> Iterable[Path]:
    for app in APPS:
        yield from sorted((ROOT / app).glob(f"**/{name}"))
