"""Personal data of parties: nowhere in plain, replaced in texts, closed where the law closes."""

from __future__ import annotations

import pytest
from django.db import connection

from disputes.models import Dispute, DisputeParty
from disputes.queries.disputes import disputes_visible, same_parties
from disputes.services import NewParty
from disputes.services.parties import reveal_party
from pingan.access.policy import allows, visible_to
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.matters.models import Matter, TimelineEntry
from pingan.matters.queries import work_of_today
from pingan.notify import tasks
from pingan.notify.models import Notice
from tests.factories.committees import given_mediator
from tests.factories.disputes import (
    APPLICANT,
    RESPONDENT,
    act,
    given_dispute,
    given_registration,
    next_morning,
    step,
)
from tests.factories.incidents import given_report
from tests.factories.world import LEVELS, Place, World

assert tasks  # registers the job that hands notices over
SECRETS = (
    APPLICANT.name,
    APPLICANT.phone,
    APPLICANT.identity_number,
    RESPONDENT.name,
    RESPONDENT.phone,
    RESPONDENT.identity_number,
)


def everything_in_the_database() -> dict[str, str]:
    """Return each table as the text that a dump would show."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(t::text, E'\\n'), '') from \"{table}\" t")
            found[table] = cursor.fetchone()[0]
    return found


def leaks() -> list[tuple[str, str]]:
    return [
        (table, secret)
        for table, text in everything_in_the_database().items()
        for secret in SECRETS
        if secret in text
    ]


def test_a_dump_holds_no_name_phone_or_number_of_a_party(here: Place) -> None:
    words = f"{APPLICANT.name}说{RESPONDENT.name}（{RESPONDENT.phone}，{RESPONDENT.identity_number}）堵了沟"
    dispute = given_dispute(
        here,
        "accepted",
        description=words,
        place_text=f"{APPLICANT.name}家门口",
        flags=("boundary",),
        flag_note=words,
    )
    dispute = act(here, dispute, "comment", "township_desk", note=words)
    dispute = step(here, dispute, "mediate")
    dispute = act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(), place_text=f"{RESPONDENT.name}家"
    )
    session = step(here, dispute, "hold_session").channels.get().sessions.get()
    assert session.record
    dispute = act(
        here,
        dispute,
        "agree",
        "mediator",
        facts=words,
        terms=f"{RESPONDENT.name}恢复原状",
        amount="100",
        term="at_once",
    )
    dispute = act(here, dispute, "set_level", "township_desk", level="major", note=words[:150])
    assert leaks() == []
    assert "申请人甲说被申请人甲" in Matter.objects.get(pk=dispute.pk).text


def test_the_leak_finder_can_fail(here: Place) -> None:
    dispute = given_registration(here)
    Dispute.objects.filter(pk=dispute.pk).update(place_text=APPLICANT.name)
    assert leaks() == [("disputes_dispute", APPLICANT.name)]


def test_a_party_that_is_added_later_disappears_from_what_was_written_before(here: Place) -> None:
    dispute = given_registration(here, parties=(), description="欧阳 志远与钟文斌争执，电话 139 0797 0002")
    for party in (APPLICANT, RESPONDENT):
        dispute = act(
            here, dispute, "add_party", "township_desk", side=party.side, name=party.name, phone=party.phone
        )
    text = Matter.objects.get(pk=dispute.pk).text
    assert text.startswith("申请人甲与被申请人甲争执")
    assert "0797" not in text


@pytest.mark.parametrize(
    "typed",
    [
        "360721198001010015",
        " 3607 2119 8001 0100 15 ",
        "３６０７２１１９８００１０１００１５",
        "36072119-80010100-15",
    ],
)
def test_the_same_party_is_recognised_however_it_is_typed(here: Place, typed: str) -> None:
    first = given_registration(here, parties=(APPLICANT, RESPONDENT))
    again = given_registration(here, parties=(NewParty("respondent", "欧阳志远", identity_number=typed),))
    found = same_parties(here.actor("township_desk"), again)
    assert [(one.dispute.pk, one.matched) for one in found] == [(first.pk, ("identity",))]


@pytest.mark.parametrize(
    "typed", ["36072119750315003X", "36072119750315003x", "36072119750315003Ｘ", "36072119750315003ｘ"]
)
def test_a_check_digit_x_is_the_same_in_every_form(here: Place, typed: str) -> None:
    first = given_registration(here)
    again = given_registration(here, parties=(NewParty("applicant", "钟文斌", identity_number=typed),))
    assert [one.dispute.pk for one in same_parties(here.actor("township_desk"), again)] == [first.pk]


def test_name_and_phone_match_in_other_spacing_and_width(here: Place) -> None:
    first = given_registration(
        here, parties=(NewParty("applicant", "欧阳志远", phone="13907970001"), RESPONDENT)
    )
    again = given_registration(
        here, parties=(NewParty("applicant", " 欧阳 志远", phone="１３９ 0797 ０００１"),)
    )
    found = same_parties(here.actor("township_desk"), again)
    assert [(one.dispute.pk, one.matched) for one in found] == [(first.pk, ("contact",))]


def test_equal_persons_of_two_townships_never_match_in_a_dump_either(world: World) -> None:
    one, other = given_registration(world.here), given_registration(world.neighbour)
    keys = [
        {
            value
            for row in DisputeParty.objects.filter(dispute=d)
            for value in (row.identity_key, row.contact_key)
        }
        for d in (one, other)
    ]
    assert all(keys[0])
    assert not keys[0] & keys[1]
    assert same_parties(world.here.actor("county_dispatcher"), one) == []


@pytest.mark.parametrize(
    "wrong", ["360721198001010016", "36072119801301001X", "12345", "360721198001010015１"]
)
def test_a_wrong_identity_number_is_refused_at_its_field(here: Place, wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        given_registration(here, parties=(RESPONDENT, NewParty("applicant", "某某", identity_number=wrong)))
    assert set(refused.value.fields) == {"parties.1.identity_number"}
    assert not Dispute.objects.exists()


def test_particulars_are_read_with_a_reason_that_is_written_down(here: Place) -> None:
    dispute = given_registration(here)
    party = dispute.parties.get(side="applicant")
    desk = here.actor("township_desk")
    with pytest.raises(Invalid):
        reveal_party(actor=desk, dispute_id=dispute.pk, party_id=party.pk, reason=" ")
    shown = reveal_party(actor=desk, dispute_id=dispute.pk, party_id=party.pk, reason="通知参加调解")
    assert (shown.name, shown.phone) == (APPLICANT.name, APPLICANT.phone)
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    assert (entry.object_id, entry.reason) == (dispute.pk, "通知参加调解")
    with pytest.raises(Forbidden):
        reveal_party(actor=here.actor("leader"), dispute_id=dispute.pk, party_id=party.pk, reason="看看")


@pytest.mark.parametrize("case", ["domestic_violence", "minor_party", "minor_flag"])
def test_a_restricted_dispute_is_found_by_named_readers_alone(world: World, case: str) -> None:
    here = world.here
    values = {
        "domestic_violence": {"restriction": "domestic_violence", "type": "MARRIAGE_FAMILY"},
        "minor_party": {"parties": (NewParty("applicant", "某少年", is_minor=True), RESPONDENT)},
        "minor_flag": {"flags": ("minor_exposed",), "flag_note": "孩子在场"},
    }[case]
    dispute = given_registration(here, **values)
    named = {here.users[name].pk for name in ("grid_worker", "township_desk", "township_desk_b")}
    assert set(dispute.readers.values_list("user_id", flat=True)) == named
    for role in (*LEVELS, "unit_handler_2", "township_desk_b"):
        actor = here.actor(role)
        may = role in {"grid_worker", "township_desk", "township_desk_b"}
        assert disputes_visible(actor).filter(pk=dispute.pk).exists() is may, role
        assert visible_to(Matter, actor).filter(pk=dispute.pk).exists() is may, role
        assert (dispute.pk in {matter.pk for matter in work_of_today(actor)}) is may, role
        assert allows(actor, "view", dispute) is may, role
        if not may:
            with pytest.raises(NotFound):
                act(here, dispute, "comment", role, note="试探")
    told = set(
        Notice.objects.filter(url__endswith=f"/disputes/{dispute.pk}/").values_list("recipient_id", flat=True)
    )
    assert told <= named


def test_a_linked_incident_says_nothing_of_a_restricted_dispute(here: Place) -> None:
    incident = given_report(here)
    from pingan.matters.machine import machine_for
    from pingan.matters.services import perform

    spec = machine_for("incident").action("to_mediation")
    assert spec is not None
    data = spec.input(type="MARRIAGE_FAMILY", codes=("minor_exposed",), note="孩子在场")
    perform(
        actor=here.actor("township_desk"),
        kind="incident",
        matter_id=incident.pk,
        action="to_mediation",
        data=data,
    )
    dispute = Dispute.objects.get()
    assert dispute.matter.is_restricted
    book = TimelineEntry.objects.filter(matter_id=incident.pk)
    assert not [entry for entry in book if dispute.matter.number in str(entry.data)]
    leader = here.actor("leader")
    assert not visible_to(Matter, leader).filter(links_in__source_id=incident.pk).exists()


def test_with_domestic_violence_nobody_is_brought_together(here: Place) -> None:
    dispute = given_dispute(here, "mediating", restriction="domestic_violence", type="MARRIAGE_FAMILY")
    both = tuple(dispute.parties.values_list("pk", flat=True))
    for values in ({"parties": both}, {"parties": both[:1], "is_joint": True}, {}):
        with pytest.raises(Invalid):
            act(
                here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室一", **values
            )
    dispute = act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室一", parties=both[:1]
    )
    invited = [paper.document.data["addressee"] for paper in dispute.papers.filter(kind="session_invitation")]
    assert invited == [dispute.parties.get(pk=both[0]).name]


def test_a_lifted_restriction_ends_the_sight_of_those_named_from_elsewhere(world: World) -> None:
    here, reader = world.here, world.far.actor("township_desk")
    dispute = given_registration(here, restriction="other")
    assert reader.user_id is not None
    dispute.readers.create(user_id=reader.user_id, reason="借调", named_at=dispute.matter.opened_at)
    assert disputes_visible(reader).filter(pk=dispute.pk).exists()
    act(here, dispute, "lift_restriction", "township_desk", note="事由消失")
    assert not disputes_visible(reader).filter(pk=dispute.pk).exists()
    assert disputes_visible(here.actor("leader")).filter(pk=dispute.pk).exists()


def deliver_everything() -> None:
    for key in OutboxEntry.objects.order_by("pk").values_list("pk", flat=True):
        deliver(key)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_dispute_that_is_closed_leaves_notices_with_its_readers_alone(here: Place, when: str) -> None:
    """Type and number in an inbox would tell that it is there: those handed over before go, later ones stay out."""
    second = given_mediator(here.committee, name="王调解")
    dispute = given_dispute(here, "mediating")
    dispute = act(here, dispute, "change_mediator", "township_desk", mediator=second.pk, note="回避")
    former, desk = here.users["mediator"], here.users["township_desk"]
    if when == "before":
        deliver_everything()
        assert Notice.objects.filter(recipient=former).exists()
    act(here, dispute, "restrict", "township_desk", restriction="other", note="涉及隐私")
    deliver_everything()
    assert not Notice.objects.filter(recipient=former).exists()
    assert Notice.objects.filter(recipient__in=[desk, here.users["township_desk_b"]]).exists()
