"""The pages of disputes: labels, headings, no overflow at 320, 390 and 1440, English complete, long names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from disputes.models.choices import Side
from disputes.models.parties import label_of
from disputes.services import NewParty
from tests.browser.people import Desk
from tests.browser.test_every_page import CHROME, FAULTS, WIDER, own_words, switch_to_english
from tests.factories.disputes import act, given_dispute, given_registration, past_due, step

LONG = "江西省南康区朱坊乡家具产业园区第三期工程建设开发有限责任公司朱坊村分公司筹备处"
PAGES = {
    "grid_worker": ("/", "/disputes/", "/disputes/new/", "/disputes/{red}/"),
    "township_desk": (
        "/", "/disputes/?tab=all", "/disputes/?layout=board", "/disputes/new/", "/disputes/{whole}/", "/disputes/{red}/",
        "/disputes/{red}/actions/tell_police/", "/disputes/{red}/actions/review_flag/", "/disputes/export/",
        "/disputes/?tab=all&q=无此词",
    ),
    "mediator": (
        "/", "/disputes/", "/disputes/{whole}/", "/disputes/{table}/actions/plan_session/",
        "/disputes/{heard}/actions/agree/", "/disputes/{whole}/actions/perform_clause/",
    ),
    "leader": ("/", "/disputes/", "/disputes/{whole}/"),
}  # fmt: skip


def paths_of(desk: Desk, role: str) -> list[str]:
    here = desk.world.here
    whole = given_dispute(here, "performing")
    act(here, whole, "breach", "mediator", clause=past_due(whole).pk, note="到期没有恢复")
    red = given_registration(
        here,
        flags=("threat", "weapon", "custody"),
        flag_note="扬言报复，家中有刀",
        parties=(NewParty("applicant", LONG, kind="organisation"), NewParty("respondent", "钟文斌")),
        place_text="朱坊乡家具产业园区第三期工程建设工地东侧临时板房旁的排水沟与旧围墙交界处",
    )
    table = given_dispute(here, "mediating")
    heard = step(here, step(here, given_dispute(here, "mediating"), "plan_session"), "hold_session")
    keys = {"whole": whole.pk, "red": red.pk, "table": table.pk, "heard": heard.pk}
    return [path.format(**keys) for path in PAGES[role]]


@pytest.mark.parametrize("role", list(PAGES))
def test_pages_of_disputes_are_well_made_at_every_width_and_speak_english(desk: Desk, role: str) -> None:
    paths = paths_of(desk, role)
    page = desk.open_as(desk.world.here.users[role])
    problems = [problem for path in paths for problem in badly_made(page, path)]
    switch_to_english(page)
    # The sign of a party stays Chinese in every language (applicant 甲), so that it matches stored texts.
    data = [
        *own_words(desk),
        *labels(),
        *(f"\xa0{sign}" for sign in "甲乙丙"),
        *here_rooms(desk),
        "无此词",
        "恢复原排水沟",
    ]
    problems += [problem for path in paths for problem in not_english(page, path, data)]
    assert sorted(set(problems)) == []


def badly_made(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    if answer.status != 200:
        return [f"{path}: {answer.status}"]
    problems = [f"{path}: {fault}" for fault in page.evaluate(FAULTS)]
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        if (wider := page.evaluate(WIDER)) > 0:
            problems.append(f"{path}: {wider} px too wide at {width}")
    return problems


def not_english(page: Page, path: str, data: list[str]) -> list[str]:
    page.goto(path)
    problems = []
    for text in page.evaluate(CHROME):
        rest = text
        for word in data:
            rest = rest.replace(word, "")
        if re.search(r"[\u4e00-\u9fff]", rest):
            problems.append(f"{path} in English: {text.strip()[:80]}")
    return problems


def here_rooms(desk: Desk) -> list[str]:
    return list(desk.world.here.committee.rooms)


def labels() -> list[str]:
    """Roles of parties as texts hold them, whatever the reader's language; the longer ones first."""
    found = [
        label_of(side, place, is_representative=is_for)
        for side in Side.values for place in (1, 2, 3) for is_for in (True, False)
    ]  # fmt: skip
    return sorted(found, key=len, reverse=True)
