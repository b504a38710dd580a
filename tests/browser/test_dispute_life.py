"""Each role's main job on disputes, at its own screen: screened on a phone, accepted, mediated, agreed, kept, closed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from disputes.machine.sentences import OVERDUE, REMINDED
from disputes.models import AgreementClause, Dispute
from disputes.tasks import watch
from tests.browser.people import Desk, fill, words
from tests.browser.table import (
    is_told,
    next_steps,
    opens_the_file,
    shows_whole_timeline,
    state_of,
    take,
    typed,
    typed_day,
)
from tests.factories.disputes import begun, clause_of, given_dispute, given_registration, next_morning

NAME, OTHER = "欧阳志远", "司马南山有限责任公司朱坊分公司"


def only_dispute() -> Dispute:
    return Dispute.objects.select_related("matter").get()


def test_a_quarrel_goes_from_a_workers_phone_to_a_kept_agreement_and_its_end(desk: Desk) -> None:
    here = desk.world.here
    place = {"longitude": here.point[0], "latitude": here.point[1], "accuracy": 12}
    worker = desk.open_as(
        here.users["grid_worker"], size="phone", geolocation=place, permissions=["geolocation"]
    )
    screen_by_phone(desk, worker)
    dispute = only_dispute()
    assert dispute.matter.grid == here.grid
    assert [party.label for party in dispute.parties.all()] == ["申请人甲", "被申请人甲", "被申请人乙"]

    township = desk.open_as(here.users["township_desk"])
    accept_by_keyboard(desk, township, dispute)
    take(township, dispute, "review_flag", review="watch", note="当日走访两家，情绪平稳")
    take(township, dispute, "mediate", mediator=here.mediators[0].pk)

    mediator = desk.open_as(here.users["mediator"])
    mediate_to_a_signed_agreement(desk, mediator, dispute)
    township.goto(f"/disputes/{dispute.pk}/")
    expect(township.locator("main").get_by_text(NAME)).to_have_count(0)
    reveal_one_party(desk, township)

    phone = desk.second_window(mediator, size="phone")
    keep_the_agreement(desk, township, phone, dispute)
    visit_and_close(desk, township, dispute)
    worker.goto(f"/disputes/{dispute.pk}/")
    expect(worker.get_by_role("link", name=words("Whole file (PDF)"))).to_have_count(0)


def screen_by_phone(desk: Desk, page: Page) -> None:
    desk.shoot(page, "grid_worker-home-disputes-390")
    page.locator("main a[href='/disputes/new/']").first.click()
    box = page.locator("[data-field=type] [role=combobox]")
    box.fill("邻里")
    page.locator("[data-field=type] [role=option]").first.click()
    fill(page, description="两家因排水沟走向争吵，欧阳志远说对方夜里堵了他家的沟")
    fill(page, **{"parties-0-name": NAME, "parties-0-phone": "13907970001", "parties-1-name": OTHER})
    page.get_by_text(words("More parties")).click()
    page.locator("button[name=add_party]").click()
    expect(page.locator("[name='parties-4-name']")).to_be_visible()
    third = page.locator("[name='parties-2-name']")
    expect(third).to_be_visible()
    third.fill("钟文斌")
    page.locator("[data-geolocate] button").click()
    expect(page.locator("[name=longitude]")).not_to_have_value("")
    page.get_by_text("暴力、威胁、器械").click()
    expect(page.locator("a[href='tel:110']").first).to_be_visible()
    page.locator("[name=flags][value=boundary]").check()
    desk.shoot(page, "grid_worker-disputes-new-390", full=True)
    page.locator("#dispute .form__actions button.button--primary").click()
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    expect(page.locator("main").get_by_text("申请人甲").first).to_be_visible()
    expect(page.locator("main").get_by_text(NAME)).to_have_count(0)
    desk.shoot(page, "grid_worker-disputes-detail-390", full=True)


def accept_by_keyboard(desk: Desk, page: Page, dispute: Dispute) -> None:
    """No mouse: j, Enter, a, Ctrl+Enter."""
    page.goto("/disputes/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail .split__head h2")).to_have_text(dispute.matter.title)
    desk.shoot(page, "township_desk-disputes-open-detail-1440")
    page.keyboard.press("a")
    form = page.locator("#action-place form")
    expect(form).to_be_visible()
    page.locator("#action-place form .form__actions button").first.wait_for()
    with page.expect_response(
        lambda answer: "accept" in answer.url and answer.request.method == "POST"
    ) as sent:
        page.keyboard.press("Control+Enter")
    assert sent.value.status == 204
    expect(page.locator("#action-place form")).to_have_count(0)
    dispute.matter.refresh_from_db()
    assert dispute.matter.state == "accepted"


def mediate_to_a_signed_agreement(desk: Desk, page: Page, dispute: Dispute) -> None:
    """Two sessions, three clauses, every signature."""
    page.goto("/disputes/")
    expect(page.locator(f"#row-{dispute.pk}")).to_be_visible()
    came = [party.pk for party in dispute.parties.all()]
    for record in ("双方各自陈述，约定实地查看排水沟", "查看后双方对恢复排水沟取得一致"):
        take(page, dispute, "plan_session", starts_at=typed(next_morning()), room="调解室一")
        session = begun(dispute)
        assert next_steps(page, dispute)[0] == "hold_session"
        take(page, dispute, "hold_session", session=session.pk, present=came, record=record)
    take(
        page, dispute, "agree", form_="written", facts="排水沟改道致雨水流入院内", terms="恢复原排水沟",
        term="dated", due_at=typed_day(next_morning(20)),
    )  # fmt: skip
    take(
        page,
        dispute,
        "add_clause",
        text="支付清淤费用",
        amount="1200",
        term="dated",
        due_at=typed_day(next_morning(20)),
    )
    take(page, dispute, "add_clause", text="当面致歉", term="at_once")
    desk.shoot(page, "mediator-disputes-agreed-1440")
    for signer in (*(f"party:{pk}" for pk in came), "mediator", "committee"):
        assert state_of(dispute) == "agreed"
        take(page, dispute, "sign", signer=signer)
    assert state_of(dispute) == "performing"
    desk.shoot(page, "mediator-disputes-performing-1440")


def keep_the_agreement(desk: Desk, township: Page, phone: Page, dispute: Dispute) -> None:
    """A day passes over a clause; the timetable's job tells the mediator, the desk reminds, all three are kept."""
    late = clause_of(dispute, 2)
    yesterday = timezone.localdate() - timedelta(days=1)
    AgreementClause.objects.filter(pk=late.pk).update(due_on=yesterday)
    assert watch() == 2, "the one at once is announced besides"
    is_told(phone, dispute, OVERDUE)
    expect(phone.locator(".notice--warning").get_by_text("支付清淤费用")).to_be_visible()
    expect(phone.locator(".clause-list li").nth(1)).to_contain_text(words("overdue", "clause"))
    desk.shoot(phone, "mediator-disputes-overdue-390")
    take(township, dispute, "remind", note="请督促被申请人甲今日付清")
    is_told(phone, dispute, REMINDED)
    assert next_steps(phone, dispute)[0] == "perform_clause"
    for position in (2, 1, 3):
        take(
            phone, dispute, "perform_clause", clause=clause_of(dispute, position).pk, note="已履行，双方确认"
        )
    assert state_of(dispute) == "resolved"


