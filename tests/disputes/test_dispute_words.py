"""Words typed on a dispute: no party stands in them, whether it was recorded before or became known later."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.apps import apps
from django.db import models

from disputes.machine.redacting import HELD, WORDS
from disputes.models import (
    CaseNumber,
    Dispute,
    DisputePaper,
    DisputeParty,
    DisputeType,
    JudicialConfirmation,
    MediationCommittee,
    MediationSession,
    Mediator,
)
from disputes.services import NewParty
from disputes.services.casefile import note_reading
from disputes.services.parties import reveal_party
from pingan.audit.models import AuditEntry
from pingan.common.fields import EncryptedTextField
from pingan.documents.models import OfficialDocument
from pingan.files.models import StoredFile
from pingan.matters.models import (
    Clock,
    ClockExtension,
    ClockPause,
    EntryNote,
    Matter,
    MatterFile,
    MatterLink,
    TimelineEntry,
)
from pingan.matters.queries import chain_faults
from tests.disputes.test_dispute_privacy import leaks
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_registration, next_morning, step
from tests.factories.files import given_file
from tests.factories.world import Place

NAMED = f"{APPLICANT.name}（{APPLICANT.phone}）诉{RESPONDENT.name}"
#: Recorded from the beginning, so that mediation can be opened; no test looks for them.
FIRST = (NewParty("applicant", "王某某之妻"), NewParty("respondent", "某村民小组"))

#: Columns of text that hold no typed words on a dispute, and why.
EXEMPT = {
    "codes of ours": {
        (Dispute, "resume_state"), (DisputePaper, "kind"), (JudicialConfirmation, "pre_check"),
        (MatterFile, "purpose"), (Clock, "stage"), (Clock, "unit"), (Clock, "reminded"), (Clock, "rule"),
        (TimelineEntry, "action"), (TimelineEntry, "from_state"), (TimelineEntry, "to_state"), (Matter, "kind"),
        (Matter, "region_code"), (Matter, "class_code"), (Matter, "severity"), (Matter, "urgency"), (Matter, "state"),
    },
    "numbers and digests of ours": {
        (Dispute, "case_number"), (CaseNumber, "number"), (Matter, "number"), (Matter, "timeline_head"),
        (TimelineEntry, "note_digest"),
        (TimelineEntry, "previous_hash"), (TimelineEntry, "hash"), (EntryNote, "salt"), (StoredFile, "media_type"),
        (StoredFile, "sha256"), (StoredFile, "storage_name"), (StoredFile, "thumbnail_name"),
    },
    "of our papers": {
        (OfficialDocument, name)
        for name in ("number", "case_number", "region_code", "replaced_characters", "sha256")
    },
    "kept encrypted, as it went out": {(OfficialDocument, "snapshot")},
    "of the template; blank on a paper of a case": {(OfficialDocument, "title"), (OfficialDocument, "addressee")},
    "computed": {(Dispute, "level_reasons"), (Matter, "title")},
    "chosen from the committee's": {(MediationSession, "room")},
    "of an official": {(TimelineEntry, "actor_label")},
    "typed words stand with the note: test_no_typed_word_stands_in_the_data_of_an_entry": {(TimelineEntry, "data")},
    "reworded by its own app": {(EntryNote, "text"), (StoredFile, "original_name")},
}  # fmt: skip
#: Tables whose rows are of no dispute, or are the particulars themselves.
OTHER_TABLES = {DisputeParty, DisputeType, MediationCommittee, Mediator}


def columns_of_text() -> set[tuple[type[models.Model], str]]:
    tables = [
        *apps.get_app_config("disputes").get_models(),
        Clock, ClockExtension, ClockPause, EntryNote, Matter, MatterFile, MatterLink, OfficialDocument, StoredFile,
        TimelineEntry,
    ]  # fmt: skip
    kinds = (models.CharField, models.TextField, models.JSONField, EncryptedTextField)
    return {
        (table, field.name)
        for table in tables
        if table not in OTHER_TABLES
        for field in table._meta.local_concrete_fields
        if isinstance(field, kinds) and not field.choices
    }


def test_every_column_of_words_is_reworded_or_was_looked_at() -> None:
    reworded = {(table, name) for table, (_way, names) in WORDS.items() for name in names}
    reworded |= {(table, name) for table, names in HELD.items() for name in names}
    looked_at = set(chain.from_iterable(EXEMPT.values()))
    assert columns_of_text() - reworded - looked_at == set()
    assert reworded <= columns_of_text()
    assert not reworded & looked_at


def written_everywhere(here: Place) -> Dispute:
    """A dispute on which two people were named in every field of every action before anybody recorded them."""
    dispute = given_registration(
        here, "township_desk", parties=FIRST, source="court", external_number=NAMED[:60],
        description=NAMED, place_text=f"{APPLICANT.name}家", flags=("boundary",), flag_note=NAMED,
    )  # fmt: skip
    desk = "township_desk"
    given = given_file(here.actor(desk))
    StoredFile.objects.filter(pk=given.pk).update(original_name=f"{NAMED} {RESPONDENT.identity_number}.jpg")
    dispute = act(here, dispute, "comment", desk, note=NAMED, files=(given.pk,))
    dispute = act(here, dispute, "set_level", desk, level="major", note=NAMED)
    dispute = act(here, dispute, "take_charge", desk, leader=f"书记 {APPLICANT.phone}", note=NAMED)
    dispute = act(here, dispute, "link_petition", desk, external_number=NAMED[:60], note=NAMED)
    dispute = act(here, dispute, "hold_deletion", desk, until=next_morning(), note=NAMED)
    dispute = act(
        here, dispute, "tell_police", desk, station=f"{APPLICANT.name}所在派出所", channel="station",
        told_at=dispute.matter.opened_at, receipt=RESPONDENT.name, note=NAMED,
    )  # fmt: skip
    dispute = step(here, dispute, "accept")
    dispute = step(here, dispute, "mediate")
    dispute = act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(), place_text=f"{APPLICANT.name}家",
    )  # fmt: skip
    planned = MediationSession.objects.get(channel__dispute=dispute)
    dispute = act(
        here,
        dispute,
        "adjourn_session",
        "mediator",
        session=planned.pk,
        starts_at=next_morning(2),
        note=NAMED,
    )
    dispute = act(
        here, dispute, "extend_mediation", "mediator", amount=1, note=NAMED,
        agreed_by=tuple(dispute.parties.values_list("pk", flat=True)),
    )  # fmt: skip
    dispute = step(here, dispute, "hold_session")
    return act(
        here, dispute, "agree", "mediator", facts=NAMED, manner=NAMED, terms=NAMED, amount="100",
        due_at=next_morning(9),
    )  # fmt: skip


def shown(dispute: Dispute) -> list[str]:
    """Every word of a dispute as it stands in clear before whoever reads it."""
    rows: list[Any] = [dispute, dispute.matter]
    for table, (way, _names) in WORDS.items():
        ours = {way: dispute.pk} if way else {"pk__in": dispute.papers.values("document")}
        rows += table._default_manager.filter(**ours)
    names = {**{table: names for table, (_way, names) in WORDS.items()}, **HELD}
    words = [str(getattr(row, name) or "") for row in rows for name in names[type(row)]]
    words += EntryNote.objects.filter(entry__matter=dispute.matter).values_list("text", flat=True)
    return [*words, *StoredFile.objects.values_list("original_name", flat=True)]


def secrets_in(words: list[str], *parties: NewParty) -> list[str]:
    secrets = [value for party in parties for value in (party.name, party.phone, party.identity_number)]
    return [text for text in words if any(secret in text for secret in secrets)]


def recorded(here: Place, dispute: Dispute, party: NewParty) -> Dispute:
    return act(
        here, dispute, "add_party", "township_desk", side=party.side, name=party.name, phone=party.phone,
        identity_number=party.identity_number,
    )  # fmt: skip


def test_a_party_known_later_disappears_from_everything_written_before(here: Place) -> None:
    dispute = written_everywhere(here)
    assert {table for table, _secret in leaks()} >= {"disputes_dispute", "matters_matter"}
    assert len(secrets_in(shown(dispute), APPLICANT, RESPONDENT)) > 20
    for party in (APPLICANT, RESPONDENT):
        dispute = recorded(here, dispute, party)
    dispute = Dispute.objects.select_related("matter").get(pk=dispute.pk)
    assert secrets_in(shown(dispute), APPLICANT, RESPONDENT) == []
    assert leaks() == []
    assert list(chain_faults()) == []


def test_a_corrected_name_disappears_as_well(here: Place) -> None:
    dispute = written_everywhere(here)
    dispute = recorded(here, dispute, NewParty("applicant", "欧阳致远"))
    dispute = recorded(here, dispute, RESPONDENT)
    assert secrets_in(shown(dispute), APPLICANT)
    mistyped = dispute.parties.get(side="applicant", position=2)
    dispute = act(
        here, dispute, "amend_party", "township_desk", party=mistyped.pk, name=APPLICANT.name,
        phone=APPLICANT.phone,
    )  # fmt: skip
    dispute = Dispute.objects.select_related("matter").get(pk=dispute.pk)
    assert secrets_in(shown(dispute), APPLICANT, RESPONDENT) == []
    assert leaks() == []
    assert list(chain_faults()) == []


def test_no_typed_word_stands_in_the_data_of_an_entry(here: Place) -> None:
    dispute = written_everywhere(here)
    data = [str(entry.data) for entry in TimelineEntry.objects.filter(matter=dispute.matter)]
    assert len(data) > 10
    assert secrets_in(data, APPLICANT, RESPONDENT) == []


def test_a_senders_number_names_nobody(here: Place) -> None:
    number = f"{APPLICANT.name}诉{RESPONDENT.name}2026"
    first, second = (
        given_registration(here, "township_desk", source="court", external_number=number) for _ in range(2)
    )
    assert first.external_number == "申请人甲诉被申请人甲2026"
    # Two of them read alike once roles stand there, and are two all the same.
    assert second.external_number == f"申请人甲诉被申请人甲2026·{second.pk}"
    assert leaks() == []


def test_a_number_of_an_office_is_no_identity_number(here: Place) -> None:
    dispute = given_registration(
        here, "township_desk", source="petition", external_number="360721202601010001"
    )
    assert dispute.external_number == "360721202601010001"


def test_the_number_by_which_search_finds_a_dispute_stays(here: Place) -> None:
    dispute = given_registration(here, parties=())
    before = Matter.objects.get(pk=dispute.pk).keywords
    recorded(here, dispute, APPLICANT)
    assert Matter.objects.get(pk=dispute.pk).keywords == before


def test_roles_longer_than_names_still_fit(here: Place) -> None:
    dispute = given_registration(here, parties=(NewParty("respondent", "李翠"),))
    dispute = act(here, dispute, "set_level", "township_desk", level="major", note="李翠。" * 66)
    assert dispute.level_override_reason == ("被申请人甲。" * 66)[:200]


def test_names_of_files_name_nobody(here: Place) -> None:
    dispute = given_registration(here)
    given = given_file(here.actor("township_desk"))
    StoredFile.objects.filter(pk=given.pk).update(
        original_name=f"{APPLICANT.name}照片{APPLICANT.phone} 360721197707077719.jpg"
    )
    act(here, dispute, "comment", "township_desk", note="照片", files=(given.pk,))
    given.refresh_from_db()
    assert given.original_name == "申请人甲照片〔电话〕 〔证件号〕.jpg"


def test_reasons_in_the_security_log_name_nobody(here: Place) -> None:
    dispute = given_registration(here)
    desk, party = here.actor("township_desk"), dispute.parties.get(side="applicant")
    reveal_party(actor=desk, dispute_id=dispute.pk, party_id=party.pk, reason=f"联系{NAMED}")
    note_reading(actor=desk, dispute_id=dispute.pk, reason=f"给{NAMED}复印")
    reasons = list(AuditEntry.objects.order_by("id").values_list("reason", flat=True))
    assert reasons == ["联系申请人甲（〔电话〕）诉被申请人甲", "给申请人甲（〔电话〕）诉被申请人甲复印"]
    assert leaks() == []


def test_a_party_called_like_a_code_changes_no_choice(here: Place) -> None:
    dispute = given_registration(
        here, parties=(NewParty("applicant", "People", kind="organisation"), RESPONDENT)
    )
    dispute = step(here, step(here, dispute, "accept"), "mediate")
    assert dispute.channels.get().kind == "mediation_people"
