"""Two people at once, two clicks at once, no network, a refused file: nothing typed is lost, nothing is doubled."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from grids.models import Incident
from pingan.matters.models import Matter
from tests.browser.people import Desk, fill, unit
from tests.browser.people import open_action as press
from tests.factories.incidents import given_incident

TYPED = "请城管局牵头，三日内修复，注意夜间安全"


def open_action(page: Page, incident_id: int, action: str) -> None:
    page.goto(f"/incidents/{incident_id}/")
    press(page, action)
    expect(page.locator("#action-place form")).to_be_visible()


def test_one_of_two_wins_and_the_other_keeps_what_was_typed(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "accepted")
    winner = desk.open_as(here.users["township_desk"])
    loser = desk.open_as(here.users["township_desk_b"])
    for page in (winner, loser):
        open_action(page, incident.pk, "dispatch")
    fill(winner, organ=unit(here, "housing"), note="请住建局处理")
    fill(loser, organ=unit(here, "city_management"), note=TYPED)
    winner.locator("#action-place .form__actions button").first.click()
    expect(winner.locator("#action-place form")).to_have_count(0)
    loser.locator("#action-place .form__actions button").first.click()

    expect(loser.locator("#action-place [data-message]")).to_be_visible()
    expect(loser.locator("#action-place [name=note]")).to_have_value(TYPED)
    expect(loser.locator("#action-place .timeline").get_by_text("请住建局处理")).to_be_visible()
    desk.shoot(loser, "township_desk-stale-1440")
    incident.matter.refresh_from_db()
    assert incident.matter.organ_id == unit(here, "housing")
    assert incident.matter.timeline.filter(action="dispatch").count() == 1


def test_two_clicks_make_one(desk: Desk) -> None:
    here = desk.world.here
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    worker.goto("/report/")
    box = worker.locator("[data-field=category] [role=combobox]")
    box.fill("路灯")
    worker.locator("[data-field=category] [role=option]").first.click()
    fill(worker, description="路灯坏了")
    worker.locator("#report .form__actions button").dblclick()
    worker.wait_for_url("**/sent/")
    assert Matter.objects.count() == 1

    township = desk.open_as(here.users["township_desk"])
    incident = Incident.objects.get()
    open_action(township, incident.pk, "accept")
    township.locator("#action-place .form__actions button").first.dblclick()
    expect(township.locator("#action-place form")).to_have_count(0)
    assert incident.matter.timeline.filter(action="accept").count() == 1


def test_without_a_network_the_text_stays_and_is_sent_once_it_is_back(desk: Desk) -> None:
    here = desk.world.here
    incident = given_incident(here, "accepted")
    page = desk.open_as(here.users["township_desk"])
    open_action(page, incident.pk, "dispatch")
    fill(page, organ=unit(here, "housing"), note=TYPED)
    page.context.set_offline(True)
    page.locator("#action-place .form__actions button").first.click()
    expect(
        page.locator(":is(.toast, [role=alert], [role=status]):visible").filter(has_text="网络").first
    ).to_be_visible()
    expect(page.locator("#action-place [name=note]")).to_have_value(TYPED)
    page.context.set_offline(False)
    page.locator("#action-place .form__actions button").first.click()
    expect(page.locator("#action-place form")).to_have_count(0)
    desk.forgive("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")
    assert incident.matter.timeline.filter(action="dispatch").count() == 1


def test_a_refused_file_is_named_and_the_report_keeps_its_words(desk: Desk, tmp_path: Path) -> None:
    here = desk.world.here
    false_photo = tmp_path / "假照片.jpg"
    false_photo.write_bytes(b"\xff\xd8\xff\xe0" + b"no picture at all" * 40)
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    worker.goto("/report/")
    worker.locator("#id_photos").set_input_files(false_photo)
    box = worker.locator("[data-field=category] [role=combobox]")
    box.fill("路灯")
    worker.locator("[data-field=category] [role=option]").first.click()
    fill(worker, description=TYPED, place_text="村委会门口")
    worker.locator("#report .form__actions button").click()
    expect(worker.locator("[data-error-summary]")).to_contain_text("假照片.jpg")
    expect(worker.locator("[name=description]")).to_have_value(TYPED)
    expect(worker.locator("[name=place_text]")).to_have_value("村委会门口")
    desk.shoot(worker, "grid_worker-refused-photo-390")
    assert Matter.objects.count() == 0
    worker.locator("#report .form__actions button").click()
    worker.wait_for_url("**/sent/")
    assert Matter.objects.get().text == TYPED


def test_a_bulk_action_tells_the_result_of_every_row(desk: Desk) -> None:
    here = desk.world.here
    incidents = [given_incident(here) for _ in range(3)]
    page = desk.open_as(here.users["township_desk"])
    page.goto("/incidents/")
    for box in page.locator("#inbox input[name=selected]").all():
        box.check()
    page.locator("button[name=action][value=accept]").click()
    given = page.locator("main form .form__actions button").first
    # meanwhile a colleague was faster with one of them
    from tests.factories.incidents import step

    step(here, incidents[0], "accept")
    given.click()
    expect(page.locator("main .rows__item")).to_have_count(3)
    desk.shoot(page, "township_desk-bulk-result-1440")
    states = Matter.objects.values_list("state", flat=True)
    assert list(states) == ["accepted"] * 3
    assert {i.matter.timeline.filter(action="accept").count() for i in incidents} == {1}
