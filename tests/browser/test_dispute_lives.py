"""The other lives of a dispute, each by its proper people at their own screens. Where it begins is made by the machine."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from disputes.machine.sentences import FAILED, FLAGGED, REFUSED
from disputes.models import Dispute
from disputes.rules.agreements import PRE_CHECKS
from tests.browser.people import Desk, fill, words
from tests.browser.table import (
    is_told,
    next_steps,
    open_form,
    opens_the_file,
    refused,
    shows_whole_timeline,
    state_of,
    take,
    typed_day,
)
from tests.factories.disputes import given_dispute


def has_paper(page: Page, dispute: Dispute, kind: str) -> None:
    """The paper lies in the file, and its title on the page leads to it."""
    title = dispute.papers.get(kind=kind).document.title
    page.goto(f"/disputes/{dispute.pk}/")
    expect(page.locator("main").get_by_role("link", name=title).first).to_be_visible()


def visit_and_close(page: Page, dispute: Dispute, note: str) -> None:
    take(
        page,
        dispute,
        "visit",
        performance="full",
        satisfaction="satisfied",
        went_to_court="no",
        latent_risk="no",
        note=note,
    )
    take(page, dispute, "close")
    assert state_of(dispute) == "closed"
    shows_whole_timeline(page, dispute)


def test_a_clear_refusal_stops_mediation(desk: Desk) -> None:
    here = desk.world.here
    dispute = given_dispute(here, "mediating")
    respondent = dispute.parties.get(side="respondent")
    mediator = desk.open_as(here.users["mediator"], size="phone")
    take(mediator, dispute, "refuse", party=respondent.pk, note="明确表示不接受调解")
    assert state_of(dispute) == "unresolved"
    expect(mediator.locator(".notice--warning").get_by_text(respondent.label).first).to_be_visible()

    township = desk.open_as(here.users["township_desk"])
    is_told(township, dispute, REFUSED)
    assert next_steps(township, dispute)[:2] == ["refer", "consent"]
    expect(township.locator("a[href*='/actions/mediate/']")).to_have_count(0)
    answer = township.goto(f"/disputes/{dispute.pk}/actions/mediate/")
    assert answer is not None and answer.status == 409
    has_paper(township, dispute, "mediation_end")
    shows_whole_timeline(township, dispute)
    opens_the_file(township, dispute)


def test_a_failed_mediation_goes_on_to_labour_arbitration_and_an_award(desk: Desk) -> None:
    here = desk.world.here
    dispute = given_dispute(here, "mediating", type="LABOR")
    mediator = desk.open_as(here.users["mediator"])
    take(mediator, dispute, "fail", note="双方对加班时长分歧过大")
    has_paper(mediator, dispute, "mediation_end")

    township = desk.open_as(here.users["township_desk"])
    is_told(township, dispute, FAILED)
    assert "refer" in {str(link.get_attribute("href")).strip("/").split("/")[-1] for link in _shown(township)}
    take(
        township, dispute, "refer", kind="arbitration_labor", receiver="南康区劳动人事争议仲裁委员会",
        note="申请人甲申请仲裁，移交登记表和证据清单",
    )  # fmt: skip
    assert next_steps(township, dispute)[0] == "channel_accepted"
    number = "康劳人仲案〔2026〕9号"
    take(township, dispute, "channel_accepted", accepted_at=typed_day(timezone.now()), number_there=number)
    assert next_steps(township, dispute)[0] == "channel_result"
    take(
        township, dispute, "channel_result", result="award", decided_at=typed_day(timezone.now()),
        note="裁决支付加班费一万二千元",
    )  # fmt: skip
    assert state_of(dispute) == "resolved"
    expect(township.locator("main").get_by_text(number).first).to_be_visible()
    visit_and_close(township, dispute, "款项已到账")
    opens_the_file(township, dispute)


def _shown(page: Page) -> list[object]:
    return page.locator("[data-actions]:visible > a.button").all()


def test_an_oral_settlement_takes_one_step(desk: Desk) -> None:
    here = desk.world.here
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    worker.goto("/disputes/new/")
    worker.locator("[data-field=type] [role=combobox]").fill("邻里")
    worker.locator("[data-field=type] [role=option]").first.click()
    fill(worker, description="因晾晒衣物滴水发生口角")
    fill(worker, **{"parties-0-name": "欧阳志远", "parties-1-name": "钟文斌"})
    worker.locator("[name=is_settled]").check()
    fill(worker, settlement="双方当场握手言和，欧阳志远加装接水盘")
    worker.locator("#dispute .form__actions button.button--primary").click()
    worker.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    dispute = Dispute.objects.select_related("matter").get()
    assert (state_of(dispute), dispute.outcome) == ("resolved", "settled")
    expect(worker.locator("main").get_by_text("申请人甲加装接水盘").first).to_be_visible()

    township = desk.open_as(here.users["township_desk"])
    assert next_steps(township, dispute)[0] == "visit"
    visit_and_close(township, dispute, "两家和好")
    assert shows_whole_timeline(township, dispute) == ["register", "visit", "close"]
    path = township.locator(
        "section.card", has=township.get_by_role("heading", name=words("Path through the channels"))
    )
    expect(path.locator(".timeline__note")).to_have_text("双方当场握手言和，申请人甲加装接水盘")
    opens_the_file(township, dispute)


def test_an_agreement_is_confirmed_by_the_court_after_its_pre_check(desk: Desk) -> None:
    here = desk.world.here
    dispute = given_dispute(here, "performing")
    mediator = desk.open_as(here.users["mediator"])
    assert next_steps(mediator, dispute)[0] == "apply_confirmation"
    court = "南康区人民法院"
    refused(mediator, dispute, "apply_confirmation", "checks", court=court, checks=[*PRE_CHECKS][1:])
    expect(mediator.locator("[name=court]")).to_have_value(court)
    take(mediator, dispute, "apply_confirmation", court=court, checks=[*PRE_CHECKS])
    has_paper(mediator, dispute, "confirmation_application")
    number = "（2026）赣0703诉前调确9号"
    ruling = {"result": "confirmed", "number_there": number}
    tomorrow = typed_day(timezone.now() + timedelta(days=1))
    refused(mediator, dispute, "decide_confirmation", "decided_at", **ruling, decided_at=tomorrow)
    take(mediator, dispute, "decide_confirmation", **ruling, decided_at=typed_day(timezone.now()))
    expect(mediator.locator("main").get_by_text(number).first).to_be_visible()
    shows_whole_timeline(mediator, dispute)
    opens_the_file(mediator, dispute)


def test_a_red_flag_is_reviewed_the_same_day_and_told_to_the_police(desk: Desk) -> None:
    here = desk.world.here
    dispute = given_dispute(here, "accepted")
    worker = desk.open_as(here.users["grid_worker"], size="phone")
    form = open_form(worker, dispute, "flag")
    expect(form.get_by_text("110").first).to_be_visible()
    take(worker, dispute, "flag", codes=["threat"], note="当众扬言要拼命")
    expect(worker.locator(".notice--error").first).to_be_visible()

    township = desk.open_as(here.users["township_desk"])
    is_told(township, dispute, FLAGGED)
    assert next_steps(township, dispute)[0] == "tell_police"
    verdict = {"review": "police", "note": "派出所已到场，双方分开劝解"}
    refused(township, dispute, "review_flag", "review", **verdict)
    take(
        township, dispute, "tell_police", station="朱坊派出所", channel="station", receipt="康公接字001",
        note="电话告知并请到场稳控",
    )  # fmt: skip
    expect(township.locator("main").get_by_text("康公接字001").first).to_be_visible()
    assert next_steps(township, dispute)[0] == "review_flag"
    take(township, dispute, "review_flag", **verdict)
    expect(township.locator(".notice--error")).to_have_count(0)
    review = dispute.matter.clocks.get(stage="flag_review")
    assert review.is_met and timezone.localdate(review.stopped_at) == timezone.localdate(review.started_at)
    has_paper(township, dispute, "police_notice")
    shows_whole_timeline(township, dispute)
    opens_the_file(township, dispute)
    township.goto(f"/disputes/{dispute.pk}/")
    expect(township.get_by_role("link", name=words("Whole file (PDF)"))).to_have_count(1)
