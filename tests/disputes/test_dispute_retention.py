"""Retention: particulars go after the years of the rule, words later; a hold keeps them; the chain holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from disputes.models import Dispute, DisputeParty
from disputes.services import retention
from disputes.services.retention import blank_expired
from pingan.common.crypto import blind_index
from pingan.documents.models import OfficialDocument
from pingan.documents.services import erase_document
from pingan.files.models import StoredFile
from pingan.matters.models import EntryNote, Matter, MatterFile, TimelineEntry
from pingan.matters.services import erasing
from tests.factories.disputes import APPLICANT, RESPONDENT, act, clause_of, given_dispute, step
from tests.factories.files import given_file
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365.25)


def _later(years: float) -> datetime:
    return timezone.now() + YEAR * years


def _dump(*tables: str) -> str:
    """Every row of the tables as the database would write it into a dump."""
    with connection.cursor() as cursor:
        found = ""
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            found += cursor.fetchone()[0]
    return found


def _parties(dispute: Dispute) -> list[DisputeParty]:
    return list(DisputeParty.objects.filter(dispute=dispute))


def _intact() -> bool:
    out = StringIO()
    call_command("verify_timeline", stdout=out)
    return "intact" in out.getvalue()


def test_nothing_is_touched_before_its_years_are_over(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    assert blank_expired(_later(9.9)) == 0
    assert {party.name for party in _parties(dispute)} == {APPLICANT.name, RESPONDENT.name}


def test_an_open_one_keeps_its_parties_however_old(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    assert blank_expired(_later(40)) == 0
    assert all(party.name for party in _parties(dispute))


def test_after_ten_years_a_dump_of_the_row_shows_nothing_of_a_party(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    before = _dump("disputes_disputeparty")
    assert all(party.identity_key in before for party in _parties(dispute))
    assert blank_expired(_later(10.1)) == 1
    for party in _parties(dispute):
        assert (party.name, party.phone, party.identity_number) == ("", None, None)
        assert (party.identity_key, party.contact_key) == ("", "")
    after = _dump("disputes_disputeparty", "disputes_dispute", "matters_matter", "matters_timelineentry")
    for one in (APPLICANT, RESPONDENT):
        for trace in (one.name, one.phone, one.identity_number):
            assert trace not in after
        for scope in ("identity", "contact"):
            keyed = blind_index(one.identity_number, scope=f"dispute.party.{scope}:{here.township.code[:9]}")
            assert keyed not in after
    # The role stays: the file still reads, and figures still count two sides.
    assert [party.label for party in _parties(dispute)] == ["申请人甲", "被申请人甲"]
    assert Dispute.objects.get(pk=dispute.pk).contacts_deleted_at is not None


def test_the_words_of_the_timeline_go_later(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    notes = EntryNote.objects.filter(entry__matter_id=dispute.pk)
    said = {note.text for note in notes} - {""}
    assert "双方均表示满意" in said
    blank_expired(_later(10.1))
    assert {note.text for note in notes.all()} - {""} == said
    blank_expired(_later(30.1))
    assert {note.text for note in notes.all()} == {""}
    assert {note.salt for note in notes.all()} == {""}


def test_the_words_of_sessions_agreements_and_visits_go_with_them(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    clause = clause_of(dispute)
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note="已恢复排水沟")
    for name in ("visit", "close"):
        dispute = step(here, dispute, name)
    blank_expired(_later(30.1))
    clause.refresh_from_db()
    assert (clause.text, clause.note, clause.amount) == ("", None, Decimal(1200))
    agreement = clause.agreement
    assert (agreement.facts, agreement.manner) == ("", None)
    assert {session.record for session in agreement.channel.sessions.all()} == {None}
    assert {visit.note for visit in dispute.visits.all()} == {None}


def test_papers_and_files_go_with_the_words_and_their_numbers_stay(here: Place) -> None:
    photo = given_file(here.actor("township_desk"))
    dispute = given_dispute(here, "closed")
    MatterFile.objects.create(matter=dispute.matter, file=photo, purpose="handling")
    papers = [paper.document for paper in dispute.papers.all()]
    numbers = {paper.number for paper in papers}
    assert numbers and all(paper.data for paper in papers)
    blank_expired(_later(10.1))
    assert not any(row.deleted_at for row in _sheets(dispute))
    blank_expired(_later(30.1))
    assert {row.number: row.data for row in OfficialDocument.objects.filter(number__in=numbers)} == {
        number: {} for number in numbers
    }
    photo.refresh_from_db()
    assert photo.deleted_at is not None
    assert all(row.deleted_at for row in _sheets(dispute))


def test_a_photo_that_another_matter_still_holds_is_kept(here: Place) -> None:
    photo = given_file(here.actor("township_desk"))
    old, young = given_dispute(here, "closed"), given_dispute(here, "mediating")
    for dispute in (old, young):
        MatterFile.objects.create(matter=dispute.matter, file=photo, purpose="handling")
    blank_expired(_later(30.1))
    photo.refresh_from_db()
    assert photo.deleted_at is None


def test_the_words_of_a_paper_can_only_go(here: Place) -> None:
    paper = given_dispute(here, "closed").papers.all()[0].document
    for column, value in (("snapshot", "{}"), ("snapshot", "")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            OfficialDocument.objects.filter(pk=paper.pk).update(**{column: value})
    erase_document(paper, now=timezone.now())
    with pytest.raises(ProgrammingError), transaction.atomic():
        OfficialDocument.objects.filter(pk=paper.pk).update(erased_at=None, snapshot="{}")


def _sheets(dispute: Dispute) -> list[StoredFile]:
    papers = dispute.papers.select_related("document__pdf", "document__docx")
    return [sheet for paper in papers for sheet in (paper.document.pdf, paper.document.docx)]


def test_the_chain_verifies_after_each_step_and_says_what_was_deleted(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    for years, action in ((10.1, "contact_deleted"), (30.1, "notes_deleted")):
        blank_expired(_later(years))
        assert _intact()
        entry = TimelineEntry.objects.get(matter_id=dispute.pk, action=action)
        assert entry.actor_user_id is None
        assert entry.data["closed_before"]


def test_a_hold_keeps_everything_until_its_day(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    until = timezone.now() + YEAR * 31
    act(here, dispute, "hold_deletion", "township_desk", until=until, note="档案馆要求长期保存")
    assert blank_expired(_later(30.5)) == 0
    assert all(party.name for party in _parties(dispute))
    assert blank_expired(_later(31.1)) == 2  # particulars and words
    assert not any(party.name for party in _parties(dispute))


def test_the_job_is_safe_to_run_again(here: Place) -> None:
    given_dispute(here, "closed")
    for years, first in ((10.1, 1), (30.1, 1)):
        assert blank_expired(_later(years)) == first
        count = Matter.objects.get(kind="dispute").timeline_count
        assert blank_expired(_later(years)) == 0
        assert Matter.objects.get(kind="dispute").timeline_count == count


def test_more_than_a_batch_is_done_in_one_run(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(3):
        given_dispute(here, "closed", parties=())
    monkeypatch.setattr(erasing, "_AT_ONCE", 2)
    assert blank_expired(_later(10.1)) == 3


def test_the_words_of_incidents_are_not_its_business(here: Place) -> None:
    from tests.factories.incidents import given_incident

    incident = given_incident(here, "closed")
    blank_expired(_later(40))
    notes = EntryNote.objects.filter(entry__matter_id=incident.pk).exclude(text="")
    assert notes.exists()


def test_two_runs_at_one_moment_delete_once(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second worker read the same keys; the row is asked again under its lock."""
    dispute = given_dispute(here, "closed")
    really = retention._blank_party_rows
    inner: list[int] = []

    def twice(pk: int, now: datetime, before: datetime) -> bool:
        if not inner:
            inner.append(pk)
            blank_expired(_later(10.1))
        return really(pk, now, before)

    monkeypatch.setattr(retention, "_blank_party_rows", twice)
    blank_expired(_later(10.1))
    assert TimelineEntry.objects.filter(matter_id=dispute.pk, action="contact_deleted").count() == 1
