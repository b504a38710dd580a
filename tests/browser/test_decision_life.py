"""A demolition project from the catalogue to its follow-up, everybody at their own screens; deciding first is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from pingan.accounts.models import User
from pingan.org.models import Organ
from risk.machine.decisions import CALLED, DECIDED, FILED, IN_REVIEW
from risk.models import Assessment, DecisionExpert, ExpertScore, MajorDecision, Opinion, RiskTask
from risk.pages.decision_list import WORDS
from tests.browser.people import Desk, fill, unit, words
from tests.browser.table import (
    address_of,
    is_told,
    next_steps,
    refused,
    shows_whole_timeline,
    state_of,
    take,
    typed_day,
)
from tests.factories.decisions import REPORT
from tests.factories.org import given_organ, given_post, given_user

TITLE = "老城区棚户区改造征收决定"
MADE = {"decided_on": "", "meeting": "区政府第12次常务会议", "document_number": "康府字〔2026〕31号"}


def on(days: int = 0) -> str:
    return typed_day(timezone.now() + timedelta(days=days))


def into_the_catalogue(government: Page, handler: Page, place: Any) -> MajorDecision:
    """The government opens and publishes the year's catalogue, the unit puts its project into it."""
    government.goto("/risk/catalogues/new/")
    fill(government, organ=Organ.objects.get(kind=Organ.Kind.GOVERNMENT).pk)
    government.locator("#catalogue .form__actions button").first.click()
    government.locator("main a[href$='/publish/']").click()
    fill(government, document="区委〔2026〕8号")
    government.locator("main .form__actions button").first.click()
    government.wait_for_url("**/risk/catalogues/")
    handler.goto("/risk/decisions/new/")
    fill(
        handler,
        title=TITLE,
        text="对老城区三个地块约四百户实施征收，分两期拆迁",
        field="expropriation",
        region=place.code,
    )
    handler.locator("#decision .form__actions button").first.click()
    handler.wait_for_url(lambda url: url.rstrip("/").split("/")[-1].isdigit())
    return MajorDecision.objects.select_related("matter").get()


def hear_people(handler: Page, decision: MajorDecision) -> None:
    take(
        handler, decision, "plan", assessor_kind="own", assessor="区城市管理局", team="分管领导、法制科、征收科",
        note="四周内完成",
    )  # fmt: skip
    period = {"starts_on": on(-40), "ends_on": on(-5)}
    refused(
        handler,
        decision,
        "add_consultation",
        "ends_on",
        kind="notice",
        place="门户网站",
        **{**period, "ends_on": on(-60)},
    )
    take(handler, decision, "add_consultation", kind="notice", place="区政府门户网站", **period)
    hearing = decision.consultations.get().pk
    said = {"consultation": hearing, "text": "过渡费偏低", "position": "conditional", "said_by": 31}
    take(handler, decision, "add_opinion", **said)
    take(
        handler,
        decision,
        "answer_opinion",
        opinion=Opinion.objects.get().pk,
        taken_up="partly",
        reason="提高一成",
    )
    take(
        handler,
        decision,
        "end_consultation",
        consultation=hearing,
        reached=380,
        note="多数支持，少数要求提高补偿",
    )


def score(page: Page, decision: MajorDecision, shares: dict[str, tuple[str, str]]) -> None:
    factor = decision.factors.get().pk
    for phase, (probability, impact) in shares.items():
        take(page, decision, "score", factor=factor, phase=phase, probability=probability, impact=impact)


def two_experts_score(desk: Desk, handler: Page, decision: MajorDecision, experts: list[User]) -> None:
    for expert in experts:
        take(handler, decision, "call_expert", user=expert.pk)
    take(handler, decision, "assess")
    take(handler, decision, "add_factor", title="补偿标准分歧", aspect="rationality", weight="1")
    first, second = (desk.come_as(expert) for expert in experts)
    is_told(first, decision, CALLED)
    refused(
        first,
        decision,
        "score",
        "impact",
        factor=decision.factors.get().pk,
        phase="before",
        probability="0.8",
        impact="1.2",
    )
    score(first, decision, {"before": ("0.9", "0.8"), "after": ("0.7", "0.7")})
    score(second, decision, {"before": ("0.8", "0.8"), "after": ("0.6", "0.7")})
    # 0.72 and 0.64 before, 0.49 and 0.42 after: nobody sees what the other gave.
    expect(second.get_by_text("0.49")).to_have_count(0)
    assert ExpertScore.objects.count() == 4


