"""The bound file of each life that the issue names: its catalogue and pages are those of the papers of that life."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone

from disputes.models import Dispute
from disputes.rules.agreements import PRE_CHECKS
from disputes.rules.casefile import place_of
from disputes.services.course import TITLE as COURSE
from pingan.files.services import open_file
from tests.disputes.test_case_file import opened, texts_of
from tests.factories.disputes import act, begun, clause_of, given_dispute, next_morning, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db

_LINE = re.compile(r"^(\d+) (.+?) (\d+)(?:—(\d+))?(?: .*)?$")
#: What opens every mediation.
OPENING = ["mediation_intake", "mediation_rights"]
HELD = [*OPENING, "session_invitation", "session_invitation", "mediation_record"]


def kept(here: Place) -> Dispute:
    dispute = given_dispute(here, "performing")
    dispute = act(
        here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已恢复排水沟"
    )
    return step(here, step(here, dispute, "visit"), "close")


def refused(here: Place) -> Dispute:
    dispute = given_dispute(here, "mediating", type="FOREST_LAND")
    party = dispute.parties.get(side="respondent")
    return act(here, dispute, "refuse", "mediator", party=party.pk, note="明确表示不接受调解")


def arbitrated(here: Place) -> Dispute:
    dispute = given_dispute(here, "unresolved", type="LABOR")
    dispute = act(
        here, dispute, "refer", "township_desk", kind="arbitration_labor", receiver="南康区劳动人事争议仲裁委员会",
        note="申请人申请仲裁",
    )  # fmt: skip
    now = timezone.now()
    given = {"number_there": "康劳仲〔2026〕9号"}
    dispute = act(here, dispute, "channel_accepted", "township_desk", accepted_at=now, **given)
    dispute = act(
        here, dispute, "channel_result", "township_desk", result="award", decided_at=now, note="支付工资", **given
    )  # fmt: skip
    return step(here, step(here, dispute, "visit"), "close")


def settled(here: Place) -> Dispute:
    return given_dispute(here, "registered", settlement="双方握手言和，互不追究")


def agreed_orally(here: Place) -> Dispute:
    dispute = given_dispute(here, "mediating")
    dispute = step(here, step(here, dispute, "plan_session"), "hold_session")
    return act(
        here, dispute, "agree", "mediator", form="oral", facts="互有过错", terms="当面道歉", term="at_once"
    )


def confirmed(here: Place) -> Dispute:
    dispute = given_dispute(here, "performing")
    dispute = act(
        here, dispute, "apply_confirmation", "mediator", court="南康区人民法院", checks=tuple(PRE_CHECKS)
    )
    return act(
        here, dispute, "decide_confirmation", "mediator", result="confirmed", number_there="（2026）赣0703诉前调确9号",
        decided_at=timezone.now(),
    )  # fmt: skip


def told_to_the_police(here: Place) -> Dispute:
    dispute = given_dispute(here, "accepted", flags=("threat",), flag_note="扬言同归于尽")
    return act(
        here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="station", told_at=timezone.now(),
        receipt="康公接字001", note="已电话告知",
    )  # fmt: skip


def restricted(here: Place) -> Dispute:
    dispute = given_dispute(here, "accepted", restriction="domestic_violence", role="township_desk")
    dispute = act(here, dispute, "mediate", "township_desk", mediator=here.mediators[0].pk)
    victim = dispute.parties.get(side="applicant")
    dispute = act(
        here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室一", is_joint=False,
        parties=(victim.pk,),
    )  # fmt: skip
    record, session = "单独听取了申请人的陈述", begun(dispute).pk
    return act(
        here, dispute, "hold_session", "mediator", session=session, present=(victim.pk,), record=record
    )


#: Life -> the kinds of its papers in the order of the catalogue, and where the sheet of the course stands (None: nowhere).
LIVES: dict[str, tuple[Callable[[Place], Dispute], list[str], int | None]] = {
    "kept": (kept, [*HELD, "mediation_agreement", "performance_note", "return_visit"], None),
    "refused": (refused, [*OPENING, "mediation_end"], None),
    "arbitrated": (arbitrated, [*OPENING, "mediation_end", "referral_letter", "return_visit"], 5),
    "settled": (settled, [], 0),
    "agreed orally": (agreed_orally, [*HELD, "oral_agreement"], None),
    "confirmed": (confirmed, [*HELD, "mediation_agreement", "confirmation_application"], 7),
    "told to the police": (told_to_the_police, ["police_notice"], 0),
    "restricted": (restricted, [*OPENING, "session_invitation", "mediation_record"], None),
}
#: What only the file of this life says.
SAYS = {
    "kept": ("人民调解卷宗", "已恢复排水沟"),
    "refused": ("明确拒绝调解", "终止人民调解告知书"),
    "arbitrated": ("康劳仲〔2026〕9号", "支付工资"),
    "settled": ("矛盾纠纷卷宗", "双方握手言和，互不追究"),
    "agreed orally": ("人民调解口头协议登记表", "当面道歉"),
    "confirmed": ("（2026）赣0703诉前调确9号", "司法确认申请书"),
    "told to the police": ("矛盾纠纷卷宗", "康公接字001"),
    "restricted": ("人民调解卷宗", "单独听取了申请人的陈述"),
}


def pages_of(stored: Any) -> int:
    with pypdfium2.PdfDocument(b"".join(open_file(stored))) as document:
        return len(document)


@pytest.mark.parametrize("life", LIVES)
def test_the_file_of_each_life_holds_its_papers_and_no_others(here: Place, life: str) -> None:
    live, kinds, sheet_at = LIVES[life]
    dispute = live(here)
    answer = opened(here.client("mediator" if dispute.case_number else "township_desk"), dispute)
    assert answer.status_code == 200
    papers = sorted(
        dispute.papers.select_related("document__pdf"), key=lambda row: (place_of(row.kind), row.pk)
    )
    assert [paper.kind for paper in papers] == kinds
    expected = [(paper.document.title, pages_of(paper.document.pdf)) for paper in papers]
    if sheet_at is not None:
        expected.insert(sheet_at, (COURSE, 1))

    pages = texts_of(answer.content)
    listed = [found.groups() for line in pages[1].split("\n") if (found := _LINE.match(line))]
    at, wanted = 3, []
    for number, (title, count) in enumerate(expected, start=1):
        last = at + count - 1
        wanted.append((str(number), title, str(at), str(last) if count > 1 else None))
        # The part begins where the catalogue says, and the number is stamped on it.
        assert title in pages[at - 1].replace("\n", ""), (title, at)
        assert f"第 {at} 页" in pages[at - 1]
        at = last + 1
    wanted.append((str(len(expected) + 1), "卷宗情况说明（封底）", str(at), None))
    assert listed == wanted
    assert len(pages) == at
    assert f"本卷共 {at} 页" in pages[0]
    whole = "".join("".join(pages).split())
    for words in SAYS[life]:
        assert "".join(words.split()) in whole, words
    for party in dispute.parties.all():
        assert party.name in pages[0]


def test_only_what_was_mediated_is_called_a_mediation(here: Place) -> None:
    pages = texts_of(opened(here.client("township_desk"), settled(here)).content)
    assert "人民调解员" not in "".join(pages)
    assert "未经人民调解" in pages[-1]
