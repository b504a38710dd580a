"""The case file through its door: order, missing parts, evidence, who may read it, what is written down."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from disputes.models import Dispute
from disputes.rules.casefile import ORDER, FileFacts, missing_parts, place_of
from pingan.audit.models import AuditEntry
from pingan.documents.rules.mediation_kinds import MEDIATION_KINDS
from pingan.files.models import StoredFile
from pingan.files.services import store_generated
from pingan.matters.models import MatterFile
from tests.factories.case_papers import blank_pdf, photo
from tests.factories.disputes import (
    APPLICANT,
    RESPONDENT,
    act,
    clause_of,
    given_dispute,
    given_registration,
    step,
)
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
PURPOSE = "区司法局案卷评查"


def address(dispute: Dispute) -> str:
    return reverse("disputes:dispute_file", args=[dispute.pk])


def opened(client: Client, dispute: Dispute, purpose: str = PURPOSE) -> Any:
    """Ask for the whole file, saying what for."""
    return client.post(reverse("disputes:dispute_file_order", args=[dispute.pk]), {"purpose": purpose})


def texts_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def put(dispute: Dispute, place: Place, content: bytes, media_type: str, name: str) -> StoredFile:
    stored = store_generated(actor=place.actor("mediator"), name=name, content=content, media_type=media_type)
    MatterFile.objects.create(matter=dispute.matter, file=stored, purpose="handling")
    return stored


def kept(here: Place) -> Dispute:
    """Return a dispute whose agreement was performed, visited and closed."""
    dispute = given_dispute(here, "performing")
    dispute = act(
        here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复排水沟"
    )
    return step(here, step(here, dispute, "visit"), "close")


def test_why_it_was_closed_without_service_stands_in_the_statement_on_the_file(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    act(here, dispute, "close", "township_desk", reason="当事人拒绝签收，已留置", note="材料已归档")
    back = texts_of(opened(here.client("township_desk"), dispute).content)[-1].replace("\n", "")
    assert "理由：当事人拒绝签收，已留置" in back and "材料已归档" in back


def test_the_file_of_a_kept_agreement_holds_everything_in_order(here: Place) -> None:
    dispute = kept(here)
    put(dispute, here, photo(), "image/jpeg", "现场.jpg")
    put(dispute, here, blank_pdf(2), "application/pdf", "收据.pdf")
    put(dispute, here, b"ID3 sound", "audio/mpeg", "录音.mp3")
    answer = opened(here.client("mediator"), dispute)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    assert APPLICANT.name not in answer["Content-Disposition"]
    pages = texts_of(answer.content)
    cover, catalogue, back = pages[0], pages[1], pages[-1]
    for words in (APPLICANT.name, RESPONDENT.name, dispute.case_number, "30年"):
        assert words in cover
    listed = [line for line in catalogue.split("\n") if line[:1].isdigit()]
    titles = ("受理", "权利义务", "记录", "协议书", "履行", "回访", "证据材料之1", "证据材料之2")
    places = [next(at for at, line in enumerate(listed) if title in line) for title in titles]
    assert places == sorted(places)
    assert "录音.mp3" in back.replace("\n", "")
    assert "缺少" in back and "身份证明" in back.replace("\n", "")
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    assert (entry.object_type, entry.object_id, entry.reason) == ("dispute", dispute.pk, PURPOSE)
    assert entry.data["number"] == dispute.matter.number
    assert APPLICANT.name not in str(entry.data)


def test_who_may_not_see_the_parties_gets_no_file(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "unresolved")
    for role, status in (("leader", 403), ("grid_worker", 403), ("unit_handler", 404), ("auditor", 403)):
        assert here.client(role).get(address(dispute)).status_code == status, role
        assert opened(here.client(role), dispute).status_code == status, role
    assert world.neighbour.client("township_desk").get(address(dispute)).status_code == 404
    assert opened(world.neighbour.client("township_desk"), dispute).status_code == 404
    assert not AuditEntry.objects.filter(action="personal_data.reveal").exists()
    assert opened(here.client("township_desk"), dispute).status_code == 200


@pytest.mark.parametrize("purpose", ["", " ", "看", "长" * 201])
def test_no_file_leaves_without_its_purpose(here: Place, purpose: str) -> None:
    dispute, mediator = given_dispute(here, "mediating"), here.client("mediator")
    asked = mediator.get(address(dispute))
    assert (asked.status_code, asked["Location"]) == (
        302,
        reverse("disputes:dispute_file_order", args=[dispute.pk]),
    )
    form = mediator.get(asked["Location"]).content.decode()
    assert "purpose" in form and APPLICANT.name not in form
    answer = opened(mediator, dispute, purpose)
    assert answer.status_code == 422 and answer.context["form"].errors["purpose"]
    assert not AuditEntry.objects.filter(action="personal_data.reveal").exists()


def test_a_file_read_twice_is_written_down_twice(here: Place) -> None:
    dispute, mediator = given_dispute(here, "mediating"), here.client("mediator")
    for count in (1, 2):
        assert opened(mediator, dispute)["Content-Type"] == "application/pdf"
        assert AuditEntry.objects.filter(action="personal_data.reveal").count() == count


def test_nobody_is_said_to_have_checked_a_file(here: Place) -> None:
    dispute, chair = kept(here), "陈主任"
    type(here.committee).objects.filter(pk=here.committee.pk).update(chair=chair)
    back = texts_of(opened(here.client("mediator"), dispute).content)[-1].replace("\n", "")
    assert "检 查 人" in back and chair not in back
    assert here.users["mediator"].name in back


def test_a_restricted_file_is_for_those_named(here: Place) -> None:
    dispute = given_dispute(here, "accepted", restriction="minor", role="township_desk")
    act(here, dispute, "mediate", "township_desk", mediator=here.mediators[0].pk)
    assert opened(here.client("county_dispatcher"), dispute).status_code == 404
    assert opened(here.client("mediator"), dispute).status_code == 200


def test_a_failed_mediation_has_its_notice(here: Place) -> None:
    pages = texts_of(opened(here.client("mediator"), given_dispute(here, "unresolved")).content)
    assert "终止" in pages[1]
    assert "调解记录" in pages[-1].replace("\n", "")


def test_a_damaged_file_is_kept_apart_and_spoils_nothing(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    put(dispute, here, b"%PDF-1.7 nonsense", "application/pdf", "损坏.pdf")
    answer = opened(here.client("mediator"), dispute)
    assert answer.status_code == 200
    assert "损坏.pdf" in texts_of(answer.content)[-1].replace("\n", "")


def test_a_dispute_without_papers_has_the_sheet_of_its_course(here: Place) -> None:
    pages = texts_of(opened(here.client("township_desk"), given_registration(here)).content)
    assert len(pages) == 4
    assert "尚未受理" in pages[0]
    assert "办理情况表" in pages[2] and APPLICANT.name in pages[2]


def test_every_kind_of_paper_has_its_place() -> None:
    assert set(ORDER) == set(MEDIATION_KINDS)
    assert place_of("mediation_intake") < place_of("mediation_rights") < place_of("police_notice")
    assert place_of("something new") == len(ORDER)


def test_what_is_required_follows_what_happened() -> None:
    nothing = FileFacts(frozenset(), True, True, False, False)
    assert missing_parts(nothing) == [
        "人民调解申请书或者受理登记表", "权利义务告知书", "当事人身份证明的核对记录", "调解记录",
        "人民调解协议书或者口头协议登记表",
    ]  # fmt: skip
    unmediated = FileFacts(frozenset(), False, False, False, False)
    assert missing_parts(unmediated) == []
