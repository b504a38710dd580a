"""Disputes seeded at scale are what the services would have written: checked small, used big."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db.models import Count, F, Q

from disputes.machine import DISPUTES
from disputes.models import (
    AgreementClause,
    Channel,
    Dispute,
    DisputeParty,
    DisputeReader,
    MediationCommittee,
    MediationSession,
    ReturnVisit,
)
from disputes.queries.disputes import level_of
from disputes.rules.agreements import Signed, effective_at
from disputes.rules.identity import is_identity_number
from grids.models import Grid
from pingan.calendars.rules import SHANGHAI
from pingan.demo.mediation.seeding import dispute_terms
from pingan.matters.models import Clock, Matter, TimelineEntry
from tests.bench.conftest import DISPUTES as NUMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_as_many_as_asked_for_with_two_sides_each() -> None:
    assert Matter.objects.filter(kind="dispute").count() == Dispute.objects.count() == NUMBER
    assert DisputeParty.objects.count() == 2 * NUMBER


def test_every_step_is_one_that_the_machine_takes() -> None:
    """The seeded timeline replays on the transition table: every action legal, ending where the matter stands."""
    for matter in Matter.objects.filter(kind="dispute"):
        state = ""
        for entry in TimelineEntry.objects.filter(matter=matter).order_by("seq"):
            assert entry.from_state == state, (matter.number, entry.action)
            spec = DISPUTES.action(entry.action)
            assert entry.action == "register" or (spec is not None and state in spec.from_), (
                entry.action,
                state,
            )
            state = entry.to_state
        assert state == matter.state


def test_nothing_lies_in_the_future_but_planned_sessions() -> None:
    newest = TimelineEntry.objects.order_by("-at").values_list("at", flat=True)[0]
    assert not MediationSession.objects.filter(state="held", ends_at__gt=newest).exists()
    assert not Channel.objects.filter(ended_at__gt=newest).exists()


def test_open_channels_are_those_of_the_states_that_have_one() -> None:
    wanted = Q(matter__state__in=["mediating", "agreed", "referred"])
    with_one = Dispute.objects.filter(channels__state="open")
    assert set(with_one.values_list("pk", flat=True)) == set(
        Dispute.objects.filter(wanted).values_list("pk", flat=True)
    )


def test_agreements_took_effect_when_the_rules_say() -> None:
    for channel in Channel.objects.filter(agreements__form="written").prefetch_related(
        "agreements__signatures"
    ):
        (agreement,) = channel.agreements.all()
        signed = [
            Signed(row.party_id, row.method == "seal", row.signed_at) for row in agreement.signatures.all()
        ]
        parties = channel.dispute.parties.values_list("pk", flat=True)
        assert agreement.effective_at == effective_at(set(parties), signed)


def test_resolved_ones_left_no_clause_open() -> None:
    ended = AgreementClause.objects.filter(
        agreement__channel__dispute__matter__state__in=["resolved", "closed"]
    )
    assert set(ended.values_list("state", flat=True)) == {"performed"}


def test_closed_ones_were_visited_and_have_no_running_clock() -> None:
    closed = Dispute.objects.filter(matter__state="closed").exclude(outcome="left_to_parties")
    assert closed.count() > NUMBER / 2
    assert set(closed.values_list("pk", flat=True)) <= set(
        ReturnVisit.objects.values_list("dispute_id", flat=True)
    )
    assert not Clock.objects.filter(matter__closed_at__isnull=False, stopped_at=None).exists()


def test_levels_are_those_that_the_rules_compute() -> None:
    for dispute in Dispute.objects.select_related("matter").order_by("pk")[:60]:
        ended = dispute.matter.closed_at or dispute.matter.updated_at
        assert level_of(dispute, ended)[0] == dispute.level, dispute.matter.number


def test_restricted_ones_have_readers_and_meet_one_side_alone() -> None:
    for matter in Matter.objects.filter(is_restricted=True):
        assert DisputeReader.objects.filter(dispute_id=matter.pk).exists()
        sessions = MediationSession.objects.filter(channel__dispute_id=matter.pk)
        assert not sessions.filter(is_joint=True).exists()


def test_numbers_of_persons_are_valid_and_of_nobody_alive() -> None:
    numbers = [row.identity_number for row in DisputeParty.objects.all() if row.identity_number]
    assert len(numbers) > 20
    assert all(is_identity_number(number) and number[6:10] == "1900" for number in numbers)


def test_an_equal_person_of_one_township_has_one_key_and_of_two_townships_two() -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    rows = DisputeParty.objects.exclude(identity_key="").annotate(area=F("dispute__matter__township_code"))
    for row in rows:
        seen.setdefault((row.identity_number or "", row.area), set()).add(row.identity_key)
    assert all(len(keys) == 1 for keys in seen.values())
    together = Counter(key for keys in seen.values() for key in keys)
    assert set(together.values()) == {1}


def test_titles_and_texts_name_no_party() -> None:
    for dispute in Dispute.objects.select_related("matter").prefetch_related("parties")[:100]:
        words = f"{dispute.matter.title} {dispute.matter.text} {dispute.matter.keywords}"
        assert not any(party.name in words for party in dispute.parties.all())


def test_mediators_grow_with_the_grids_of_their_committee() -> None:
    """As many cases as one person can hear in a year, however many villages a township has."""
    seats = MediationCommittee.objects.annotate(seats=Count("mediators"))
    for committee in seats.select_related("organ__region"):
        grids = Grid.objects.filter(code__startswith=committee.organ.region.code[:9]).count()
        assert grids / 10 <= committee.seats <= max(3, grids / 10 + 1), committee.organ.name
    cases = Channel.objects.exclude(mediator=None).values("mediator").annotate(cases=Count("pk"))
    assert max(row["cases"] for row in cases) < 2 * 11 * 10


def test_a_term_of_the_same_day_never_ends_before_it_begins() -> None:
    """Of a million disputes one shows its sign in the last second of a day; no clock may end before it starts."""
    terms = dispute_terms()
    found = terms.limit("flag_review")
    assert found is not None
    for start in (
        datetime(2026, 1, 5, 10, tzinfo=SHANGHAI),
        datetime(2026, 1, 5, 23, 59, 59, 834186, SHANGHAI),
    ):
        due, warn, _is_provisional = terms.count(found[0], "360102", start)
        assert start <= warn <= due < start + timedelta(days=1)
