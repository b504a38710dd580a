"""One scene for the whole matrix: rows of every model in three areas, people in every role, and what each may see.

What people may see of incidents is written down here by hand, from the rules, and not asked from the code under
test: otherwise a fault in it would change the expectation as well.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.test import Client
from django.utils import timezone

from assessment.models import Survey
from disputes.models import Dispute
from grids.models import (
    Grid,
    GridAssignment,
    GridOperation,
    Incident,
    IncidentCategory,
    JoinedReport,
    RoutingRule,
    TimeLimit,
    WorkflowNumber,
)
from pingan.access.models import Grant
from pingan.access.policy import registered_models, visible_to
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.audit.models import AuditEntry
from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.matters.models import Matter, SavedView
from pingan.org.models import (
    Post,
)
from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound, RoundSchedule
from pingan.web.sign_in import SEEN_KEY
from risk.models import DecisionCatalogue, MajorDecision, RiskTask, RiskWarning
from tests.factories.files import given_file
from tests.factories.incidents import act, given_incident, given_report
from tests.factories.org import LONG_AGO
from tests.factories.world import ADMINISTRATORS, LEVELS, Place, World, given_world, signed_in
from tests.matrix.belongings import put_organisation, put_own_things
from tests.matrix.briefs import OF_BRIEFS, put_briefs, write_down_briefs
from tests.matrix.cases import OF_CASES, put_cases, write_down_cases
from tests.matrix.circulars import MODELS as OF_CIRCULARS
from tests.matrix.circulars import put_circulars, write_down_circulars
from tests.matrix.decisions import put_decisions, write_down_decisions
from tests.matrix.disputes import BELONGING, PUBLIC, given_disputes, name_and_grant, write_down_disputes
from tests.matrix.editor import put_operations, write_down_operations
from tests.matrix.exchange import MODELS as OF_EXCHANGE
from tests.matrix.exchange import put_exchange, write_down_exchange
from tests.matrix.hazards import OF_HAZARDS, put_hazards, write_down_hazards
from tests.matrix.imports import put_imports, write_down_imports
from tests.matrix.kinds import Asked
from tests.matrix.office import put_screens, write_down_screens
from tests.matrix.orders import MODELS as OF_ORDERS
from tests.matrix.orders import put_orders, write_down_orders
from tests.matrix.papers import given_papers, write_down_papers
from tests.matrix.patrols import MODELS as OF_PATROLS
from tests.matrix.patrols import put_patrols, write_down_patrols
from tests.matrix.phone import put_phone, write_down_phone
from tests.matrix.registers import put_registers, write_down_registers
from tests.matrix.runs import OF_RUNS, put_runs, write_down_runs
from tests.matrix.schemes import MODELS as OF_SCHEMES
from tests.matrix.schemes import put_schemes, write_down_schemes
from tests.matrix.signals import MODELS as OF_SIGNALS
from tests.matrix.signals import put_signals, write_down_signals
from tests.matrix.submissions import MODELS as OF_SUBMISSIONS
from tests.matrix.submissions import put_submissions, write_down_submissions
from tests.matrix.surveys import BELONGING as OF_SURVEYS
from tests.matrix.surveys import put_surveys, write_down_surveys
from tests.matrix.targets import MODELS as OF_TARGETS
from tests.matrix.targets import put_targets, write_down_targets
from tests.matrix.warnings import BELONGING as OF_WARNINGS
from tests.matrix.warnings import put_warnings, write_down_warnings

AREAS = ("here", "neighbour", "far")
ROLES = (*LEVELS, "unit_handler_2", *ADMINISTRATORS, "province_office")
#: Search finds all incidents of the scene by this, and nothing else holds it.
MARK = "矩阵标记"
BUSINESS: tuple[type[Model], ...] = (
    Matter, Incident, Grid, GridAssignment, OfficialDocument, ServiceReceipt, Dispute, *BELONGING, *PUBLIC,
    RegisterRound, RegisterReport, RegisterFinding, RoundSchedule, RiskTask, RiskWarning, *OF_WARNINGS, *OF_SIGNALS,
    DecisionCatalogue, MajorDecision, *OF_HAZARDS, *OF_SCHEMES, *OF_TARGETS, *OF_ORDERS, *OF_RUNS, *OF_CASES,
    Survey, *OF_SURVEYS, *OF_PATROLS, *OF_SUBMISSIONS, GridOperation, *OF_EXCHANGE, *OF_BRIEFS, *OF_CIRCULARS,
)  # fmt: skip


@dataclass
class Scene:
    """Rows by model and area, people by role, and the truth."""

    world: World
    users: dict[str, User]
    rows: dict[type[Model], dict[str, int]] = field(default_factory=dict)
    truth: dict[tuple[str, type[Model]], frozenset[int]] = field(default_factory=dict)
    exports: dict[str, frozenset[int]] = field(default_factory=dict)
    placed: frozenset[int] = frozenset()
    numbers: dict[str, int] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    several: dict[type[Model], dict[str, list[int]]] = field(default_factory=dict)
    """Rows of a model by area, where more than one of each is asked about."""
    dispute_exports: dict[str, frozenset[int]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(
        default_factory=lambda: {"here": "360703203", "neighbour": "360703204", "far": "360702"}
    )
    papers: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    """Letters on the two tabs of a unit, by role and tab."""
    codes: dict[str, int] = field(default_factory=dict)
    """Wordings of official documents, by code."""
    units: dict[str, int] = field(default_factory=dict)
    """Reports of registers, by the code of their unit."""
    joined: int = 0
    """The incident that the people in ``joiners`` reported again by joining it."""
    joiners: frozenset[str] = frozenset({"grid_worker", "unit_handler_2", "community_staff", "leader"})
    parts: dict[str, frozenset[int]] = field(default_factory=dict)
    """Rows of which a list shows no others, by the name of that part (``Asked.of``)."""

    def actor(self, role: str) -> Actor:
        """Return the actor of the person in a role."""
        actor = actor_for(self.users[role])
        assert actor is not None
        return actor

    def name_of(self, model: type[Model], pk: int, key: str) -> Any:
        """Return what an address calls a row by."""
        return pk if key == "pk" else model._default_manager.values_list(key, flat=True).get(pk=pk)

    def of_dispute(self, model: type[Model], asked: Asked) -> frozenset[int]:
        """Return the rows that belong to the dispute which a question names."""
        rows = model._default_manager.filter(**{BELONGING[model]: asked.query["dispute"]})
        return frozenset(rows.values_list("pk", flat=True))

    def every(self, model: type[Model]) -> frozenset[int]:
        """Return all rows of a model that anybody in the scene may see."""
        return frozenset(model._default_manager.values_list("pk", flat=True))


def given_scene() -> Scene:
    """Build it; everything past its first state by walking the machine."""
    world = given_world()
    users = {role: world.here.users[role] for role in (*LEVELS, "unit_handler_2")}
    users |= {**world.admins, "province_office": world.province_office}
    scene = Scene(world, users)
    for name in AREAS:
        _fill(scene, name, world.places[name])
    _grants(scene)
    _joinings(scene)
    for role, user in users.items():
        scene.clients[role] = _at_work(user)
    scene.clients["anonymous"] = Client()
    for client in scene.clients.values():
        client.raise_request_exception = False
    _write_down(scene)
    return scene


def _at_work(user: User) -> Client:
    """Return a client whose session was used a moment ago, for hours to come.

    A session notes once a minute that it is used. Each request of the matrix is undone, so each would note it again.
    """
    client = signed_in(user)
    session = client.session
    session[SEEN_KEY] = time.time() + timedelta(hours=6).total_seconds()
    session.save()
    return client


def _fill(scene: Scene, name: str, place: Place) -> None:
    def put(row: Model) -> None:
        scene.rows.setdefault(type(row), {})[name] = row.pk

    photo = given_file(place.actor("grid_worker"), seed=AREAS.index(name) + 1)
    text = f"{MARK}{name}"
    first = given_report(place, description=f"{text}甲", attachments=(photo.pk,))
    for state in ("accepted", "dispatched", "signed", "handled", "closed", "rejected"):
        given_incident(place, state, description=f"{text}{state}")
    asked = given_incident(place, "signed", description=f"{text}延期")
    act(place, asked, "request_extension", "unit_handler", amount=1, reason="等待配件")
    given_report(place, "community_staff", description=f"{text}乙", source="village")
    nowhere = {"longitude": None, "latitude": None, "source": "walk_in"}
    given_report(place, "township_desk", description=f"{text}丙", region=place.township.code, **nowhere)
    given_report(place, "unit_handler", description=f"{text}丁")
    for paper in given_papers(place, name, text):
        put(paper)
    for row in given_disputes(place, text):
        put(row)
    put_phone(scene, name, place, AREAS.index(name) + 1)
    put(first)
    put(photo)
    put(place.grid)
    put(place.village)
    put(place.users["grid_worker"])
    put(Post.objects.get(user=place.users["grid_worker"]))
    put(GridAssignment.objects.get(grid=place.grid))
    put(IncidentCategory.objects.get(code="APPEAL.FACILITY.LAMP"))
    put(TimeLimit.objects.first() or TimeLimit())
    put(WorkflowNumber.objects.first() or WorkflowNumber())
    put(
        RoutingRule.objects.create(
            category_code="APPEAL.FACILITY.LAMP",
            region_code=place.township.code,
            organ=place.units["city_management"],
            effective_from=LONG_AGO,
        )
    )
    scene.rows[Matter] = {**scene.rows.get(Matter, {}), name: first.pk}
    put_registers(place, put)
    put_patrols(place, put)
    put_submissions(place, put)
    put_warnings(place, text, put)
    put_surveys(place, text, put)
    put_signals(place, put)
    put_decisions(place, text, put)
    put_hazards(place, text, put)
    put_orders(place, text, put)
    put_schemes(place, put)
    put_targets(name, place, put)
    put_runs(place, text, put)
    put_cases(place, text, put)
    put_organisation(place, put)
    put_own_things(place, put)
    put_operations(place, put)
    put_imports(place, put)
    put_exchange(place, put)
    put_screens(place, put)
    put_briefs(name, place, put)
    put_circulars(place, text, put)


def _grants(scene: Scene) -> None:
    """The leader may read one incident of the other county; two more such rights have ended."""
    far = list(Matter.objects.filter(kind="incident", region_code__startswith="360702").order_by("pk")[:3])
    now = timezone.now()
    given = {"user": scene.users["leader"], "reason": "联合检查", "granted_by": scene.users["security_admin"]}
    live = Grant.objects.create(matter=far[1], expires_at=now + timedelta(days=1), **given)
    expired = Grant.objects.create(matter=far[0], expires_at=now + timedelta(days=1), **given)
    Grant.objects.filter(pk=expired.pk).update(
        granted_at=now - timedelta(days=2), expires_at=now - timedelta(hours=1)
    )
    Grant.objects.create(matter=far[2], expires_at=now + timedelta(days=1), revoked_at=now, **given)
    scene.rows[Grant] = dict.fromkeys(AREAS, live.pk)
    name_and_grant(scene)


def _joinings(scene: Scene) -> None:
    """Some told of an incident of the other county again, which was there already, and went back to their own ground."""
    far = Incident.objects.filter(matter__region_code__startswith="360702").order_by("pk")[4]
    for role in sorted(scene.joiners):
        JoinedReport.objects.create(incident=far, reported_by=scene.users[role])
    scene.joined = far.pk


def _write_down(scene: Scene) -> None:
    incidents = list(Incident.objects.select_related("matter").prefetch_related("tasks"))
    scene.numbers = {row.matter.number: row.pk for row in incidents}
    scene.placed = frozenset(row.pk for row in incidents if row.matter.longitude is not None)
    # Grids that meet the tile 11/1676/872 of the map: 114.609 to 114.785 east, 25.642 to 25.800 north.
    today = Grid.in_force_q(timezone.localdate())
    drawn = Grid.objects.filter(today, west__lt=114.785, east__gt=114.610, south__lt=25.799, north__gt=25.642)
    scene.parts["on_tile"] = frozenset(drawn.values_list("pk", flat=True))
    scene.several[Incident] = {
        area: [row.pk for row in incidents if row.matter.region_code.startswith(prefix)]
        for area, prefix in scene.prefixes.items()
    }
    for role in ROLES:
        own = frozenset(row.pk for row in incidents if _sees(scene, role, row))
        scene.truth[role, Incident] = own
        scene.truth[role, Matter] = own
        may_export = {"township_desk", "county_dispatcher", "body_office", "auditor", "province_office"}
        if role in may_export:
            scene.exports[role] = own
        actor = scene.actors[role] = scene.actor(role)
        scene.truth[role, SavedView] = frozenset(
            SavedView.objects.filter(user=actor.user_id).values_list("pk", flat=True)
        )
        for model in registered_models() - {Incident, Matter}:
            scene.truth[role, model] = frozenset(visible_to(model, actor).values_list("pk", flat=True))
    write_down_disputes(scene)
    write_down_papers(scene)
    write_down_registers(scene)
    write_down_patrols(scene)
    write_down_submissions(scene)
    write_down_warnings(scene)
    write_down_surveys(scene)
    write_down_signals(scene)
    write_down_decisions(scene)
    write_down_hazards(scene)
    write_down_orders(scene)
    write_down_schemes(scene)
    write_down_targets(scene)
    write_down_runs(scene)
    write_down_cases(scene)
    write_down_operations(scene)
    write_down_phone(scene)
    write_down_imports(scene)
    write_down_exchange(scene)
    write_down_screens(scene)
    write_down_briefs(scene)
    write_down_circulars(scene)
    # All entries of the log are more than a page of it holds.
    logged = AuditEntry.objects.filter(action="export.csv").values_list("pk", flat=True)
    scene.parts["exports_logged"] = frozenset(logged)


def _sees(scene: Scene, role: str, row: Incident) -> bool:
    """Domain knowledge, by hand: the area of the post, own and joined reports, own grids, tasks of the own unit, grants."""
    here = scene.world.here
    code = row.matter.region_code
    is_own = row.matter.created_by_id == scene.users[role].pk
    # Of those who joined, a leader reports nothing any more: it was in another post.
    is_own = is_own or (row.pk == scene.joined and role in scene.joiners - {"leader"})
    units = {"unit_handler": "city_management", "unit_handler_2": "housing"}
    if role in ADMINISTRATORS or role in {"mediator", "expert"}:
        return False
    if role == "province_office":
        return True
    if role == "grid_worker":
        return is_own or row.matter.grid_id == here.grid.pk
    if role in units:
        organ = here.units[units[role]]
        tasks = [task for task in row.tasks.all() if task.organ_id == organ.pk]
        return is_own or any(task.state in {"pending", "signed", "done"} for task in tasks)
    granted = (
        {g.matter_id for g in Grant.objects.filter(pk=scene.rows[Grant]["here"])}
        if role == "leader"
        else set()
    )
    width = {3: 6, 4: 9, 5: 12}[LEVELS[role]]
    own_code = {3: here.county, 4: here.township, 5: here.village}[LEVELS[role]].code
    return code[:width] == own_code[:width] or is_own or row.pk in granted
