"""Service of papers: recorded per paper and recipient, once, by those who issue them; the bound file tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disputes.machine.inputs.serving import recipients
from disputes.models import Dispute
from disputes.services.course import TITLE as COURSE
from pingan.common.errors import Forbidden, Invalid
from pingan.matters.models import TimelineEntry
from tests.disputes.test_case_file_course import page_of, pages_of_file, paper
from tests.disputes.test_case_file_lives import told_to_the_police
from tests.factories.disputes import APPLICANT, RESPONDENT, act, given_dispute, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def waiting(dispute: Dispute, kind: str) -> list[str]:
    return [key for key, (paper, _label) in recipients(dispute).items() if paper.kind == kind]


def test_each_party_of_the_notice_of_rights_is_served_once(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    keys = waiting(dispute, "mediation_end")
    assert [key.partition(":")[2] for key in keys] == ["申请人甲", "被申请人甲"]
    given = {"service": keys[0], "method": "in_person", "received_by": APPLICANT.name}
    dispute = act(here, dispute, "serve_paper", "mediator", **given)
    assert waiting(dispute, "mediation_end") == keys[1:]
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "serve_paper", "mediator", **given)
    assert set(refused.value.fields) == {"service"}


def test_an_invitation_is_served_on_whom_it_invites(here: Place) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    labels = [key.partition(":")[2] for key in waiting(dispute, "session_invitation")]
    assert sorted(labels) == ["申请人甲", "被申请人甲"] or sorted(labels) == ["被申请人甲", "申请人甲"]


def test_who_signed_stands_under_its_role_and_in_the_file(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    key = waiting(dispute, "mediation_end")[1]
    dispute = act(
        here, dispute, "serve_paper", "township_desk", service=key, method="in_person", received_by=RESPONDENT.name
    )  # fmt: skip
    entry = TimelineEntry.objects.select_related("note").get(matter=dispute.matter, action="serve_paper")
    assert entry.note.text == "签收人：被申请人甲" and RESPONDENT.name not in str(entry.data)
    number = dispute.papers.select_related("document").get(kind="mediation_end").document.number
    course = page_of(pages_of_file(here, dispute), COURSE)
    assert f"{number}送达被申请人甲（直接送达），签收人：被申请人甲" in course


def test_by_hand_somebody_signed_and_no_moment_lies_before_the_paper(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    key, now = waiting(dispute, "mediation_end")[0], timezone.now()
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "serve_paper", "mediator", service=key)
    assert set(refused.value.fields) == {"received_by"}
    for wrong in (now - timedelta(days=1), now + timedelta(minutes=6)):
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "serve_paper", "mediator", service=key, method="post", served_at=wrong)
        assert set(refused.value.fields) == {"served_at"}, wrong
    act(here, dispute, "serve_paper", "mediator", service=key, method="post", served_at=now)


def test_the_page_offers_it_by_role_and_records_it(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    client = here.client("mediator")
    address = reverse("disputes:dispute_action", args=[dispute.pk, "serve_paper"])
    form = client.get(address).content.decode()
    assert "→ 申请人甲" in form and APPLICANT.name not in form
    shown = client.get(reverse("disputes:dispute_detail", args=[dispute.pk])).content.decode()
    assert address in shown
    with pytest.raises(Forbidden):
        act(here, dispute, "serve_paper", "leader", service="0:", method="post")


def test_without_a_paper_to_serve_it_is_not_offered(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    actions = here.client("township_desk").get(reverse("disputes:dispute_detail", args=[dispute.pk]))
    assert f"/disputes/{dispute.pk}/actions/serve_paper/" not in actions.content.decode()


def test_the_file_leads_from_an_empty_receipt_to_what_is_recorded(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    key = waiting(dispute, "mediation_end")[0]
    dispute = act(
        here,
        dispute,
        "serve_paper",
        "mediator",
        service=key,
        method="post",
        received_by="门卫",
        note="挂号信",
    )
    pages = pages_of_file(here, dispute)
    number = dispute.papers.select_related("document").get(kind="mediation_end").document.number
    assert f"之{number.rpartition('之')[2]}，送达见办理情况表" in pages[1]
    assert pages[1].count("送达见办理情况表") == 1, "of the paper that was served, and of no other"
    assert f"{number}送达申请人甲（邮寄送达），签收人：门卫，挂号信" in page_of(pages, COURSE)
    receipts = [page for page in paper(dispute, "mediation_end") if "送达回证" in page]
    assert len(receipts) == 2
    assert all("送达已经登记而本回证未填写的，见卷内办理情况表。" in page for page in receipts)
    assert not any("接收情况" in page for page in receipts)


def test_the_receipt_of_a_notice_to_the_police_names_the_number_that_they_gave(here: Place) -> None:
    pages = paper(told_to_the_police(here), "police_notice")
    assert "接收情况：康公接字001" in next(page for page in pages if "送达回证" in page)