def visit_and_close(desk: Desk, page: Page, dispute: Dispute) -> None:
    assert next_steps(page, dispute)[0] == "visit"
    take(
        page,
        dispute,
        "visit",
        performance="full",
        satisfaction="satisfied",
        went_to_court="no",
        latent_risk="no",
        note="双方均表示满意",
    )
    assert next_steps(page, dispute)[0] == "close"
    take(page, dispute, "close")
    assert state_of(dispute) == "closed"
    assert shows_whole_timeline(page, dispute) == [
        "register", "accept", "review_flag", "mediate", *["plan_session", "hold_session"] * 2, "agree",
        *["add_clause"] * 2, *["sign"] * 5, "mark_overdue", "remind", *["perform_clause"] * 3, "visit", "close",
    ]  # fmt: skip
    expect(page.locator("main .timeline__note").get_by_text("被申请人乙", exact=True).first).to_be_visible()
    desk.shoot(page, "township_desk-disputes-closed-1440")
    opens_the_file(page, dispute)


def reveal_one_party(desk: Desk, page: Page) -> None:
    page.locator("[data-dialog-open$='-reveal']").first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").fill("电话通知履行期限")
    dialog.locator("button.button--primary").click()
    expect(page.locator("main").get_by_text(NAME)).to_be_visible()


def test_what_a_refused_registration_said_is_still_there(desk: Desk) -> None:
    page = desk.open_as(desk.world.here.users["township_desk"])
    page.goto("/disputes/new/")
    fill(page, description="因相邻建房采光发生争执", amount="3500")
    fill(page, **{"parties-0-name": NAME, "parties-0-identity_number": "360721198001010016"})
    page.locator("#dispute .form__actions button.button--primary").click()
    expect(page.locator("#id_type_error, .error-summary, [aria-invalid=true]").first).to_be_visible()
    expect(page.locator("[name='parties-0-name']")).to_have_value(NAME)
    expect(page.locator("[name=description]")).to_have_value("因相邻建房采光发生争执")
    desk.shoot(page, "township_desk-disputes-new-refused-1440", full=True)


def test_the_board_leads_to_all_of_a_stage(desk: Desk) -> None:
    here = desk.world.here
    given_registration(here, flags=("threat",), flag_note="扬言报复", type="MARRIAGE_FAMILY")
    for state in ("registered", "accepted", "mediating", "agreed", "performing", "unresolved", "resolved"):
        given_dispute(here, state)
    page = desk.open_as(here.users["township_desk"])
    page.goto("/disputes/?layout=board")
    expect(page.locator(".board__column")).to_have_count(7)
    desk.shoot(page, "township_desk-disputes-board-1440")
    page.locator(".board__column").nth(2).locator("a.button").click()
    expect(page.locator("#inbox [data-row]")).to_have_count(1)
    for path, name in (("/disputes/?tab=all", "list"), ("/", "home"), ("/disputes/new/", "new")):
        page.goto(path)
        desk.shoot(page, f"township_desk-disputes-{name}-1440")
    red = Dispute.objects.get(level="major")
    page.goto(f"/disputes/{red.pk}/")
    desk.shoot(page, "township_desk-disputes-red-1440", full=True)
    phone = desk.second_window(page, size="phone")
    for path, name in (
        ("/disputes/?layout=board", "board"), ("/disputes/?tab=all", "list"), (f"/disputes/{red.pk}/", "red"),
        ("/disputes/?tab=all&q=无此词", "nothing"), ("/", "home"),
    ):  # fmt: skip
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        desk.shoot(phone, f"township_desk-disputes-{name}-390")
