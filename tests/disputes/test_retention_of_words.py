"""No word of a dispute outlives its retention unless somebody said why; and what was erased is not taken up again."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from disputes.models import (
    CaseNumber,
    Channel,
    Dispute,
    DisputePaper,
    DisputeParty,
    DisputeType,
    DisputeUnit,
    JudicialConfirmation,
    MediationCommittee,
    MediationSession,
    Mediator,
    PoliceNotice,
)
from disputes.rules.agreements import PRE_CHECKS
from disputes.services.retention import PARTICULARS, WORDS, blank_expired
from grids.models import WorkflowNumber
from pingan.common.errors import IllegalAction
from pingan.common.fields import EncryptedTextField
from pingan.documents.models import OfficialDocument
from pingan.files.models import StoredFile
from pingan.matters.models import (
    Clock,
    ClockPause,
    EntryNote,
    Matter,
    MatterLink,
    TimelineEntry,
)
from pingan.matters.queries import chain_faults
from tests.api.conftest import Api
from tests.disputes.test_dispute_words import OTHER_TABLES, columns_of_text
from tests.factories.disputes import act, clause_of, given_dispute, given_registration, next_morning, step
from tests.factories.files import given_file
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
WORD = "标记之词"
GONE = "已删除"
Column = tuple[type[models.Model], str]

#: Columns of text that retention leaves as they are, and why. Nothing that somebody typed about the matter.
KEPT: dict[str, set[Column]] = {
    "codes of ours": {
        (Dispute, "resume_state"), (DisputePaper, "kind"), (JudicialConfirmation, "pre_check"),
        (Clock, "stage"), (Clock, "unit"), (Clock, "reminded"), (Clock, "rule"),
        (TimelineEntry, "action"), (TimelineEntry, "from_state"), (TimelineEntry, "to_state"), (Matter, "kind"),
        (Matter, "region_code"), (Matter, "class_code"), (Matter, "severity"), (Matter, "urgency"), (Matter, "state"),
    },
    "numbers of offices: they name nobody, and by them the archive finds its file": {
        (Dispute, "case_number"), (CaseNumber, "number"), (Dispute, "external_number"), (Channel, "number_there"),
        (Channel, "decision_number"),
        (JudicialConfirmation, "number_there"), (PoliceNotice, "receipt"), (Matter, "number"),
        (OfficialDocument, "number"), (OfficialDocument, "case_number"), (OfficialDocument, "region_code"),
    },
    "digests that keep the chain": {
        (Matter, "timeline_head"), (TimelineEntry, "note_digest"), (TimelineEntry, "previous_hash"),
        (TimelineEntry, "hash"), (OfficialDocument, "sha256"), (StoredFile, "sha256"),
    },
    "of bytes that are gone": {
        (StoredFile, "media_type"), (StoredFile, "storage_name"), (StoredFile, "thumbnail_name"),
        (OfficialDocument, "replaced_characters"),
    },
    "of the template; blank on a paper of a case": {(OfficialDocument, "title"), (OfficialDocument, "addressee")},
    "type and division, from which figures are counted": {(Matter, "title")},
    "criteria and numbers, computed": {(Dispute, "level_reasons")},
    "a room of the committee": {(MediationSession, "room")},
    "an official, who answers for the act": {(TimelineEntry, "actor_label")},
    "codes and roles alone": {(TimelineEntry, "data")},
}  # fmt: skip
#: Erased by the verb of the app that owns them; each has a test of its own in ``test_dispute_retention``.
ELSEWHERE: set[Column] = {
    (Matter, "text"), (Matter, "keywords"), (EntryNote, "text"), (EntryNote, "salt"), (OfficialDocument, "snapshot"),
    (StoredFile, "original_name"),
}  # fmt: skip


def erased() -> set[Column]:
    return {(model, name) for model, (_way, blanks) in WORDS.items() for name in blanks}


def test_every_column_of_text_is_erased_or_its_keeping_was_reviewed() -> None:
    kept = set(chain.from_iterable(KEPT.values()))
    left = columns_of_text() - erased() - ELSEWHERE - kept
    names = sorted(f"{model.__name__}.{name}" for model, name in left)
    assert not names, (
        f"erase them in disputes.services.retention.WORDS, or say in KEPT why they stay: {names}"
    )
    assert not (erased() | ELSEWHERE) & kept
    assert erased() | ELSEWHERE | kept <= columns_of_text()
    assert {DisputeParty, DisputeType, MediationCommittee, Mediator} == OTHER_TABLES
    typed = {field.name for field in DisputeParty._meta.local_concrete_fields if _is_typed(field)}
    assert typed == set(PARTICULARS)


def test_the_rule_sees_a_column_that_nobody_listed() -> None:
    assert (DisputeUnit, "asked_for") in columns_of_text()
    assert (DisputeUnit, "asked_for") not in set(chain.from_iterable(KEPT.values())) | ELSEWHERE


def _is_typed(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField | EncryptedTextField) and not field.choices


def full_of_words(here: Place) -> Dispute:
    """A closed dispute with a row in every table, and a word in every column that retention knows."""
    desk = "township_desk"
    dispute = given_registration(
        here, desk, flags=("boundary",), flag_note=WORD, description=f"因排水沟{WORD}争执", place_text=WORD,
        source="walk_in",
    )  # fmt: skip
    dispute = act(here, dispute, "set_level", desk, level="major", note=WORD)
    flag = dispute.flags.get()
    dispute = act(here, dispute, "tell_police", desk, station=WORD, channel="station", told_at=timezone.now())
    dispute = act(here, dispute, "review_flag", "township_desk_b", flag=flag.pk, review="watch", note=WORD)
    dispute = step(here, step(here, dispute, "accept"), "mediate")
    everybody = tuple(dispute.parties.values_list("pk", flat=True))
    dispute = act(here, dispute, "extend_mediation", "mediator", amount=1, agreed_by=everybody, note=WORD)
    units = (here.units["housing"].pk,)
    dispute = act(here, dispute, "join_units", desk, organs=units, note=WORD)
    dispute = act(here, dispute, "restrict", desk, restriction="other", note=WORD)
    given = given_file(here.actor(desk))
    StoredFile.objects.filter(pk=given.pk).update(original_name=f"{WORD}.jpg")
    dispute = act(here, dispute, "comment", desk, note=WORD, files=(given.pk,))
    for name in ("plan_session", "hold_session", "agree", "sign:applicant", "sign:respondent", "sign:mediator",
                 "sign:committee"):  # fmt: skip
        dispute = step(here, dispute, name)
    dispute = act(here, dispute, "apply_confirmation", "mediator", court=WORD, checks=tuple(PRE_CHECKS))
    clause = clause_of(dispute)
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note=WORD)
    clock = Clock.objects.filter(matter_id=dispute.pk).first()
    ClockPause.objects.create(clock=clock, started_at=timezone.now(), reason=WORD)
    MatterLink.objects.create(source=dispute.matter, target=given_registration(here).matter, kind="related")
    for name in ("visit", "close"):
        dispute = step(here, dispute, name)
    for model, (way, blanks) in WORDS.items():
        voided = {"voided_at": timezone.now()} if model is OfficialDocument else {}
        words: dict[str, Any] = {**dict.fromkeys(blanks, WORD), **voided}
        assert _rows(model, way, dispute).update(**words), f"no row of {model.__name__}"
    return dispute


def _rows(model: type[models.Model], way: str, dispute: Dispute) -> models.QuerySet[Any]:
    of_dispute = {way: dispute.pk} if way else {"pk__in": dispute.papers.values("document")}
    return model._default_manager.filter(**of_dispute)


def later(years: float) -> Any:
    return timezone.now() + timedelta(days=365.25 * years)


def test_after_retention_no_word_stands_in_any_of_them(here: Place) -> None:
    dispute = full_of_words(here)
    blank_expired(later(10.1))
    assert WORD in Matter.objects.get(pk=dispute.pk).text, "words stay longer than particulars"
    blank_expired(later(30.1))
    for model, (way, blanks) in WORDS.items():
        for name in blanks:
            left = set(_rows(model, way, dispute).values_list(name, flat=True))
            assert left <= {"", None, GONE}, f"{model.__name__}.{name}: {left}"
    assert not [name for name in StoredFile.objects.values_list("original_name", flat=True) if WORD in name]
    body = Api(here.users["township_desk"]).get(f"/disputes/{dispute.pk}/")
    assert body.status_code == 200 and WORD not in body.content.decode()
    assert (body.json()["description"], body.json()["place_text"]) == ("", "")
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/")
    assert page.status_code == 200 and WORD not in page.content.decode()
    found = Api(here.users["township_desk"]).get("/disputes/", q=dispute.matter.number).json()["results"]
    assert [row["id"] for row in found] == [dispute.pk], "its number still finds it"
    assert Api(here.users["township_desk"]).get("/disputes/", q=WORD).json()["results"] == []
    assert list(chain_faults()) == []
    assert blank_expired(later(30.2)) == 0


def test_a_dispute_without_a_single_note_loses_its_words_too(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    EntryNote.objects.filter(entry__matter_id=dispute.pk).update(text="", salt="")
    assert Matter.objects.get(pk=dispute.pk).text
    blank_expired(later(30.1))
    assert Matter.objects.get(pk=dispute.pk).text == ""
    assert Dispute.objects.get(pk=dispute.pk).words_deleted_at is not None


def test_what_is_said_after_that_is_erased_as_well(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    blank_expired(later(30.1))
    act(here, dispute, "hold_deletion", "township_desk", until=next_morning(9), note=WORD)
    blank_expired(later(30.1))
    assert not any(note.text for note in EntryNote.objects.filter(entry__matter_id=dispute.pk))


@pytest.mark.parametrize("state", ["closed", "rejected", "merged"])
def test_an_erased_dispute_is_not_taken_up_again(here: Place, state: str) -> None:
    # However long an office lets disputes be reopened: nobody is left to be heard.
    WorkflowNumber.objects.filter(code="dispute.reopen_window_days").update(value=20_000)
    if state == "merged":
        target = given_registration(here).matter.number
        dispute = act(here, given_registration(here), "join", "township_desk", target=target)
    else:
        dispute = given_dispute(here, state)
    action = "unjoin" if state == "merged" else "reopen"
    blank_expired(later(10.1))
    refused = Api(here.users["township_desk"]).post(
        f"/disputes/{dispute.pk}/actions/{action}/", {"note": "又起争执"}
    )
    assert refused.status_code == 409, refused.content
    assert "保存期限" in refused.json()["detail"] or "retention" in refused.json()["detail"]
    with pytest.raises(IllegalAction):
        act(here, dispute, action, "township_desk", note="又起争执")
    whole = given_dispute(here, "closed")
    assert act(here, whole, "reopen", "township_desk", note="又起争执").matter.state == "accepted"
