"""Every public page and its desk under axe: Chinese and English, phone and desk; nothing is wider than the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from grids.services.submission_codes import ask_review
from grids.services.submission_desk import Taking, take_submission
from grids.services.volunteer_hours import note_hours
from grids.services.volunteers import certify
from pingan.documents.services import load_templates
from tests.browser.axe import violations
from tests.browser.people import Desk
from tests.factories.incidents import step
from tests.factories.submissions import given_submission
from tests.factories.volunteers import given_activity, given_application, given_police, given_volunteer
from tests.factories.world import Place

LOOKS = [("zh-hans", "phone"), ("zh-hans", "desk"), ("en", "phone"), ("en", "desk")]
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
See = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@dataclass(frozen=True)
class Sent:
    """What stands at the desk, and the codes of those who sent it."""

    county: str
    codes: dict[str, str]
    desk: tuple[str, ...]


def given_everything(here: Place) -> Sent:
    """Put something before every page that can be seen."""
    load_templates()
    given_police(here)
    desk = here.actor("township_desk")
    waiting = given_submission(here, name="张建国", phone="13812345678")
    flood = given_submission(here, text="加微信 http://spam.example 发财")
    sides = {"other_party": "李四", "name": "张三", "phone": "13900000000"}
    mediation = given_submission(here, kind="mediation", text="排水沟纠纷", **sides)
    applied = given_application(here)
    closed = given_submission(here, text="垃圾堆在路口没人清理")
    incident = take_submission(
        actor=desk, pk=closed.submission.pk, data=Taking(category="APPEAL.FACILITY.LAMP")
    )
    for name in ("accept", "dispatch", "sign", "handle", "verify", "answer", "close"):
        incident = step(here, incident, name)
    reviewed = given_submission(here, text="桥栏杆断了一截")
    rejected = take_submission(
        actor=desk, pk=reviewed.submission.pk, data=Taking(category="APPEAL.FACILITY.LAMP")
    )
    step(here, rejected, "reject")
    ask_review(code=reviewed.code, reason="栏杆还是断的")
    volunteer, code = given_volunteer(here)
    note_hours(actor=desk, pk=volunteer.pk, activity=given_activity(here).pk, hours=4)
    certify(actor=desk, pk=volunteer.pk)
    rows = (waiting, mediation, applied, closed, reviewed)
    return Sent(
        here.county.code[:6],
        {
            "waiting": waiting.code, "closed": closed.code, "reviewed": reviewed.code, "volunteer": code,
            "applied": applied.code,
        },
        (
            "/submissions/", "/submissions/?part=set_aside", "/submissions/?part=review", "/submissions/?part=decided",
            *(f"/submissions/{one.submission.pk}/" for one in (*rows, flood)),
            f"/disputes/applications/{mediation.submission.pk}/", "/volunteers/", "/volunteers/?part=left",
            f"/volunteers/{volunteer.pk}/",
        ),
    )  # fmt: skip


def in_language(desk: Desk, page: Page, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": desk.url}])


def walk_public(page: Page, sent: Sent, see: See) -> None:
    """Show each public page, the forms refused, one sent, and what each code shows."""
    for path in ("/public/", "/public/report/", "/public/progress/"):
        page.goto(path)
        see(page, path)
    for door in ("report", "mediation", "volunteer"):
        path = f"/public/{door}/?county={sent.county}"
        page.goto(path)
        see(page, path)
        page.locator(".form__actions button").click()
        page.locator(".field__error").first.wait_for()
        see(page, f"{path} refused")
    page.locator("[name=services]").first.check()
    page.locator("[name=name]").fill("王小明")
    page.locator("[name=phone]").fill("13900001111")
    page.locator("[name=consent]").check()
    page.wait_for_timeout(3500)  # nobody types faster
    page.locator(".form__actions button").click()
    page.locator(".consult-link").wait_for()
    see(page, "sent")
    for name, code in sent.codes.items():
        page.goto("/public/progress/")
        page.locator("[name=code]").fill(code)
        page.locator(".form__actions button").click()
        page.locator("dl.facts").first.wait_for()
        see(page, f"progress {name}")


def walk_desk(page: Page, sent: Sent, see: See) -> None:
    for path in sent.desk:
        page.goto(path)
        page.locator("html[data-ready]").wait_for()
        see(page, path)


def too_wide(page: Page) -> str:
    """What stands out of the page at its right; blank: nothing."""
    found: str = page.evaluate(
        "() => { const wide = document.documentElement.clientWidth;"
        " const out = [...document.querySelectorAll('main *')].find((e) => e.getBoundingClientRect().right > wide + 1"
        " && !e.closest('[hidden], .visually-hidden, .table__frame, .tabs'));"
        " return document.documentElement.scrollWidth > wide + 1 ? (out ? out.outerHTML.slice(0, 120) : 'page') : ''; }"
    )
    return found


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_axe_finds_nothing_on_public_pages_nor_at_their_desk(desk: Desk, language: str, size: str) -> None:
    here = desk.world.here
    sent = given_everything(here)
    problems: list[str] = []

    def see(page: Page, name: str) -> None:
        problems.extend(f"{name}: {one}" for one in violations(page))
        if wide := too_wide(page):
            problems.append(f"{name}: runs out of the page: {wide}")
        heading = page.locator("h1").first.inner_text()
        if (
            language == "en"
            and name in {"/public/", "/submissions/", "/volunteers/"}
            and _CHINESE.search(heading)
        ):
            problems.append(f"{name}: is not in English: {heading}")

    outside = desk.window(size, bypass_csp=True)
    in_language(desk, outside, language)
    walk_public(outside, sent, see)
    inside = desk.come_as(here.users["township_desk"], size=size, bypass_csp=True)
    in_language(desk, inside, language)
    walk_desk(inside, sent, see)
    assert problems == [], "\n".join(problems)
