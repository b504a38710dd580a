"""The watch over clauses: past its batches, past those that fail, and each clause once though two workers run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from disputes.models import AgreementClause, Dispute
from disputes.services import clauses
from disputes.services.clauses import watch_clauses
from grids.models import WorkflowNumber
from pingan.common.errors import Busy
from pingan.common.models import OutboxEntry
from pingan.matters.models import TimelineEntry
from tests.factories.disputes import act, given_dispute, next_morning, step
from tests.factories.world import Place, given_world

TEXTS = ("赔礼道歉", "清理通道", "支付费用", "恢复原状")


def _performing(here: Place) -> Dispute:
    """An agreement in effect with five clauses."""
    dispute = given_dispute(here, "agreed")
    for text in TEXTS:
        dispute = act(here, dispute, "add_clause", "mediator", text=text, due_at=next_morning(20))
    for signer in ("applicant", "respondent", "mediator", "committee"):
        dispute = step(here, dispute, f"sign:{signer}")
    assert dispute.matter.state == "performing"
    return dispute


def _fall_due(days: int) -> None:
    AgreementClause.objects.update(due_on=timezone.localdate() + timedelta(days=days))


def _marked() -> int:
    return TimelineEntry.objects.filter(action="mark_overdue").count()


def _announced() -> int:
    return OutboxEntry.objects.filter(payload__content__key__startswith="clause:").count()


@pytest.mark.django_db
def test_a_run_works_past_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    _performing(given_world().here)
    monkeypatch.setattr(clauses, "_BATCH", 2)
    _fall_due(-1)
    assert watch_clauses(timezone.now()) == 1 + len(TEXTS)
    assert watch_clauses(timezone.now()) == 0
    assert _marked() == 1 + len(TEXTS)


@pytest.mark.django_db
def test_one_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clause that is first in every batch belongs to a matter that somebody holds."""
    _performing(given_world().here)
    monkeypatch.setattr(clauses, "_BATCH", 1)
    _fall_due(-1)
    first = AgreementClause.objects.order_by("due_on", "pk")[0].pk
    really = clauses.perform

    def perform(**values: Any) -> Any:
        if values["data"].clause == first:
            raise Busy()
        return really(**values)

    monkeypatch.setattr(clauses, "perform", perform)
    assert watch_clauses(timezone.now()) == len(TEXTS)
    monkeypatch.undo()
    assert watch_clauses(timezone.now()) == 1


@pytest.mark.django_db
def test_how_early_is_the_office_s_number_and_asked_once_per_division(
    django_assert_max_num_queries: Any,
) -> None:
    _performing(given_world().here)
    _fall_due(6)
    assert watch_clauses(timezone.now()) == 0
    with django_assert_max_num_queries(8):
        watch_clauses(timezone.now())
    WorkflowNumber.objects.filter(code="dispute.clause_remind_days_before").update(value=7)
    assert watch_clauses(timezone.now()) == 1 + len(TEXTS)
    assert watch_clauses(timezone.now()) == 0


@pytest.mark.django_db
def test_the_search_for_due_clauses_stays_on_its_index() -> None:
    """At a million disputes most clauses are settled; the partial index holds the open ones alone."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        rows = AgreementClause.objects.filter(state="pending", due_on__lt=timezone.localdate()).order_by(
            "due_on", "pk"
        )
        plan = rows[:500].explain()
    assert "clause_due" in plan, plan


def _at_once(count: int) -> list[int]:
    start = Barrier(count)

    def run(number: int) -> int:
        try:
            start.wait(timeout=30)
            return watch_clauses(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mark_and_announce_each_clause_once() -> None:
    _performing(given_world().here)
    _fall_due(-1)
    assert sum(_at_once(2)) == _marked() == 1 + len(TEXTS)
    assert set(AgreementClause.objects.values_list("state", flat=True)) == {"overdue"}
    AgreementClause.objects.update(state="pending", due_on=timezone.localdate() + timedelta(days=1))
    before = _announced()
    assert sum(_at_once(2)) == 1 + len(TEXTS)
    keys = list(
        OutboxEntry.objects.filter(payload__content__key__startswith="clause:").values_list(
            "payload__content__key", flat=True
        )
    )
    assert len(set(keys)) == 1 + len(TEXTS)
    assert _announced() > before
