"""One sentence, two forms: the condition for lists and the answer for one row agree for every model, role and verb."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disputes.models import Dispute
from grids.models import Incident
from pingan.access.policy import allows, fetch, registered_models, verbs_of, visible_to
from pingan.access.rules import ADMINISTRATOR_ROLES, BUSINESS_ROLES, Actor, system_actor
from pingan.accounts.models import ApiToken, Device, User
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, NotFound
from pingan.files.models import StoredFile, Upload
from pingan.matters.models import Matter
from pingan.notify.models import Notice
from pingan.org.models import Post
from pingan.web.models import ExportJob
from risk.models import DecisionCatalogue, MajorDecision, RiskTask, RiskWarning
from tests.factories.incidents import act, given_incident
from tests.matrix.cases import OF_CASES
from tests.matrix.disputes import BELONGING, PUBLIC
from tests.matrix.exchange import MODELS as OF_EXCHANGE
from tests.matrix.hazards import OF_HAZARDS
from tests.matrix.runs import OF_RUNS
from tests.matrix.scene import AREAS as AREA_NAMES
from tests.matrix.scene import BUSINESS, Scene
from tests.matrix.signals import MODELS as OF_SIGNALS
from tests.matrix.surveys import BELONGING as OF_SURVEYS
from tests.matrix.targets import MODELS as OF_TARGETS
from tests.matrix.warnings import BELONGING as OF_WARNINGS

pytestmark = pytest.mark.django_db

#: What an administrator may see: accounts, posts and grants, the books, and what is the person's own.
OF_ADMINISTRATORS = {
    "system_admin": {User, Device},
    "security_admin": {User, Post},
    "audit_admin": {AuditEntry},
}
OWN = {ApiToken, Device, ExportJob, Notice, Post, StoredFile, Upload}


def all_verbs(model: type[Model]) -> list[str]:
    """Return the verbs of a model; a matter has those of its kinds."""
    return sorted(verbs_of(model))


def some_rows(model: type[Model]) -> list[Model]:
    """Return up to forty rows of a model, from its whole length. They keep what they have looked up."""
    rows = list(model._default_manager.order_by("pk"))
    return rows[:: max(1, len(rows) // 20)]


def disagreements(model: type[Model], actor: Actor, verb: str, rows: list[Model] | None = None) -> list[Any]:
    """Return the rows about which the two forms differ."""
    inside = set(visible_to(model, actor, verb).values_list("pk", flat=True))
    rows = some_rows(model) if rows is None else rows
    return [row.pk for row in rows if (row.pk in inside) is not allows(actor, verb, row)]


@pytest.mark.parametrize(
    "model", sorted(registered_models(), key=lambda m: m._meta.label), ids=lambda m: m.__name__
)
def test_list_and_row_agree(scene: Scene, model: type[Model]) -> None:
    people = {
        **scene.actors,
        "neighbour": scene.world.neighbour.actor("township_desk"),
        "system": system_actor(),
    }
    rows = some_rows(model)
    wrong = {
        (name, verb): found
        for name, actor in people.items()
        for verb in all_verbs(model)
        if (found := disagreements(model, actor, verb, rows))
    }
    assert not wrong


@pytest.fixture
def letter(scene: Scene) -> None:
    """A served letter and an emergency with its report, so that documents and reports have rows."""
    from datetime import timedelta

    from django.utils import timezone

    here = scene.world.here
    late = given_incident(here, "dispatched")
    due = timezone.now() + timedelta(days=3)
    act(here, late, "supervise", "body_office", demand="立即办理", due_at=due, left_out="情况紧急")
    emergency = given_incident(here, category="EMERGENCY.ACCIDENT")
    act(here, emergency, "emergency_report", "township_desk", kind="first", content="正在扑救")


def test_papers_reports_and_steps_agree_too(scene: Scene, letter: None) -> None:
    from grids.models.incidents import EmergencyReport, Supervision
    from pingan.documents.models import NumberRegister, OfficialDocument, ServiceReceipt

    for model in (OfficialDocument, ServiceReceipt, NumberRegister, EmergencyReport, Supervision, StoredFile):
        rows = some_rows(model)
        assert rows, model
        for name, actor in scene.actors.items():
            for verb in all_verbs(model):
                assert not disagreements(model, actor, verb, rows), (model, name, verb)


def test_what_is_written_down_by_hand_is_what_visible_to_returns(scene: Scene) -> None:
    for role, actor in scene.actors.items():
        for model in (
            Incident,
            Matter,
            Dispute,
            *BELONGING,
            *PUBLIC,
            RiskWarning,
            RiskTask,
            *OF_WARNINGS,
            *OF_SURVEYS,
            *OF_SIGNALS,
            MajorDecision,
            DecisionCatalogue,
            *OF_HAZARDS,
            *OF_TARGETS,
            *OF_RUNS,
            *OF_CASES,
            *OF_EXCHANGE,
        ):
            shown = set(visible_to(model, actor).values_list("pk", flat=True))
            assert shown == scene.truth[role, model], (role, model)


def test_every_table_of_disputes_has_rows_in_every_area(scene: Scene) -> None:
    ours = {model for model in registered_models() if model.__module__.startswith("disputes.")}
    assert ours == {Dispute, *BELONGING, *PUBLIC}
    for model in {Dispute, *BELONGING}:
        assert all(scene.several[model].values()), model


def test_a_restricted_dispute_is_seen_by_named_readers_alone(scene: Scene) -> None:
    hidden = Dispute.objects.filter(matter__is_restricted=True)
    assert hidden.count() == len(AREA_NAMES)
    for dispute in hidden.select_related("matter"):
        named = set(dispute.readers.filter(ended_at=None).values_list("user_id", flat=True))
        for role, actor in scene.actors.items():
            # Official figures count them all; what "count" reaches is added up and never shown.
            for verb in set(all_verbs(Dispute)) - {"count"}:
                assert not allows(actor, verb, dispute) or actor.user_id in named, (role, verb)
    seen = [
        role for role in scene.actors if scene.truth[role, Dispute] & set(hidden.values_list("pk", flat=True))
    ]
    assert sorted(seen) == ["community_staff", "grid_worker", "mediator", "township_desk", "unit_handler"]


def test_administrators_see_no_business_and_no_more_than_their_own_field(scene: Scene) -> None:
    for role in sorted(ADMINISTRATOR_ROLES):
        actor = scene.actors[role]
        for model in registered_models():
            shown = visible_to(model, actor).count()
            if model in BUSINESS:
                assert shown == 0, (role, model)
            elif actor.has("organisation.view") and model.__module__.startswith("pingan.org"):
                continue
            elif shown and model.__name__ != "Grant":
                assert model in OF_ADMINISTRATORS[role] | OWN, (role, model)


def test_nobody_sees_nothing(scene: Scene) -> None:
    for model in registered_models():
        row = model._default_manager.first()
        assert not visible_to(model, None).exists()
        assert row is None or not allows(None, "view", row)


def test_an_unknown_verb_opens_nothing_not_even_to_the_system(scene: Scene) -> None:
    for model in registered_models():
        for actor in (*scene.actors.values(), system_actor()):
            assert not visible_to(model, actor, "no_such_verb").exists()


def test_fetching_tells_outside_from_not_allowed(scene: Scene) -> None:
    desk, leader = scene.actors["township_desk"], scene.actors["leader"]
    inside, outside = scene.rows[Incident]["here"], scene.rows[Incident]["far"]
    assert fetch(Incident, desk, inside, "triage").pk == inside
    with pytest.raises(NotFound):
        fetch(Incident, desk, outside, "triage")
    with pytest.raises(Forbidden):
        fetch(Incident, leader, inside, "triage")
    for nonsense in ("x", None, 2**80, -1):
        with pytest.raises(NotFound):
            fetch(Incident, desk, nonsense)


AREAS = ("36", "3607", "360703", "360703203", "360703203200", "360703204", "360702", "360799", "36070320")
actors = st.builds(
    lambda role, areas, user_id, organ_id, grids, joined: Actor(
        user_id=user_id,
        name="x",
        role=role,
        post_id=1,  # type: ignore[arg-type]
        areas=tuple(areas),
        organ_id=organ_id,
        scopes={"own_grids": frozenset(grids), "joined": frozenset(joined)},
    ),
    st.sampled_from(sorted(BUSINESS_ROLES | ADMINISTRATOR_ROLES)),
    st.lists(st.sampled_from([area for area in AREAS if len(area) in {2, 4, 6, 9, 12}]), max_size=3),
    st.integers(1, 60) | st.none(),
    st.integers(1, 30) | st.none(),
    st.sets(st.integers(1, 40), max_size=3),
    st.sets(st.integers(1, 40), max_size=3),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=actors, data=st.data())
def test_list_and_row_agree_for_posts_that_nobody_holds_yet(
    scene: Scene, actor: Actor, data: st.DataObject
) -> None:
    model = data.draw(st.sampled_from(sorted(registered_models(), key=lambda m: m._meta.label)))
    verb = data.draw(st.sampled_from(all_verbs(model)))
    assert not disagreements(model, actor, verb)
