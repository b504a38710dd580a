"""What papers of a dispute say: the clause as it was agreed, and Chinese whatever language the desk reads."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from disputes.models import Dispute
from tests.factories.disputes import act, clause_of, given_dispute
from tests.factories.world import Place, given_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return given_world().here


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
    assert words(given_dispute(here, "performing"), "mediation_agreement")["copies"] == "一式3份"


def test_papers_speak_chinese_for_an_english_desk(here: Place) -> None:
    with translation.override("en"):
        dispute = given_dispute(here, "unresolved")
    with translation.override("zh-hans"):
        expected = _("screening by a grid worker")
    assert words(dispute, "mediation_intake")["source"] == expected
