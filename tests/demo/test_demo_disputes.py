"""The disputes of the demo: every state and life, committees and mediators, and nothing a real row would not have."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from disputes.machine import DISPUTES
from disputes.machine.flags import is_red
from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputePaper,
    DisputeParty,
    DisputeUnit,
    JudicialConfirmation,
    MediationCommittee,
    MediationSession,
    Mediator,
    PoliceNotice,
)
from disputes.queries.disputes import disputes_visible, known_parties, same_parties
from disputes.queries.mediators import own_bookings
from disputes.rules.identity import is_identity_number
from disputes.rules.redaction import redacted
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.demo.mediation.stage import STORY_PHONES
from pingan.documents.models import NumberRegister, OfficialDocument
from pingan.matters.models import Matter, MatterLink, TimelineEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

#: Things that only a mistake or a later day brings, or that the tests of the machine walk.
_NOT_SHOWN = {
    "reclassify", "change_mediator", "cancel_session", "extend_mediation", "withdraw_agreement", "waive_clause",
    "breach", "renew_mediation", "channel_extended", "reopen", "add_party", "amend_party", "leave_party", "consent",
    "end_unit", "restrict", "lift_restriction", "end_reader", "unjoin", "hold_deletion", "end_hold", "remind",
    "settle", "serve_paper",
}  # fmt: skip


def _actor(username: str) -> Actor:
    actor = actor_for(User.objects.get(username=username))
    assert actor is not None
    return actor


def _disputes() -> list[Dispute]:
    return list(Dispute.objects.select_related("matter", "type").prefetch_related("parties"))


def test_no_clause_is_due_before_its_agreement() -> None:
    clauses = AgreementClause.objects.exclude(due_on=None).select_related("agreement")
    assert clauses.filter(state="overdue").exists()
    assert not [row.pk for row in clauses if row.due_on and row.due_on < row.agreement.reached_on]


def test_the_overdue_clause_stands_in_one_story_told_by_row_timeline_paper_and_term() -> None:
    (dispute,) = Dispute.objects.filter(place_text="幸福小区2栋后")
    agreement = Agreement.objects.get(channel__dispute=dispute)
    agreed, effective = agreement.reached_on, agreement.effective_at
    assert effective is not None and agreed == timezone.localdate(effective)
    late = agreement.clauses.get(state="overdue")
    assert late.due_on == timezone.localdate() - timedelta(days=1)
    entries = {row.action: timezone.localdate(row.at) for row in dispute.matter.timeline.order_by("seq")}
    sessions = [timezone.localdate(row.starts_at) for row in dispute.channels.get().sessions.all()]
    assert timezone.localdate(dispute.matter.opened_at) < min(sessions) < max(sessions) <= agreed
    assert entries["agree"] == entries["sign"] == agreed < entries["perform_clause"] < late.due_on
    (paper,) = dispute.papers.filter(kind="mediation_agreement").select_related("document")
    assert timezone.localdate(paper.document.issued_at) == agreed
    told = json.loads(paper.document.snapshot)
    assert not [day for day in (timezone.localdate(),) if f"{day.month}月{day.day}日" in str(told)]
    term = dispute.matter.clocks.get(stage="confirm_apply")
    assert timezone.localdate(term.started_at) in {agreed, agreed + timedelta(days=1)}


def test_each_committee_numbers_its_cases_by_a_word_of_its_own() -> None:
    rows = MediationCommittee.objects.exclude(organ__document_code="").select_related("organ__region")
    words = [row.organ.document_code for row in rows]
    assert len(words) == len(set(words))
    townships = [row.organ for row in rows if row.kind == "township"]
    assert townships and not [
        one.name for one in townships if not one.region.name.startswith(one.document_code)
    ]


def test_about_120_of_a_year_in_every_state_but_the_fleeting_one() -> None:
    rows = Matter.objects.filter(kind="dispute")
    assert 120 <= rows.count() <= 160
    oldest = rows.earliest("opened_at").opened_at
    assert (timezone.now() - oldest).days > 350
    # Drawn up and not signed yet is a matter of minutes.
    assert set(DISPUTES.states) - set(rows.values_list("state", flat=True)) <= {"agreed"}


def test_they_are_spread_over_types_sources_channels_and_levels() -> None:
    rows = Dispute.objects.all()
    assert rows.values("type").distinct().count() >= 15
    assert rows.values("source").distinct().count() >= 7
    assert set(rows.values_list("level", flat=True)) == {"general", "larger", "major"}
    kinds = set(Channel.objects.values_list("kind", flat=True))
    assert {"settlement", "mediation_people", "arbitration_labor"} <= kinds


def test_every_action_that_a_desk_meets_in_a_year_was_taken() -> None:
    taken = set(TimelineEntry.objects.filter(matter__kind="dispute").values_list("action", flat=True))
    assert set(DISPUTES.actions) - taken <= _NOT_SHOWN


def test_committees_of_every_kind_can_number_and_have_rooms() -> None:
    committees = MediationCommittee.objects.select_related("organ")
    assert {row.kind for row in committees} == {"village", "township", "enterprise", "trade"}
    assert all(row.organ.document_code and row.rooms for row in committees)
    codes = [row.organ.document_code for row in committees]
    assert len(codes) == len(set(codes))


def test_mediators_of_every_kind_some_without_an_account_all_with_a_speciality() -> None:
    rows = Mediator.objects.prefetch_related("specialities")
    assert {row.kind for row in rows} == {"full_time", "part_time", "lawyer", "expert"}
    assert {row.kind for row in rows if row.user_id is None} == {"lawyer", "expert"}
    assert all(row.specialities.all() for row in rows)


@pytest.mark.parametrize("username", ["ds_tiaojie", "ds_tiaojie2", "zf_tiaojie", "jf_tiaojie"])
def test_a_mediator_finds_a_session_in_the_coming_week(username: str) -> None:
    actor = _actor(username)
    assert disputes_visible(actor).exists()
    bookings = MediationSession.objects.filter(mediators__mediator__user_id=actor.user_id, state="planned")
    assert bookings.filter(starts_at__gte=timezone.now()).exists()
    assert own_bookings(actor, timezone.localdate()) is not None


def test_three_clauses_one_performed_one_overdue_one_to_come() -> None:
    late = AgreementClause.objects.filter(
        state="overdue", agreement__channel__dispute__matter__state="performing"
    )
    clause = late.get(
        text__isnull=False, amount=None, due_on=timezone.localdate() - timezone.timedelta(days=1)
    )
    states = list(clause.agreement.clauses.values_list("state", flat=True))
    assert states == ["performed", "overdue", "pending"]
    assert clause.agreement.channel.sessions.filter(state="held").count() == 2


def test_a_refusal_stopped_one_and_told_the_rights() -> None:
    refused = Dispute.objects.filter(parties__refused_at__isnull=False, matter__state="unresolved")
    papers = DisputePaper.objects.filter(dispute__in=refused, kind="mediation_end")
    assert papers.exists()


def test_labour_arbitration_came_to_an_award() -> None:
    channel = Channel.objects.filter(
        kind="arbitration_labor", result="award", dispute__papers__isnull=False
    ).first()
    assert channel is not None
    assert channel.dispute.matter.state == "closed"


def test_oral_and_confirmed_agreements_are_there() -> None:
    assert DisputePaper.objects.filter(kind="oral_agreement").exists()
    assert JudicialConfirmation.objects.get().result == "confirmed"


def test_the_police_were_told_of_a_threat_and_another_sign_still_shows_red() -> None:
    assert PoliceNotice.objects.exclude(receipt="").exists()
    assert any(is_red(dispute) for dispute in _disputes() if dispute.matter.state == "registered")


def test_the_restricted_one_is_closed_to_all_but_its_readers() -> None:
    row = Dispute.objects.filter(restriction="domestic_violence", matter__state="mediating").latest("pk")
    assert disputes_visible(_actor("zf_zongzhi")).filter(pk=row.pk).exists()
    assert disputes_visible(_actor("nk_diaodu")).filter(pk=row.pk).exists()
    for stranger in ("nk_pinganban", "zf_lingdao", "ds_zongzhi", "zf_tiaojie"):
        assert not disputes_visible(_actor(stranger)).filter(pk=row.pk).exists(), stranger
    assert not MediationSession.objects.filter(channel__dispute=row, is_joint=True).exists()


def test_two_units_mediate_jointly_and_one_leads() -> None:
    parts = list(DisputeUnit.objects.values_list("part", flat=True))
    assert sorted(parts) == ["co_handler", "lead"]
    assert disputes_visible(_actor("nk_zhujian")).filter(units__part="lead").exists()


def test_incidents_were_handed_over_and_are_linked() -> None:
    links = MatterLink.objects.filter(kind="referred", source__kind="incident", target__kind="dispute")
    assert links.count() == 2


def test_a_repeated_party_is_recognised() -> None:
    desk = _actor("ds_zongzhi")
    mine = disputes_visible(desk).filter(type__code="PROPERTY_MGMT", matter__state="accepted").get()
    assert any(
        found.matched == ("identity",) or "contact" in found.matched for found in same_parties(desk, mine)
    )


def test_no_story_but_the_repeated_one_shares_its_parties() -> None:
    by_name: dict[str, set[int]] = {}
    for party in DisputeParty.objects.all():
        if (party.phone or "").startswith(STORY_PHONES):
            by_name.setdefault(party.name, set()).add(party.dispute_id)
    shared = [found for found in by_name.values() if len(found) > 1]
    assert len(by_name) > 20
    assert len(shared) == 2 and shared[0] == shared[1] and len(shared[0]) == 3


def test_the_planner_knows_of_what_was_loaded() -> None:
    """What it takes for empty it joins row by row: loading took minutes, as chance had it."""
    with connection.cursor() as cursor:
        for model in (Matter, TimelineEntry, DisputeParty):
            cursor.execute("select reltuples from pg_class where relname = %s", [model._meta.db_table])
            (known,) = cursor.fetchone()
            assert known > model._default_manager.count() / 2, model


def test_no_title_text_or_keyword_names_a_party() -> None:
    for dispute in _disputes():
        matter, known = dispute.matter, known_parties(dispute.pk)
        for words in (matter.title, matter.text, matter.keywords, dispute.place_text):
            assert redacted(words, known) == words, matter.number


def test_numbers_of_persons_are_valid_and_of_nobody_alive() -> None:
    numbers = [row.identity_number for row in DisputeParty.objects.all() if row.identity_number]
    assert numbers
    assert all(is_identity_number(number) and number[6:10] == "1900" for number in numbers)


def test_case_numbers_have_no_gap() -> None:
    """As many cases as the register of a committee and year has counted, from 1 on."""
    found: dict[str, set[int]] = {}
    for case in Dispute.objects.exclude(case_number="").values_list("case_number", flat=True):
        head, serial = re.fullmatch(r"(.+)第(\d+)号", case).groups()  # type: ignore[union-attr]
        found.setdefault(head, set()).add(int(serial))
    assert all(serials == set(range(1, len(serials) + 1)) for serials in found.values())
    counted = NumberRegister.objects.filter(kind="mediation_case")
    assert sum(row.last_number for row in counted) == sum(len(serials) for serials in found.values())


def test_papers_of_the_walked_lives_are_closed() -> None:
    papers = OfficialDocument.objects.filter(Q(pk__in=DisputePaper.objects.values("document_id")))
    assert papers.count() > 30
    assert not papers.filter(is_closed=False).exists()
