"""The office rewords a paper of mediation at its screen, and the next mediation of its area is told so."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.people import Desk
from tests.browser.table import whole_file
from tests.browser.test_dispute_life import take
from tests.disputes.test_case_file import texts_of
from tests.factories.disputes import given_dispute

WORDS = "南康区法律服务热线每日八时至十八时接听。"


def test_the_office_rewords_a_paper_and_the_next_one_says_it(desk: Desk) -> None:
    here = desk.world.here
    office = desk.open_as(here.users["body_office"])
    office.goto("/documents/templates/")
    office.locator("a[href='/documents/templates/mediation_rights/']").first.click()
    body = office.locator("[name=body]")
    expect(body).to_be_visible()
    body.fill(f"{body.input_value()}\n{WORDS}")
    office.locator("form:has([name=body]) button.button--primary").click()
    office.wait_for_load_state("networkidle")
    expect(office.locator("[name=body]")).to_have_value(re.compile(re.escape(WORDS)))

    dispute = given_dispute(here, "accepted")
    township = desk.open_as(here.users["township_desk"])
    take(township, dispute, "mediate", mediator=here.mediators[0].pk)
    township.goto(f"/disputes/{dispute.pk}/")
    paper = dispute.papers.select_related("document").get(kind="mediation_rights").document
    township.locator(f"main a[href='/documents/{paper.pk}/']").click()
    expect(township.locator("main")).to_contain_text(paper.number)
    printed = township.request.get(f"/documents/{paper.pk}/pdf/")
    assert printed.ok
    assert WORDS in "".join(texts_of(printed.body())).replace("\n", "")
    township.goto(f"/disputes/{dispute.pk}/file.pdf")
    whole = whole_file(township)
    assert whole.ok
    assert WORDS in "".join(texts_of(whole.body())).replace("\n", "")
