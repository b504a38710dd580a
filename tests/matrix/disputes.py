"""Disputes of the scene: in every area some in several states, one restricted, one given to a unit of the county.

Who sees which is written down by hand from the rules of the field (``docs/disputes.md``): the area of the post,
own registrations, own grids, the own committee, what one has in hand, joint mediation, grants; and of a
restricted one nobody but its named readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputePaper,
    DisputeParty,
    DisputeReader,
    DisputeType,
    DisputeUnit,
    MediationCommittee,
    MediationSession,
    Mediator,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from pingan.access.models import Grant
from pingan.matters.models import Matter
from tests.factories.disputes import act, given_dispute, given_registration, step
from tests.factories.world import ADMINISTRATORS, LEVELS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to a dispute, and the way to it.
BELONGING: dict[type[Model], str] = {
    **dict.fromkeys(
        (DisputeParty, RedFlag, PoliceNotice, DisputeUnit, Channel, ReturnVisit, DisputePaper), "dispute_id"
    ),
    **dict.fromkeys((MediationSession, Agreement), "channel__dispute_id"),
    AgreementClause: "agreement__channel__dispute_id",
}
#: Public officers and the list of types: everybody in business reads them.
PUBLIC: tuple[type[Model], ...] = (MediationCommittee, Mediator, DisputeType)
REGISTERING = {
    "grid_worker", "community_staff", "township_desk", "county_dispatcher", "mediator", "unit_handler",
    "unit_handler_2",
}  # fmt: skip
#: Posts that can be named for a restricted matter beyond what they see anyway.
NAMED = {
    "community_staff", "township_desk", "county_dispatcher", "mediator", "unit_handler", "unit_handler_2",
}  # fmt: skip
EXPORTING = {"township_desk", "county_dispatcher", "body_office", "auditor", "province_office"}
#: Who sees the parties of their area in clear, and with them the papers.
REVEALING = {"community_staff", "township_desk", "county_dispatcher"}


def given_disputes(place: Place, text: str) -> Iterator[Model]:
    """Register disputes in an area and bring them to several states; yield a row of every table."""
    first = given_registration(place, description=f"{text}纠纷甲", flags=("threat",), flag_note="扬言")
    act(
        place, first, "tell_police", "township_desk", station="派出所", channel="call_110",
        told_at=timezone.now(),
    )  # fmt: skip
    for state in ("accepted", "closed", "referred", "rejected"):
        closed = given_dispute(place, state, description=f"{text}纠纷{state}")
        if state == "closed":
            yield closed.visits.get()
    performing = given_dispute(place, "performing", description=f"{text}纠纷协议")
    mediating = given_dispute(place, "mediating", description=f"{text}纠纷调解")
    step(place, mediating, "plan_session")
    unit = place.units["city_management"].pk
    act(place, mediating, "join_units", "township_desk", organs=(unit,), note="共同核实")
    nowhere = {"longitude": None, "latitude": None, "source": "walk_in"}
    given_registration(
        place, "township_desk", description=f"{text}纠纷乙", region=place.township.code, **nowhere
    )
    given_registration(
        place, "unit_handler_2", description=f"{text}纠纷丙", source="other_unit", external_number=f"Z{text}"
    )
    given_registration(place, "mediator", description=f"{text}纠纷丁", source="application")
    hidden = given_dispute(place, "mediating", description=f"{text}纠纷密", restriction="domestic_violence")
    act(
        place, hidden, "name_reader", "township_desk", user=place.users["unit_handler"].pk, note="安置",
    )  # fmt: skip
    yield first
    yield performing.channels.get()
    for rows in (first.parties, first.flags, first.police_notices, mediating.units, performing.papers):
        row = rows.first()
        assert row is not None
        yield row
    session = MediationSession.objects.filter(channel__dispute=mediating).first()
    agreement = Agreement.objects.filter(channel__dispute=performing).first()
    assert session is not None and agreement is not None
    yield session
    yield agreement
    yield agreement.clauses.get()
    yield place.committee
    yield place.mediators[0]
    yield DisputeType.objects.get(code="NEIGHBOUR")


def name_and_grant(scene: Scene) -> None:
    """A restricted one of the other county names a person of ours; a grant on it opens nothing by itself."""
    hidden = Dispute.objects.get(matter__is_restricted=True, matter__region_code__startswith="360702")
    DisputeReader.objects.create(
        dispute=hidden, user=scene.users["community_staff"], reason="亲历者", named_at=timezone.now()
    )
    ended = DisputeReader.objects.create(
        dispute=hidden, user=scene.users["county_dispatcher"], reason="代班", named_at=timezone.now()
    )
    DisputeReader.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    plain = Dispute.objects.filter(
        matter__is_restricted=False, matter__region_code__startswith="360702"
    ).earliest("pk")
    given = {"user": scene.users["leader"], "reason": "联合检查", "granted_by": scene.users["security_admin"]}
    for dispute in (plain, hidden):
        Grant.objects.create(matter_id=dispute.pk, expires_at=timezone.now() + timedelta(days=1), **given)


def write_down_disputes(scene: Scene) -> None:
    """Say for every role which disputes there are for them, and what belongs to those."""
    rows = list(
        Dispute.objects.select_related("matter").prefetch_related("readers", "units", "channels__mediator")
    )
    scene.numbers |= {row.matter.number: row.pk for row in rows}
    scene.placed |= frozenset(
        row.pk for row in rows if row.matter.longitude is not None and not row.matter.is_restricted
    )
    by_area = {
        area: [row.pk for row in rows if row.matter.region_code.startswith(prefix)]
        for area, prefix in scene.prefixes.items()
    }
    scene.several[Dispute] = by_area
    for model, path in BELONGING.items():
        pairs = list(model._default_manager.order_by("pk").values_list("pk", path))
        scene.several[model] = {
            area: [pk for pk, of in pairs if of in set(keys)] for area, keys in by_area.items()
        }
    for role in scene.actors:
        own = frozenset(row.pk for row in rows if sees(scene, role, row))
        scene.truth[role, Dispute] = own
        scene.truth[role, Matter] = scene.truth[role, Matter] | own
        for model, path in BELONGING.items():
            scene.truth[role, model] = frozenset(
                model._default_manager.filter(**{f"{path}__in": own}).values_list("pk", flat=True)
            )
        for model in PUBLIC:
            scene.truth[role, model] = frozenset() if role in ADMINISTRATORS else scene.every(model)
        if role in EXPORTING:
            scene.dispute_exports[role] = frozenset(
                row.pk for row in rows if row.pk in own and in_area(scene, role, row)
            )


def in_area(scene: Scene, role: str, row: Dispute) -> bool:
    """The division of the post, with everything inside."""
    if role == "province_office":
        return True
    here = scene.world.here
    width, region = {3: (6, here.county), 4: (9, here.township), 5: (12, here.village)}[_level(role)]
    return row.matter.region_code[:width] == region.code[:width]


def _level(role: str) -> int:
    return LEVELS[role.removesuffix("_2")]


def sees(scene: Scene, role: str, row: Dispute) -> bool:
    """Domain knowledge, by hand."""
    if role in ADMINISTRATORS or role == "expert":
        return False
    person = scene.users[role].pk
    is_named = any(one.user_id == person and one.ended_at is None for one in row.readers.all())
    if row.matter.is_restricted and not is_named:
        return False
    is_own = role in REGISTERING and row.matter.created_by_id == person
    return is_own or (is_named and role in NAMED) or _by_post(scene, role, row)


def _by_post(scene: Scene, role: str, row: Dispute) -> bool:
    here = scene.world.here
    if role == "grid_worker":
        return row.matter.grid_id == here.grid.pk
    if role in {"unit_handler", "unit_handler_2"}:
        unit = here.units["city_management" if role == "unit_handler" else "housing"]
        return any(one.organ_id == unit.pk and one.ended_at is None for one in row.units.all())
    if role == "mediator":
        mine = here.mediators[0].pk
        return row.matter.organ_id == here.committee.pk or any(
            channel.mediator_id == mine for channel in row.channels.all()
        )
    return in_area(scene, role, row) or (role == "leader" and row.pk in _granted(scene))


def _granted(scene: Scene) -> set[int]:
    return set(
        Grant.objects.filter(user=scene.users["leader"], matter__kind="dispute").values_list(
            "matter_id", flat=True
        )
    )


def papers_seen(scene: Scene, role: str) -> frozenset[int]:
    """The papers of those disputes whose parties the post may see in clear."""
    if role in ADMINISTRATORS:
        return frozenset()
    seen = []
    for paper in DisputePaper.objects.select_related("dispute__matter").prefetch_related(
        "dispute__readers", "dispute__channels__mediator", "dispute__units"
    ):
        dispute = paper.dispute
        if not sees(scene, role, dispute):
            continue
        if (role in REVEALING and in_area(scene, role, dispute)) or (
            role == "mediator" and _by_post(scene, role, dispute)
        ):
            seen.append(paper.document_id)
    return frozenset(seen)


def of_model(model: type[Model]) -> Callable[[Scene], int]:
    """Return what finds the row of our own area when the question is asked."""
    return lambda scene: scene.rows[model]["here"]
