"""A year of assessment in browsers: a scheme, a run and a case, each step with its own page."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

import assessment.tasks  # noqa: F401 - registers the jobs
import pingan.web.tasks  # noqa: F401 - registers the jobs
from assessment.models import AccountabilityCase, AssessmentRun, AssessmentScheme
from assessment.queries.cases import answerable, recipients_of
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.matters.models import Clock
from tests.browser.people import fill, words
from tests.browser.table import address_of, answer_to, open_form, typed_day
from tests.browser.test_every_page import WIDER

WITH_KEY = re.compile(r"/\d+/$")


def work() -> None:
    """Do what the worker does now until nothing is left: one job hands out the next."""
    waiting = OutboxEntry.objects.filter(done_at=None, parked_at=None)
    while left := list(waiting.filter(available_at__lte=timezone.now()).values_list("pk", flat=True)):
        for key in left:
            assert deliver(key), OutboxEntry.objects.get(pk=key).last_error


def on(days: int) -> str:
    """Return what a person types for the day so many days from today."""
    return typed_day(timezone.now() + timedelta(days=days))


def send(page: Page, form: str) -> None:
    """Press the button that sends a form, and wait for the page that follows; it fits its window."""
    with page.expect_navigation():
        page.locator(f"{form} .form__actions button.button--primary").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".field__error").count() == 0, page.locator(".field__error").all_inner_texts()
    assert page.evaluate(WIDER) <= 0, f"too wide: {page.url}"


def press(page: Page, name: str) -> None:
    """Follow the first link or press the first button of a name that the page shows."""
    link = page.locator("main").get_by_role("link", name=name, exact=True)
    (
        link if link.count() else page.locator("main").get_by_role("button", name=name, exact=True)
    ).first.click()
    page.wait_for_load_state("networkidle")


def begin_scheme(page: Page, year: int, audience: str) -> AssessmentScheme:
    """Derive a draft from the scheme above, from the list on."""
    page.goto("/assessment/schemes/")
    press(page, words("Begin a draft"))
    fill(page, year=year, audience=audience)
    page.locator("main .form__actions button.button--primary").click()
    page.wait_for_url(WITH_KEY)
    return AssessmentScheme.objects.get(pk=int(page.url.rstrip("/").split("/")[-1]))


def publish_scheme(page: Page, scheme: AssessmentScheme, document: str) -> None:
    page.goto(f"/assessment/schemes/{scheme.pk}/")
    fill(page, document=document)
    press(page, words("Publish"))
    scheme.refresh_from_db()
    assert scheme.state == "published", page.locator("main").inner_text()


def prepare_run(page: Page, scheme: AssessmentScheme, title: str) -> AssessmentRun:
    """Prepare a run by a scheme, from the list on."""
    page.goto("/assessment/runs/")
    page.locator("main a[href='/assessment/runs/new/']").first.click()
    fill(
        page, scheme=scheme.pk, title=title, since=f"{scheme.year}-01-01", until=f"{scheme.year}-12-31",
        report_until=(timezone.localdate() + timedelta(days=20)).isoformat(),
    )  # fmt: skip
    send(page, "#run")
    expect(page).to_have_url(WITH_KEY)
    return AssessmentRun.objects.select_related("matter", "scheme").get(scheme=scheme)


def take_with_file(page: Page, row: Any, action: str, file: Path, **fields: Any) -> None:
    """Take one action with a file at its form, and follow to the matter's page."""
    form = open_form(page, row, action)
    fill(form, **fields)
    form.locator("input[type=file]").set_input_files(file)
    with page.expect_navigation():
        assert answer_to(page, form, action) == 204
    page.wait_for_load_state("networkidle")


def report(page: Page, run: AssessmentRun, part: str, whole: str, evidence: Path) -> None:
    """From the run's page to the own unit, and what is asked there, with evidence."""
    to_own_unit(page, run)
    press(page, words("Report now"))
    fill(page, part=part, whole=whole, text="台账和附件为凭")
    page.locator("#step input[type=file]").set_input_files(evidence)
    send(page, "#step")
    expect(page.locator("main").get_by_text(f"{part} / {whole}")).to_be_visible()
    expect(page.locator("main a[href*='/files/']", has_text=evidence.name)).to_be_visible()


def to_own_unit(page: Page, run: AssessmentRun) -> None:
    page.goto(address_of(run))
    page.locator("main .rows a.rows__title[href*='/units/']").first.click()
    page.wait_for_url("**/units/*/")


def confirm_all(page: Page, run: AssessmentRun) -> None:
    """From the run's page to what is to be confirmed; confirm it, one after the other."""
    page.goto(address_of(run))
    page.locator(f"main a[href='{address_of(run)}confirmations/']").first.click()
    page.wait_for_url("**/confirmations/")
    button = page.locator("main form[action$='/confirm/'] button")
    while button.count():
        left = button.count()
        button.first.click()
        expect(button).to_have_count(left - 1)


def end_term(row: Any, stage: str) -> None:
    """Let a term be over: as if it had begun three weeks ago."""
    ago = timezone.now() - timedelta(days=21)
    rows = Clock.objects.filter(matter_id=row.pk, stage=stage)
    assert rows.update(started_at=ago, warn_at=ago, due_at=ago + timedelta(days=7)) == 1


def candidate(rule: str, **subject: Any) -> AccountabilityCase:
    """Return the candidate that a rule has proposed about somebody."""
    return AccountabilityCase.objects.select_related("matter__region", "region", "organ").get(
        rule=rule, **subject
    )


def leaders_of(case: AccountabilityCase) -> list[int]:
    """Return who answered for whom a case is about on the day of its event; there is somebody."""
    found = [held.pk for held in answerable(case)]
    assert found
    return found


def recipient_of(case: AccountabilityCase) -> int:
    """Return the unit that its notices are served on."""
    return int(recipients_of(case)[0].pk)
