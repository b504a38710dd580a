"""The agreement printed for signing: worded as its paper will be, with the number of its case, not kept, written down;
and what the numbered paper tells of the signatures.
"""

from __future__ import annotations

import re

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from disputes.models import AgreementSignature, Dispute
from disputes.services.evidence import bytes_of
from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.documents.models import NumberRegister, OfficialDocument
from pingan.documents.rules import date_text
from pingan.files.models import StoredFile
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_dispute, next_morning, step
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
MARK = "供签字"


def address(dispute: Dispute) -> str:
    return reverse("disputes:dispute_agreement_draft", args=[dispute.pk])


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def body_of(pages: list[str]) -> str:
    """Return what stands between number and signatures, without what stands on every page."""
    text = re.sub(r"第\d+页共\d+页", "", "".join(pages)).replace(MARK, "")
    return text[text.index("一、当事人基本情况") : text.index("申请人甲（")]


def registers() -> list[tuple[int, int]]:
    return sorted(NumberRegister.objects.values_list("pk", "last_number"))


def test_the_mediator_prints_what_the_parties_sign(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    act(here, dispute, "add_clause", "mediator", text="赔付误工费", amount="300", due_at=next_morning(9))
    before = (registers(), OfficialDocument.objects.count(), StoredFile.objects.count())
    answer = here.client("mediator").get(address(dispute))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "no-store"
    assert APPLICANT.name not in answer["Content-Disposition"]
    pages = pages_of(answer.content)
    assert all(MARK in page for page in pages)
    text = "".join(pages)
    for words in (
        "人民调解协议书",
        APPLICANT.name,
        RESPONDENT.name,
        "恢复原排水沟",
        "赔付误工费",
        "人民调解员（签名）",
    ):
        assert words in text
    assert f"案号：{dispute.case_number}" in pages[0]
    assert "记录人" not in text, "nobody records it: the numbered paper has no such line either"
    assert "草稿" not in text and "未生效" not in text and f"{dispute.case_number}之" not in text
    assert (registers(), OfficialDocument.objects.count(), StoredFile.objects.count()) == before
    entry = AuditEntry.objects.get(action="personal_data.reveal")
    assert (entry.object_id, entry.data["fields"]) == (dispute.pk, ["agreement_draft"])
    assert APPLICANT.name not in str(entry.data)


def test_the_draft_says_what_the_paper_will_say(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    drawn = pages_of(here.client("mediator").get(address(dispute)).content)
    for signer in ("sign:applicant", "sign:respondent", "sign:mediator", "sign:committee"):
        dispute = step(here, dispute, signer)
    document = dispute.papers.get(kind="mediation_agreement").document
    issued = pages_of(bytes_of(document.pdf))
    assert not any(MARK in page for page in issued)
    assert "恢复原排水沟" in body_of(issued)
    assert body_of(issued) == body_of(drawn)


def test_there_is_a_draft_only_while_signatures_are_missing(here: Place) -> None:
    client = here.client("mediator")
    for state in ("mediating", "performing"):
        assert client.get(address(given_dispute(here, state))).status_code == 404, state
    dispute = given_dispute(here, "agreed")
    step(here, dispute, "sign:applicant")
    assert client.get(address(dispute)).status_code == 200


def test_who_may_not_see_the_parties_gets_no_draft(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "agreed")
    shown = reverse("disputes:dispute_detail", args=[dispute.pk])
    for role, status in (("leader", 403), ("grid_worker", 403), ("unit_handler", 404), ("auditor", 403)):
        assert here.client(role).get(address(dispute)).status_code == status, role
    assert world.neighbour.client("township_desk").get(address(dispute)).status_code == 404
    assert not AuditEntry.objects.filter(action="personal_data.reveal").exists()
    assert address(dispute) not in here.client("leader").get(shown).content.decode()
    assert address(dispute) in here.client("mediator").get(shown).content.decode()


def test_the_draft_of_a_restricted_dispute_is_for_those_named(here: Place) -> None:
    dispute = given_dispute(here, "agreed", restriction="minor", role="township_desk")
    assert here.client("county_dispatcher").get(address(dispute)).status_code == 404
    assert here.client("mediator").get(address(dispute)).status_code == 200


def test_the_numbered_agreement_says_who_signed_how_and_when(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    party = dispute.parties.get(side="applicant")
    drawn_up = timezone.now()
    dispute = act(
        here,
        dispute,
        "sign",
        "mediator",
        signer=f"party:{party.pk}",
        method="fingerprint",
        signed_at=drawn_up,
    )
    other = dispute.parties.get(side="respondent")
    dispute = act(here, dispute, "sign", "mediator", signer=f"party:{other.pk}", method="stamp")
    for signer in ("sign:mediator", "sign:committee"):
        dispute = step(here, dispute, signer)
    document = dispute.papers.get(kind="mediation_agreement").document
    printed, day = "".join(pages_of(bytes_of(document.pdf))), date_text(timezone.localdate(drawn_up))
    for said in (
        f"申请人甲（签名、盖章或者按指印）：{APPLICANT.name}，已按指印，{day}",
        f"被申请人甲（签名、盖章或者按指印）：{RESPONDENT.name}，已盖章，{day}",
        f"人民调解员（签名）：{here.mediators[0].name}，已签字，{day}",
        f"人民调解委员会（盖章）：{here.committee.organ.name}，已盖章，{day}",
    ):
        assert said in printed, said
    assert "记录人" not in printed, "nobody recorded that one"


def test_the_seal_follows_a_signature_and_is_a_seal_whatever_was_sent(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    address_of_form = reverse("disputes:dispute_action", args=[dispute.pk, "sign"])
    sent = {"signer": "committee", "method": "signature"}
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "sign", "mediator", **sent)
    assert set(refused.value.fields) == {"signer"}
    refusal = here.client("mediator").post(address_of_form, sent)
    assert refusal.status_code == 422 and "还没有人签字" in refusal.content.decode()
    assert not AgreementSignature.objects.exists()
    dispute = step(here, dispute, "sign:applicant")
    act(here, dispute, "sign", "mediator", **sent)
    assert AgreementSignature.objects.get(party=None).method == "seal"
