"""Cases are counted per organ and year, papers within their case; neither has a gap."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from pingan.common.errors import Forbidden, Invalid
from pingan.documents.models import NumberRegister, OfficialDocument
from pingan.documents.services import load_templates, numbers, take_case_number
from pingan.documents.services.numbers import next_tail
from pingan.files.models import StoredFile
from tests.factories.case_papers import CASE, given_case_paper, given_committee, values_for
from tests.factories.documents import LETTER, given_officer, given_organ

pytestmark = pytest.mark.django_db
SPRING = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def committee():
    load_templates()
    return given_committee()


def taken(committee, now=SPRING):
    with transaction.atomic():
        return take_case_number(organ_id=committee.pk, now=now)


def test_cases_count_per_organ_and_year_in_china(committee):
    other = given_organ("塔桥社区居民委员会", "塔桥")
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    new_year = datetime(2026, 12, 31, 16, 1, tzinfo=UTC)
    found = [taken(committee), taken(committee, eve), taken(committee, new_year), taken(other)]
    assert found == [
        "（2026）龙华人调字第1号",
        "（2026）龙华人调字第2号",
        "（2027）龙华人调字第1号",
        "（2026）塔桥人调字第1号",
    ]


def test_an_organ_without_a_code_takes_no_number(committee):
    nameless = given_organ("无代字委员会", "")
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        take_case_number(organ_id=nameless.pk, now=SPRING)
    assert set(refusal.value.fields) == {"organ"}


def test_a_process_prints_its_slow_first_sheet_before_it_locks_the_register(committee, monkeypatch):
    locked = []
    real = numbers.NumberRegister.objects.select_for_update
    monkeypatch.setattr(numbers, "warm_up", lambda: locked.append("warm"))
    monkeypatch.setattr(
        numbers.NumberRegister.objects, "select_for_update", lambda: locked.append("lock") or real()
    )
    taken(committee)
    assert locked == ["warm", "lock"]


@pytest.mark.django_db(transaction=True)
def test_a_case_number_outside_a_transaction_is_refused(committee):
    with pytest.raises(RuntimeError, match="transaction"):
        take_case_number(organ_id=committee.pk, now=SPRING)


@pytest.mark.django_db(transaction=True)
def test_cases_opened_at_once_get_consecutive_numbers_even_when_one_gives_up(committee):
    start, given, failures = threading.Barrier(6), [], []

    def run(number: int) -> None:
        try:
            start.wait(10)
            with transaction.atomic():
                taken_now = take_case_number(organ_id=committee.pk, now=SPRING)
                if number == 3:
                    raise KeyError
            given.append(taken_now)
        except KeyError:
            pass
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(given) == [f"（2026）龙华人调字第{n}号" for n in (1, 2, 3, 4, 5)]


def test_the_papers_of_a_case_carry_its_number_and_a_tail_over_the_years(committee):
    with time_machine.travel(datetime(2026, 12, 30, tzinfo=UTC), tick=False):
        first = given_case_paper("mediation_rights", committee)
        second = given_case_paper("mediation_agreement", committee)
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        third = given_case_paper("return_visit", committee)
    assert [paper.number for paper in (first, second, third)] == [f"{CASE}之{n}" for n in (1, 2, 3)]
    assert [paper.year for paper in (first, third)] == [2026, 2027]
    assert {paper.case_number for paper in (first, second, third)} == {CASE}
    other = given_case_paper("mediation_rights", committee, case_number="（2026）龙华人调字第4号")
    assert other.number.endswith("第4号之1")


def test_a_case_that_is_handed_over_goes_on_counting(committee):
    township = given_organ("塔桥街道人民调解委员会", "塔桥")
    papers = [given_case_paper("mediation_record", organ) for organ in (committee, township, committee)]
    assert [paper.serial for paper in papers] == [1, 2, 3]
    assert NumberRegister.objects.get(case_number=CASE).organ == committee


@pytest.mark.django_db(transaction=True)
def test_two_committees_that_write_for_a_case_at_once_never_give_the_same_tail(committee):
    organs = [committee, given_organ("塔桥街道人民调解委员会", "塔桥")]
    start, given, failures = threading.Barrier(4), [], []

    def run(organ) -> None:
        try:
            start.wait(10)
            with transaction.atomic():
                given.append(next_tail(organ_id=organ.pk, case_number=CASE, year=2026))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(organs[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(given) == [1, 2, 3, 4]


def test_a_paper_of_no_case_counts_by_its_own_kind(committee):
    loose = [
        given_case_paper(kind, committee, case_number="") for kind in ("mediation_rights", "oral_agreement")
    ]
    again = given_case_paper("oral_agreement", committee, case_number="")
    year = timezone.localdate().year
    assert [paper.number for paper in (*loose, again)] == [
        f"（{year}）龙华人调权字第1号",
        f"（{year}）龙华人调口字第1号",
        f"（{year}）龙华人调口字第2号",
    ]
    assert given_case_paper("oral_agreement", committee).serial == 1, "the register of the case is another"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_paper_leaves_no_gap_and_no_file(committee):
    given_case_paper("mediation_rights", committee)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert given_case_paper("mediation_record", committee).serial == 2
        raise RuntimeError
    assert given_case_paper("mediation_agreement", committee).serial == 2
    assert StoredFile.objects.count() == 4


@pytest.mark.parametrize("number", ["3号", "（2026）龙华人调字第3号之1", "（2026）龙华人调协字第3号"])
def test_another_number_than_that_of_a_case_is_refused(committee, number):
    with pytest.raises(Invalid) as refusal:
        given_case_paper(organ=committee, case_number=number)
    assert set(refusal.value.fields) == {"case_number"}
    assert not NumberRegister.objects.exists()


def test_a_letter_carries_no_case_number(committee):
    with pytest.raises(Invalid) as refusal:
        given_case_paper("supervision_letter", committee, data=LETTER)
    assert set(refusal.value.fields) == {"case_number"}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "notice"},
        {"case_number": "", "kind": "mediation_agreement", "year": 2026, "serial": 1, "number": CASE},
        {"serial": 1, "number": "another"},
    ],
    ids=["a notice of a case", "a serial twice", "a tail twice"],
)
def test_the_database_itself_refuses_numbers_that_collide(committee, change):
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        given_case_paper(organ=committee, case_number="")
        paper = given_case_paper(organ=committee)
    row = {
        field.attname: getattr(paper, field.attname)
        for field in OfficialDocument._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialDocument.objects.create(**{**row, "serial": 9, "number": "new", **change})


@pytest.mark.parametrize(("kind", "case_number"), [("case_paper", ""), ("mediation_agreement", CASE)])
def test_the_database_keeps_registers_of_cases_and_of_kinds_apart(committee, kind, case_number):
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberRegister.objects.create(organ=committee, kind=kind, year=2026, case_number=case_number)


def test_only_an_authorised_caller_issues_for_another_organ_or_without_the_duty(committee):
    stranger = given_officer(given_organ(), "community_staff", "mediator")
    with pytest.raises(Forbidden):
        given_case_paper(organ=committee, actor=stranger)
    with pytest.raises(Forbidden):
        given_case_paper(organ=committee, actor=given_officer(given_organ()))
    paper = given_case_paper(organ=committee, actor=stranger, is_authorised=True)
    assert (paper.organ_id, paper.issued_by_id) == (committee.pk, stranger.user_id)


def test_the_name_of_a_party_stands_in_the_encrypted_values_alone(committee):
    invitation = given_case_paper("session_invitation", committee)
    assert invitation.addressee == ""
    assert invitation.data["addressee"] == "张三、李四"
    assert given_case_paper("police_notice", committee).addressee == "贵溪市公安局雄石派出所"
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM documents_officialdocument d WHERE id = %s", [invitation.pk])
        assert "张三" not in cursor.fetchone()[0]


def test_a_notice_to_a_whole_village_is_addressed_to_everybody(committee):
    crowd = "、".join(f"村民{number}" for number in range(300))
    data = {**values_for("mediation_end"), "addressee": crowd}
    assert given_case_paper("mediation_end", committee, data=data).data["addressee"] == crowd
    data = {**values_for("police_notice"), "addressee": crowd}
    with pytest.raises(Invalid) as refusal:
        given_case_paper("police_notice", committee, data=data)
    assert set(refusal.value.fields) == {"addressee"}


def test_an_addressed_paper_needs_its_addressee_and_another_has_none(committee):
    data = values_for("session_invitation")
    with pytest.raises(Invalid) as refusal:
        given_case_paper("session_invitation", committee, data={**data, "addressee": ""})
    assert set(refusal.value.fields) == {"addressee"}
    with pytest.raises(Invalid) as refusal:
        given_case_paper(
            "mediation_record", committee, data={**values_for("mediation_record"), "addressee": "x"}
        )
    assert set(refusal.value.fields) == {"addressee"}
