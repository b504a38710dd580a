"""What papers of a dispute say: the clause as it was agreed, and Chinese whatever language the desk reads."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disputes.models import Dispute
from disputes.rules.agreements import PRE_CHECKS
from pingan.common.errors import Invalid
from pingan.documents.models import OfficialDocument
from pingan.documents.rules import SEEDS
from pingan.documents.rules.mediation_kinds import MEDIATION_KINDS
from pingan.files.services import open_file
from pingan.org.models import Organ, Post
from tests.disputes.test_case_file import texts_of
from tests.factories.disputes import (
    APPLICANT,
    act,
    begun,
    clause_of,
    given_dispute,
    given_registration,
    next_morning,
    step,
)
from tests.factories.org import given_organ
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def words(dispute: Dispute, kind: str) -> dict[str, str]:
    return dispute.papers.select_related("document").get(kind=kind).document.data


def test_the_note_of_performance_holds_the_clause_and_its_day(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    clause = clause_of(dispute)
    act(here, dispute, "perform_clause", "mediator", clause=clause.pk, note="已恢复排水沟")
    note = words(dispute, "performance_note")
    assert note["performance"] == "已恢复排水沟"
    assert "恢复原排水沟，金额1,200.00元" in note["terms"]
    assert clause.due_on is not None
    assert note["due"] == f"{clause.due_on.year}年{clause.due_on.month}月{clause.due_on.day}日"


def test_an_agreement_says_how_many_copies_there_are(here: Place) -> None:
    assert words(given_dispute(here, "performing"), "mediation_agreement")["copies"] == "一式3份。"


def test_papers_speak_chinese_for_an_english_desk(here: Place) -> None:
    with translation.override("en"):
        dispute = given_dispute(here, "unresolved")
    with translation.override("zh-hans"):
        expected = _("screening by a grid worker")
    assert words(dispute, "mediation_intake")["source"] == expected


def test_several_clauses_are_numbered_and_the_last_day_is_named(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    dispute = act(here, dispute, "add_clause", "mediator", text="当面致歉", due_at=next_morning(2))
    for signer in ("sign:applicant", "sign:respondent", "sign:mediator", "sign:committee"):
        dispute = step(here, dispute, signer)
    written = words(dispute, "mediation_agreement")
    first, second = written["terms"].split("\n")
    assert first.startswith("（一）恢复原排水沟") and first.endswith("前履行。")
    assert second.startswith("（二）当面致歉，于")
    last = clause_of(dispute, 1).due_on
    assert last is not None
    assert written["due"] == f"以各条所列日期为准，最迟{last.year}年{last.month}月{last.day}日前。"


def test_every_party_signs_the_agreement_under_its_role(here: Place) -> None:
    lines = words(given_dispute(here, "performing"), "mediation_agreement")["signatures"].split("\n")
    assert [line.partition("（")[0] for line in lines] == [
        "申请人甲",
        "被申请人甲",
        "人民调解员",
        "人民调解委员会",
    ]


def test_with_domestic_violence_no_paper_holds_a_telephone(here: Place) -> None:
    dispute = given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    dispute = act(here, dispute, "mediate", "township_desk", mediator=here.mediators[0].pk)
    assert APPLICANT.phone
    for paper in dispute.papers.select_related("document"):
        assert APPLICANT.name in str(paper.document.data), paper.kind
        assert APPLICANT.phone not in str(paper.document.data), paper.kind
    assert APPLICANT.phone in str(words(given_dispute(here, "mediating"), "mediation_intake"))


def test_the_record_of_one_side_is_signed_by_who_came_and_claims_no_result(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    alone = dispute.parties.get(side="respondent").pk
    dispute = act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室一", parties=(alone,)
    )
    session = begun(dispute).pk
    dispute = act(
        here, dispute, "hold_session", "mediator", session=session, present=(alone,), record="愿意再谈"
    )
    written = words(dispute, "mediation_record")
    assert written["record"] == "愿意再谈。"
    assert "单独听取" in written["result"]
    assert "申请人甲（" not in written["signatures"].replace("被申请人甲（", "")


def test_the_visit_names_who_made_it(here: Place) -> None:
    dispute = given_dispute(here, "closed")
    written = words(dispute, "return_visit")
    assert written["mediator"] == here.users["township_desk"].name
    assert (written["court_dispute"], written["latent_risk"]) == ("否", "无")


def test_an_amount_of_nothing_is_not_written(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    dispute = step(here, step(here, dispute, "plan_session"), "hold_session")
    dispute = act(
        here,
        dispute,
        "agree",
        "mediator",
        form="oral",
        facts="互有过错",
        terms="当面道歉",
        amount="0",
        term="at_once",
    )
    assert clause_of(dispute).amount == 0
    assert words(dispute, "oral_agreement")["terms"] == "当面道歉，即时履行。"


def printed(dispute: Dispute, kind: str) -> str:
    paper = dispute.papers.select_related("document__pdf").get(kind=kind).document
    return "".join("".join(texts_of(b"".join(open_file(paper.pdf)))).split())


def test_no_term_is_printed_that_nobody_agreed(here: Place) -> None:
    dispute = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    dispute = act(
        here,
        dispute,
        "agree",
        "mediator",
        form="oral",
        facts="互有过错",
        terms="不再堆放杂物",
        term="standing",
    )
    paper = printed(dispute, "oral_agreement")
    assert "不再堆放杂物，长期遵守" in paper
    for term in ("即时履行", "履行期限", "约定期限", "按约定履行"):
        assert term not in paper.replace("应当按照约定履行", ""), term


def test_an_undated_clause_does_not_take_the_day_of_another(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    act(here, dispute, "add_clause", "mediator", text="不再堆放杂物", term="standing")
    for signer in ("sign:applicant", "sign:respondent", "sign:mediator", "sign:committee"):
        dispute = step(here, dispute, signer)
    written = words(dispute, "mediation_agreement")
    assert written["due"] == "以各条所列日期为准。"
    assert written["terms"].endswith("（二）不再堆放杂物，长期遵守。")


def test_papers_leave_out_what_was_not_recorded(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    for kind in ("mediation_agreement", "mediation_record"):
        paper = printed(dispute, kind)
        for filler in ("见主要事实", "争议事项：", "各方责任", "以卷内其后", "调解结果"):
            assert filler not in paper, (kind, filler)


def test_the_record_says_of_nobody_who_stayed_away_that_he_was_willing(here: Place) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    alone = dispute.parties.get(side="applicant").pk
    dispute = act(
        here,
        dispute,
        "hold_session",
        "mediator",
        session=begun(dispute).pk,
        present=(alone,),
        record="另一方未到",
    )
    paper = dispute.papers.select_related("document__pdf").get(kind="mediation_record").document
    printed = "".join(texts_of(b"".join(open_file(paper.pdf)))).replace("\n", "")
    assert "另一方未到" in printed
    for claim in ("自愿接受调解", "已经告知", "核对无误"):
        assert claim not in printed, claim


@pytest.mark.parametrize("kind", sorted(MEDIATION_KINDS))
def test_no_wording_of_the_product_says_what_nobody_records(kind: str) -> None:
    body = next(seed.body for seed in SEEDS if seed.kind == kind)
    for claim in ("均自愿", "已经告知", "已经知悉", "经当事人核对", "经被调查人核对", "并告知当事人"):
        assert claim not in body, claim


@pytest.mark.parametrize("performance", ["full", "partial", "none"])
def test_who_reached_nobody_cannot_say_how_it_was_performed(here: Place, performance: str) -> None:
    dispute = given_dispute(here, "resolved")
    answers = {"satisfaction": "no_answer", "note": "三次拨打无人接听"}
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "visit", "township_desk", performance=performance, **answers)
    assert set(refused.value.fields) == {"performance"}
    dispute = act(here, dispute, "visit", "township_desk", performance="unknown", **answers)
    written = words(dispute, "return_visit")
    assert (written["performance"], written["satisfaction"]) == ("未能了解", "联系不上")
    assert (written["court_dispute"], written["latent_risk"]) == ("未了解到", "未了解到")


def told_to_the_police(here: Place, state: str) -> OfficialDocument:
    dispute = given_dispute(here, state, flags=("threat",), flag_note="扬言")
    dispute = act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station",
        told_at=timezone.now(), receipt="康公接字001", note="已告知",
    )  # fmt: skip
    return dispute.papers.select_related("document__organ").get(kind="police_notice").document


@pytest.mark.parametrize("state", ["accepted", "mediating"])
def test_the_police_are_told_in_the_name_of_the_unit_that_tells_them(here: Place, state: str) -> None:
    unit = given_organ(here.township, "朱坊乡综治中心", kind=Organ.Kind.GOVERNANCE_CENTER).pk
    Post.objects.filter(user=here.users["township_desk"]).update(organ_id=unit)
    assert told_to_the_police(here, state).organ_id == here.committee.pk, "the unit numbers no papers"
    Organ.objects.filter(pk=unit).update(document_code="朱坊乡综治")
    paper = told_to_the_police(here, state)
    assert (paper.organ_id, paper.case_number) == (unit, "")
    assert paper.number == f"（{timezone.localdate().year}）朱坊乡综治人调警字第1号"


def test_what_goes_to_the_police_before_any_mediation_has_the_number_of_the_dispute(here: Place) -> None:
    dispute = given_registration(here, flags=("threat",), flag_note="扬言")
    dispute = act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station",
        told_at=timezone.now(), receipt="康公接字001", note="已告知",
    )  # fmt: skip
    assert words(dispute, "police_notice")["case_number"] == dispute.matter.number


def test_an_agreement_names_its_parties_by_number_and_leaves_the_address_to_the_hand(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    dispute = act(
        here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=tuple(PRE_CHECKS)
    )
    for kind in ("mediation_agreement", "confirmation_application"):
        lines = words(dispute, kind)["parties"].split("\n")
        assert [line.partition("：")[0] for line in lines] == [
            "申请人甲", "公民身份号码", "住址", "被申请人甲", "公民身份号码", "住址",
        ], kind  # fmt: skip
        assert lines[1].endswith(APPLICANT.identity_number)
    assert APPLICANT.identity_number not in words(dispute, "mediation_record")["parties"]


def test_no_heading_stands_over_nothing_where_neither_day_nor_manner_was_agreed(here: Place) -> None:
    dispute = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    dispute = act(here, dispute, "agree", "mediator", facts="互有过错", terms="不再堆放杂物", term="standing")
    for signer in ("sign:applicant", "sign:respondent", "sign:mediator", "sign:committee"):
        dispute = step(here, dispute, signer)
    agreement = printed(dispute, "mediation_agreement")
    assert "不再堆放杂物，长期遵守。四、协议的效力" in agreement
    assert "履行期限：" not in agreement and "履行方式：" not in agreement
