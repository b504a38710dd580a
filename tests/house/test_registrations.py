"""What is named by a string somewhere is registered somewhere else: jobs, timetables, actions, permits."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import polib
import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from pingan.access import policy
from pingan.access.policy import registered_models, verbs_of
from pingan.access.rules import ADMINISTRATOR_ROLES, BUSINESS_ROLES, PUBLIC_ROLE, duties_of
from pingan.common.outbox import HANDLERS
from pingan.matters.machine import Action, Machine, machines
from tests.house.source import ROOT, name_of, parsed, product_modules

#: Tables without a door of their own, and why nobody needs permits for them.
WITHOUT_DOORS = {
    "accounts.PasswordHistory": "hashes of former passwords; only the password check reads them",
    "assessment.SurveyAnswer": "what nobody knows who answered; read as counts alone",
    "assessment.SurveyArrival": "what arrived already, so that it counts once; emptied at the end of the field",
    "assessment.SurveyCode": "digests of codes that are still good; nobody lists them",
    "exchange.Credential": "read with the partner it belongs to",
    "exchange.HandOver": "read with the permission of its system, which has permits of its own",
    "exchange.WorkOrder": "read with the matter that came of it, through the partner's entry",
    "exchange.Event": "read with its deliveries, which have permits of their own",
    "files.UploadPiece": "pieces of a file on its way; read with the upload, which has its own permits",
    "audit.AuditSeal": "the seal over the log; the verifying command reads it",
    "audit.SealCandidate": "entries that wait for their seal",
    "assessment.EvidenceFile": "read with the report or objection it belongs to; the file goes through its own permits",
    "assessment.FrozenCell": "read with the score it belongs to",
    "assessment.FrozenRecord": "read with the score it belongs to",
    "assessment.ScoreChange": "read with the score it belongs to",
    "calendars.CalendarVersion": "one row that tells processes to read the calendar anew",
    "grids.GridOperationPart": "read with the operation it belongs to",
    "calendars.CalendarYear": "public calendar; edited under the duty calendar.edit",
    "calendars.Holiday": "public calendar; edited under the duty calendar.edit",
    "calendars.OfficeHours": "public office hours; edited under the duty calendar.edit",
    "common.Heartbeat": "a process's sign of life",
    "common.IdempotencyRecord": "an answer for its own sender, encrypted",
    "common.OutboxEntry": "jobs on their way",
    "disputes.AgreementSignature": "read with the agreement it belongs to",
    "disputes.Attendance": "read with the session it belongs to",
    "disputes.CaseNumber": "read with the dispute it belongs to",
    "disputes.DisputeReader": "asked for by the own account, or read with the dispute it belongs to",
    "disputes.JudicialConfirmation": "read with the agreement it belongs to",
    "grids.PatrolFinding": "read with the patrol it belongs to; the incident goes through its own permits",
    "grids.PatrolVisit": "read with the patrol it belongs to",
    "grids.HoursCorrection": "read with the volunteer whose hours were corrected",
    "grids.VolunteerService": "read with the volunteer it belongs to",
    "disputes.SessionMediator": "read with the session it belongs to",
    "imports.ImportChange": "which rows an import touched; only its undoing reads them",
    "matters.Clock": "read with the matter it belongs to",
    "matters.ClockExtension": "read with the matter it belongs to",
    "matters.ClockPause": "read with the matter it belongs to",
    "matters.EntryNote": "read with the matter it belongs to",
    "matters.MatterFile": "read with the matter it belongs to",
    "matters.MatterLink": "read with the matter it belongs to; the other end goes through its own permits",
    "matters.SavedView": "asked for by the own account, never by key alone",
    "matters.TimelineEntry": "read with the matter it belongs to",
    "office.FigureCell": "sums without records; whoever looks at an area reads those of its divisions",
    "office.SummaryMark": "what is to be counted anew; the refresh reads it",
    "office.SummaryRun": "one row that says how fresh the sums are",
    "registers.ReportFile": "read with the report it belongs to; the file goes through its own permits",
    "registers.ReportStep": "read with the report it belongs to",
    "registers.RoundFile": "read with the order it belongs to; the file goes through its own permits",
    "risk.AnswerSheet": "read with the decision it belongs to",
    "risk.AreaMatter": "read with the decision it belongs to; the matter goes through its own permits",
    "risk.Assessment": "read with the decision it belongs to",
    "risk.Consultation": "read with the decision it belongs to",
    "risk.DecisionExpert": "read with the decision it belongs to",
    "risk.DecisionMatter": "the matter itself, for the sake of its trigger",
    "risk.DecisionRecord": "read with the decision it belongs to",
    "risk.ExpertScore": "read with the decision it belongs to",
    "risk.Filing": "read with the decision it belongs to",
    "risk.Opinion": "read with the decision it belongs to",
    "risk.Question": "read with the questionnaire it belongs to",
    "risk.Questionnaire": "read with the decision it belongs to; the public by its link",
    "risk.Reply": "read with the decision it belongs to",
    "risk.ProjectArea": "read with the decision it belongs to",
    "risk.RiskFactor": "read with the decision it belongs to",
    "risk.SentForm": "which forms arrived; only the public door asks, and it is gone when the questionnaire is closed",
    "web.IssuedFile": "digests and codes of files that left the house; anybody may ask whether a file is among them",
    "web.ExportPart": "read with the export it belongs to",
}


def our_models() -> list[type[Model]]:
    found = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"pingan", "grids", "disputes", "risk", "assessment"}
    ]
    assert len(found) > 40
    return found


def test_every_table_has_permits_or_a_reason_to_need_none() -> None:
    labels = {model._meta.label for model in our_models() if model not in registered_models()}
    new = sorted(labels - set(WITHOUT_DOORS))
    assert not new, (
        f"call pingan.access.policy.register for {new}, or say in WITHOUT_DOORS why nobody needs it"
    )
    assert not set(WITHOUT_DOORS) - labels, "registered by now, or gone: take it out of WITHOUT_DOORS"


def import_all_tasks() -> None:
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in {"pingan", "grids", "disputes", "risk", "assessment"}:
            folder = Path(config.path)
            if (folder / "tasks.py").exists() or (folder / "tasks" / "__init__.py").exists():
                import_module(f"{config.name}.tasks")


def enqueued() -> dict[str, list[str]]:
    """Return the job names that are handed to ``enqueue``, with the modules that do it."""
    found: dict[str, list[str]] = {}
    for path in product_modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {
                "enqueue",
                "enqueue_all",
            }:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{name_of(path)}: name the job as a literal"
                found.setdefault(str(first.value), []).append(name_of(path))
    return found


def test_every_job_that_is_started_has_a_handler() -> None:
    import_all_tasks()
    missing = {name: where for name, where in enqueued().items() if name not in HANDLERS}
    assert not missing, f"register with @job(name) in a tasks room: {missing}"
    assert "notify.deliver" in enqueued()


def test_every_line_of_the_timetable_is_a_known_task_and_stands_once() -> None:
    import_all_tasks()
    from pingan.celery import app

    named = [entry["task"] for entry in app.conf.beat_schedule.values()]
    assert not set(named) - set(app.tasks), "the timetable starts what does not exist"
    assert len(named) == len(set(named)), "the same task stands twice in the timetable"


def test_every_periodic_task_is_in_the_timetable() -> None:
    import_all_tasks()
    from pingan.celery import app

    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    ours = {name for name in app.tasks if not name.startswith("celery.") and name not in HANDLERS}
    assert not ours - named, f"nobody starts {sorted(ours - named)}"


def actions() -> list[tuple[Machine, Action]]:
    return [(machine, action) for machine in machines() for action in machine.all_actions()]


def test_every_action_names_a_verb_that_has_permits() -> None:
    assert len(actions()) > 20
    missing = {
        f"{machine.kind}.{action.name}": action.verb
        for machine, action in actions()
        if action.verb not in policy._kinds[machine.kind].verbs
    }
    assert not missing, f"register these verbs with the kind: {missing}"


def test_every_action_that_people_take_is_open_to_somebody() -> None:
    for machine, action in actions():
        permits = policy._kinds[machine.kind].verbs[action.verb]
        duties = {permit.duty for permit in permits}
        people = [role for role in BUSINESS_ROLES if duties & duties_of(role)]
        assert people or action.is_system, f"nobody may {action.name}"
        assert not [role for role in ADMINISTRATOR_ROLES if duties & duties_of(role)], action.name


def test_every_permit_names_a_duty_that_some_role_carries() -> None:
    carried = frozenset().union(
        *(duties_of(role) for role in BUSINESS_ROLES | ADMINISTRATOR_ROLES | {PUBLIC_ROLE})
    )
    idle = {
        (model._meta.label, verb, permit.duty)
        for model, registration in policy._registry.items()
        for verb in verbs_of(model)
        for permit in registration.verbs[verb]
        if permit.duty not in carried
    }
    assert not idle, f"no role carries these duties: {sorted(idle)}"


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    catalogue = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry.msgstr for entry in catalogue if entry.msgstr and not entry.fuzzy}


def in_english(text: Any) -> str:
    with translation.override("en"):
        return str(text)


def test_every_state_and_action_has_a_chinese_name(chinese: dict[str, str]) -> None:
    words = [in_english(action.label) for _machine, action in actions()]
    words += [in_english(label) for machine in machines() for label in machine.states.values()]
    missing = sorted({word for word in words if word not in chinese})
    assert not missing, f"add them with script/messages.py: {missing}"
