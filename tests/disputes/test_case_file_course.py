"""What the bound file tells besides its papers: who refused, who reviewed, what was called off, what was not kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disputes.models import Dispute, MediationSession
from disputes.services.course import TITLE as COURSE
from pingan.common.errors import Invalid
from pingan.documents.rules import date_text
from pingan.files.services import open_file
from pingan.org.models import GovernanceCenter
from tests.disputes.test_case_file import opened, texts_of
from tests.disputes.test_case_file_lives import arbitrated, told_to_the_police
from tests.factories.disputes import act, clause_of, given_dispute, next_morning, past_due, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def pages_of_file(here: Place, dispute: Dispute, role: str = "township_desk") -> list[str]:
    return ["".join(page.split()) for page in texts_of(opened(here.client(role), dispute).content)]


def page_of(pages: list[str], title: str) -> str:
    return next(page for page in pages[2:] if title in page)


def paper(dispute: Dispute, kind: str) -> list[str]:
    found = dispute.papers.select_related("document__pdf").get(kind=kind).document
    return ["".join(page.split()) for page in texts_of(b"".join(open_file(found.pdf)))]


def refused_at_once(here: Place) -> Dispute:
    dispute = given_dispute(here, "accepted")
    party = dispute.parties.get(side="respondent")
    return act(here, dispute, "refuse", "township_desk", party=party.pk, note="不愿意调解")


def test_a_mediation_that_was_refused_beforehand_is_not_called_one_that_ended(here: Place) -> None:
    dispute = refused_at_once(here)
    notice = "".join(paper(dispute, "mediation_end"))
    assert "不进行人民调解告知书" in notice and "被申请人甲明确表示不接受调解" in notice
    for claim in ("受理的", "调解终止", "终止调解", "终止人民调解"):
        assert claim not in notice, claim
    pages = pages_of_file(here, dispute)
    day = date_text(timezone.localdate())
    assert f"{day}，被申请人甲明确表示不接受调解：不愿意调解" in page_of(pages, COURSE)
    assert "未经人民调解" in pages[-1]


def test_each_party_that_is_told_has_a_receipt_of_its_own(here: Place) -> None:
    dispute = given_dispute(here, "unresolved")
    receipts = [page for page in paper(dispute, "mediation_end") if "送达回证" in page]
    names = [party.name for party in dispute.parties.all()]
    assert len(receipts) == len(names) == 2
    for receipt in receipts:
        assert sum(name in receipt for name in names) == 1


def test_the_cover_names_the_unit_that_handled_it(here: Place) -> None:
    dispute = given_dispute(here, "resolved")
    assert "朱坊乡综治中心" in pages_of_file(here, dispute)[0]
    GovernanceCenter.objects.create(region=here.township, name="朱坊乡社会治安综合治理中心", level=4)
    cover = pages_of_file(here, dispute)[0]
    assert "朱坊乡社会治安综合治理中心" in cover and f"{here.village.name}综治中心" not in cover


def test_a_visit_after_a_settlement_speaks_of_no_mediation(here: Place) -> None:
    visit = "".join(paper(given_dispute(here, "closed"), "return_visit"))
    assert "回访记录" in visit and "人民调解回访" not in visit
    kept = given_dispute(here, "performing")
    act(here, kept, "perform_clause", "mediator", clause=clause_of(kept).pk, note="已恢复")
    assert "人民调解回访记录" in "".join(paper(step(here, kept, "visit"), "return_visit"))


@pytest.mark.parametrize(
    ("kept", "performance", "is_urged"),
    [
        (False, "partial", True), (False, "unknown", True), (False, "full", False),
        (True, "full", False), (True, "none", True),
    ],
)  # fmt: skip
def test_a_visit_says_that_performance_is_urged_only_while_something_is_owed(
    here: Place, kept: bool, performance: str, is_urged: bool
) -> None:
    dispute = given_dispute(here, "performing")
    if kept:
        dispute = act(
            here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复"
        )
    act(
        here,
        dispute,
        "visit",
        "mediator",
        performance=performance,
        satisfaction="satisfied",
        note="上门回访",
        went_to_court="no",
        latent_risk="no",
    )
    visit = "".join(paper(dispute, "return_visit"))
    assert "人民调解回访记录" in visit and "上门回访。" in visit
    assert ("继续督促履行" in visit) == is_urged


def test_a_visit_after_an_award_urges_no_performance_of_an_agreement(here: Place) -> None:
    visit = "".join(paper(arbitrated(here), "return_visit"))
    assert "人民调解回访记录" in visit and "督促履行" not in visit


def test_a_visit_after_a_clause_was_waived_urges_nobody(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    dispute = act(here, dispute, "waive_clause", "mediator", clause=clause_of(dispute).pk, note="不再要求")
    act(
        here, dispute, "visit", "mediator", performance="partial", satisfaction="satisfied", note="",
        went_to_court="no", latent_risk="no",
    )  # fmt: skip
    assert "督促履行" not in "".join(paper(dispute, "return_visit"))


def test_the_notice_to_the_police_tells_finding_and_telling_apart(here: Place) -> None:
    dispute = given_dispute(here, "accepted", flags=("threat",), flag_note="扬言")
    dispute = act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station", told_at=timezone.now(),
        told_whom="民警刘某", receipt="康公接字001", note="扬言伤人",
    )  # fmt: skip
    data = dispute.papers.select_related("document").get(kind="police_notice").document.data
    flag, notice = dispute.flags.get(), dispute.police_notices.get()
    at = timezone.localtime(flag.raised_at)
    assert data["found_at"].endswith(f"{at.hour}时{at.minute:02d}分")
    assert (data["told_whom"], data["told_what"]) == ("民警刘某", "扬言伤人")
    assert data["told_how"] == str(notice.get_channel_display())
    assert f"被告知人{notice.told_whom}" in "".join(paper(dispute, "police_notice"))


def test_the_file_tells_who_reviewed_a_red_flag_and_how(here: Place) -> None:
    dispute = given_dispute(here, "mediating", flags=("boundary",), flag_note="争界")
    flag = dispute.flags.get()
    dispute = act(
        here, dispute, "review_flag", "township_desk", flag=flag.pk, review="watch", note="安排专人稳控"
    )
    flag.refresh_from_db()
    assert flag.reviewed_by is not None
    course = page_of(pages_of_file(here, dispute), COURSE)
    assert f"{flag.reviewed_by.name}复核：{flag.get_review_display()}" in course
    assert "安排专人稳控" in course


def test_the_file_tells_of_a_clause_that_was_kept_late(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    clause = past_due(dispute)
    dispute = act(here, dispute, "breach", "mediator", clause=clause.pk, note="到期未付款")
    dispute = act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note="已付清")
    course = page_of(pages_of_file(here, dispute), COURSE)
    assert f"{date_text(timezone.localdate())}，协议第1条未履行：到期未付款" in course


@pytest.mark.parametrize(("action", "what"), [("cancel_session", "取消"), ("adjourn_session", "改期")])
def test_an_invitation_to_what_was_called_off_says_so(here: Place, action: str, what: str) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    session = MediationSession.objects.get(channel__dispute=dispute)
    more = {"starts_at": next_morning(5)} if action == "adjourn_session" else {}
    dispute = act(here, dispute, action, "mediator", session=session.pk, note="一方患病", **more)
    pages = pages_of_file(here, dispute)
    assert pages[1].count(f"，已{what}") == 2
    course = page_of(pages, COURSE)
    assert f"的调解{what}" in course and "一方患病" in course


def test_papers_that_tell_everything_need_no_sheet(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    assert not any(COURSE in page for page in pages_of_file(here, dispute))


def test_the_file_is_saved_under_a_name_and_its_form_says_where_there_is_no_evidence(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    answer = opened(here.client("township_desk"), dispute)
    assert answer["Content-Disposition"].startswith("attachment;")
    form = here.client("township_desk").get(f"/disputes/{dispute.pk}/file/").content.decode()
    assert "没有证据材料" in form and "0 件" not in form
    assert 'data-answer="file"' in form, "the page stays, and may be asked again"


def test_the_file_tells_which_units_mediated_jointly_and_what_they_reported(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    lead, other = here.units["city_management"], here.units["housing"]
    dispute = act(
        here,
        dispute,
        "join_units",
        "township_desk",
        organs=(lead.pk, other.pk),
        lead=lead.pk,
        note="核实排水许可",
    )
    for said in ("已经核实许可", "已经现场勘查"):
        dispute = act(here, dispute, "assist", "unit_handler", note=said)
    ended = dispute.units.get(organ=other).pk
    dispute = act(here, dispute, "end_unit", "township_desk", unit=ended, note="无须继续")
    course, day = page_of(pages_of_file(here, dispute), COURSE), date_text(timezone.localdate())
    for said in (
        f"{day}，请{lead.name}参与联合调解（主办单位）：核实排水许可",
        f"{day}，请{other.name}参与联合调解（协办单位）：核实排水许可",
        f"{day}，{lead.name}报告联合调解情况：已经核实许可",
        f"{day}，{lead.name}报告联合调解情况：已经现场勘查",
        f"{day}，{other.name}结束参与联合调解",
    ):
        assert said in course, said


def test_the_file_tells_of_each_petition_with_its_number_and_day(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    for number in ("赣信访20260001", "赣信访20260002"):
        dispute = act(
            here, dispute, "link_petition", "township_desk", external_number=number, note="群众来信"
        )
    course, day = page_of(pages_of_file(here, dispute), COURSE), date_text(timezone.localdate())
    for number in ("赣信访20260001", "赣信访20260002"):
        assert f"{day}，登记关联信访件：信访件编号：{number}，群众来信" in course


def test_the_file_and_the_page_tell_by_when_a_petition_is_owed_there(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    due = (dispute.matter.next_due_at, dispute.matter.next_warn_at)
    registered = datetime(2026, 9, 1, tzinfo=timezone.get_default_timezone())
    values = {"external_number": "赣信访20260001", "registered_on": registered}
    dispute = act(here, dispute, "link_petition", "township_desk", **values)
    # 15 days end on a Wednesday; 60 on a Saturday, and then the term ends on the Monday after it (民法典 §203).
    first, last = date(2026, 9, 16), date(2026, 11, 2)
    page = (
        here.client("township_desk")
        .get(reverse("disputes:dispute_detail", args=[dispute.pk]))
        .content.decode()
    )
    for day in (first, last):
        assert f"{day:%Y-%m-%d}" in page
    assert "《信访工作条例》（2022）第三十四条" in page
    course = page_of(pages_of_file(here, dispute), COURSE).replace("\n", "")
    said = f"{date_text(timezone.localdate(registered))}在信访部门登记"
    assert said in course and f"至{date_text(last)}）" in course
    assert (dispute.matter.next_due_at, dispute.matter.next_warn_at) == due, "nobody here is late by it"
    assert not dispute.matter.clocks.filter(stage__startswith="petition").exists()


def test_a_petition_that_is_registered_tomorrow_is_refused(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    with pytest.raises(Invalid) as refused:
        act(
            here, dispute, "link_petition", "township_desk",
            external_number="赣信访20260001", registered_on=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    assert set(refused.value.fields) == {"registered_on"}


def test_a_number_in_the_remarks_of_the_catalogue_stands_on_one_line(here: Place) -> None:
    dispute = told_to_the_police(here)
    number = dispute.papers.select_related("document").get(kind="police_notice").document.number
    assert len(number) > len("康人调警〔2026〕1号")
    pages = texts_of(opened(here.client("township_desk"), dispute).content)
    assert number in pages[1], pages[1]
