"""The Chinese words of the incident's life, as the trade says them (domain glossary): button, form and timeline."""

from __future__ import annotations

import re

import pytest

from tests.factories.incidents import given_incident, step
from tests.factories.world import World

pytestmark = pytest.mark.django_db

#: State, who acts, action, what the button and the entry say.
STEPS = [
    ("reported", "township_desk", "accept", "受理"),
    ("reported", "township_desk", "reject", "不予受理"),
    ("accepted", "township_desk", "dispatch", "分流"),
    ("accepted", "township_desk", "escalate", "升级至县级"),
    ("accepted", "township_desk", "call_units", "吹哨报到"),
    ("dispatched", "unit_handler", "sign", "签收"),
    ("dispatched", "unit_handler", "return", "退回"),
    ("signed", "unit_handler", "handle", "反馈办理结果"),
    ("signed", "unit_handler", "request_extension", "申请延期"),
    ("handled", "grid_worker", "verify", "核查"),
    ("verified", "township_desk", "answer", "答复反映人"),
    ("answered", "township_desk", "close", "办结"),
]


@pytest.mark.parametrize(("state", "role", "action", "word"), STEPS)
def test_each_step_is_offered_in_the_words_of_the_trade(
    world: World, state: str, role: str, action: str, word: str
) -> None:
    incident = given_incident(world.here, state)
    client = world.here.client(role)
    page = client.get(f"/incidents/{incident.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    buttons = re.findall(rf'<a href="[^"]*/actions/{action}/"[^>]*>(.*?)</a>', page, re.S)
    assert buttons
    assert {re.sub(r"<kbd.*?</kbd>|<[^>]+>", "", button).strip() for button in buttons} == {word}
    form = client.get(f"/incidents/{incident.pk}/actions/{action}/").content.decode()
    assert f'<h2 id="action-title">{word}</h2>' in form


def test_what_is_closed_reads_concluded_and_not_shut(world: World) -> None:
    incident = given_incident(world.here, "answered")
    step(world.here, incident, "close")
    page = world.here.client("township_desk").get(f"/incidents/{incident.pk}/").content.decode()
    timeline = page[page.index("timeline") :]
    assert "办结" in timeline
    assert not re.search(r">\s*(关闭|结案)\s*<", timeline)


def test_a_worker_reports_and_does_not_write_reports(world: World) -> None:
    page = world.here.client("grid_worker").get("/").content.decode()
    found = re.findall(r'<a[^>]*href="/report/"[^>]*>(.*?)</a>', page, re.S)
    words = {re.sub(r"<[^>]+>", "", link).strip() for link in found}
    assert "上报" in words
    assert "报告" not in words
