"""At the dispute desk: a quarrel that is registered already is shown before it is sent; several are taken together."""

from __future__ import annotations

from playwright.sync_api import expect

from disputes.models import Dispute
from pingan.matters.models import Matter
from tests.browser.people import Desk, fill
from tests.factories.disputes import given_dispute, given_registration

TYPED = "排水沟走向的事又吵起来了"


def test_a_worker_is_shown_what_is_registered_already_and_loses_nothing(desk: Desk) -> None:
    here = desk.world.here
    first = given_registration(here)
    place = {"longitude": here.point[0], "latitude": here.point[1], "accuracy": 12}
    page = desk.open_as(
        here.users["grid_worker"], size="phone", geolocation=place, permissions=["geolocation"]
    )
    page.goto("/disputes/new/")
    fill(page, description=TYPED, **{"parties-0-name": "郭某某", "parties-1-name": "曾某某"})
    page.locator("[data-geolocate] button").click()
    expect(page.locator("[name=longitude]")).not_to_have_value("")
    page.locator("[data-field=type] [role=combobox]").fill("邻里")
    page.locator("[data-field=type] [role=option]").first.click()
    hint = page.locator("#repeats section")
    expect(hint).to_be_visible()
    expect(hint.locator(".number-code")).to_have_text(first.matter.number)
    hint.scroll_into_view_if_needed()
    desk.shoot(page, "grid_worker-disputes-repeat-390")
    with page.context.expect_page() as opened:
        hint.locator("a.button").click()
    expect(opened.value.locator("main").get_by_text(first.matter.number).first).to_be_visible()
    opened.value.close()
    expect(page.locator("[name=description]")).to_have_value(TYPED)
    hint.locator("button[type=submit]").click()
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    assert Dispute.objects.latest("pk").matter.text == TYPED
    assert Dispute.objects.count() == 2


def test_what_came_while_somebody_typed_stands_between_the_button_and_the_register(desk: Desk) -> None:
    here = desk.world.here
    page = desk.open_as(here.users["township_desk"])
    page.goto("/disputes/new/")
    page.locator("[data-field=type] [role=combobox]").fill("邻里")
    page.locator("[data-field=type] [role=option]").first.click()
    fill(page, description=TYPED, place_text="新屋组水渠边", **{"parties-0-name": "郭某某"})
    nowhere = {
        "longitude": None,
        "latitude": None,
        "region": here.township.code,
        "place_text": "新屋组水渠边",
    }
    first = given_registration(here, "township_desk", source="walk_in", **nowhere)
    page.locator("#dispute .form__actions button.button--primary").click()
    notice = page.locator("#dispute .notice--warning")
    expect(notice).to_be_focused()
    expect(page.locator("#repeats .number-code")).to_have_text(first.matter.number)
    expect(page.locator("[name=description]")).to_have_value(TYPED)
    expect(page.locator("[name='parties-0-name']")).to_have_value("郭某某")
    desk.shoot(page, "township_desk-disputes-repeat-1440", full=True)
    page.locator("#dispute .form__actions button.button--primary").click()
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    assert Dispute.objects.count() == 2


def test_several_are_accepted_together_and_each_is_answered(desk: Desk) -> None:
    here = desk.world.here
    fresh = [given_registration(here) for _number in range(2)]
    begun = given_dispute(here, "accepted")
    given_registration(here, "township_desk", source="walk_in", restriction="domestic_violence")
    page = desk.open_as(here.users["township_desk"])
    page.goto("/disputes/?tab=all")
    boxes = page.locator("#inbox input[name=selected]")
    expect(boxes).to_have_count(3)  # the restricted one has none
    for box in boxes.all():
        box.check()
    desk.shoot(page, "township_desk-disputes-bulk-1440")
    page.locator("button[name=action][value=accept]").click()
    page.locator("main form .form__actions button").first.click()
    expect(page.locator("main .rows__item")).to_have_count(3)
    expect(page.locator("main .rows__item .badge--green")).to_have_count(2)
    desk.shoot(page, "township_desk-disputes-bulk-result-1440")
    keys = [dispute.pk for dispute in (*fresh, begun)]
    assert set(Matter.objects.filter(pk__in=keys).values_list("state", flat=True)) == {"accepted"}