def reviewed_by_another(desk: Desk, handler: Page, government: Page, decision: MajorDecision) -> None:
    housing = unit(desk.world.here, "housing")
    take(
        handler,
        decision,
        "add_task",
        title="逐户公示补偿方案",
        organ=housing,
        owner="征收科",
        due_on=on(20),
        money="20000",
    )
    words_of_it = {**REPORT, "level": "medium"}
    refused(handler, decision, "hand_in", "conclusion", **words_of_it, conclusion="implement")
    take(handler, decision, "hand_in", **words_of_it, conclusion="implement_phased")
    report = Assessment.objects.get()
    assert (report.level_before, report.level_after, f"{report.total_after:.3f}") == (
        "high",
        "medium",
        "0.455",
    )
    assert "approve" not in next_steps(handler, decision)
    is_told(government, decision, IN_REVIEW)
    take(government, decision, "approve")


def receive(office: Page, decision: MajorDecision, number: str) -> None:
    is_told(office, decision, FILED)
    waiting = decision.filings.get(received_at=None).pk
    take(office, decision, "receive_filing", filing=waiting, receipt_number=number)
    expect(office.locator("main").get_by_text(number).first).to_be_visible()


def test_a_demolition_project_from_the_catalogue_to_its_follow_up(desk: Desk) -> None:
    here = desk.world.here
    given_organ(here.county, "南康区人民政府", kind=Organ.Kind.GOVERNMENT)
    Organ.objects.filter(pk=unit(here, "city_management")).update(document_code="南城管")
    second = given_post("expert", here.county, user=given_user("范文斌", username="h_expert_2")).user
    government = desk.come_as(here.users["county_government"])
    handler = desk.come_as(here.users["unit_handler"])
    decision = into_the_catalogue(government, handler, here.township)

    made = {**MADE, "decided_on": on(), "outcome": "implement"}
    refused(government, decision, "decide", "outcome", **made)
    desk.shoot(government, "county_government-decide-first-1440")
    hear_people(handler, decision)
    two_experts_score(desk, handler, decision, [here.users["expert"], second])
    assert DecisionExpert.objects.count() == 2
    reviewed_by_another(desk, handler, government, decision)

    take(handler, decision, "file_report")
    paper = handler.locator("main a[href*='/files/']", has_text=".pdf").first
    answer = handler.request.get(str(paper.get_attribute("href")))
    assert answer.status == 200 and answer.body().startswith(b"%PDF-")
    office = desk.come_as(here.users["body_office"])
    receive(office, decision, "康平收〔2026〕7号")
    refused(government, decision, "decide", "outcome", **made)  # the report allows phases at most
    take(government, decision, "decide", **{**made, "outcome": "implement_phased"})
    is_told(handler, decision, DECIDED)
    take(handler, decision, "file_decision")
    receive(office, decision, "康平收〔2026〕8号")
    take(handler, decision, "follow", note="每月报告进度")
    desk.shoot(handler, "unit_handler-decision-1440", full=True)
    assert "close" not in next_steps(handler, decision)

    owner = desk.come_as(here.users["unit_handler_2"], size="phone")
    owner.goto("/risk/tasks/")
    owner.locator(f"main a[href*='{address_of(decision)}']").first.click()
    take(owner, decision, "finish_task", task=RiskTask.objects.get().pk, result="已公示并入户解释")
    take(handler, decision, "close", note="征收完成，后评估无异常")
    assert state_of(decision) == "closed"
    actions = shows_whole_timeline(government, decision, WORDS.label)
    assert actions.index("approve") < actions.index("decide") < actions.index("file_decision")
    expect(government.get_by_text(words("Decided without an approved assessment"))).to_have_count(0)
