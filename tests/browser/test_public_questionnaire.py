"""The public questionnaire on a phone without script, and its pages at every width."""

from __future__ import annotations

from playwright.sync_api import expect

from risk.models import AnswerSheet, MajorDecision, Reply
from tests.browser.people import SIZES, Desk
from tests.browser.test_dispute_every_page import badly_made
from tests.factories.decisions import day
from tests.factories.questionnaires import answered, given_questionnaire


def test_it_is_answered_without_script_and_read_at_every_width(desk: Desk) -> None:
    here = desk.world.here
    asked = given_questionnaire(here)
    decision = MajorDecision.objects.get(pk=asked.consultation.decision_id)
    draft = given_questionnaire(here, decision=decision, is_published=False)
    early = given_questionnaire(here, decision=decision, opens_on=day(1))
    words = asked.questions.filter(kind="text").first()
    assert words is not None
    answered(asked, attitude=3, words={words.pk: "补偿标准应当公开" * 20})

    plain = desk.browser.new_context(
        base_url=desk.url, viewport=SIZES["phone"], locale="zh-CN", java_script_enabled=False
    )
    page = plain.new_page()
    page.goto(f"/consult/{asked.token}/")
    page.get_by_label("反对", exact=True).check()
    page.get_by_label("程序不公开").check()
    page.locator("textarea").first.fill("过渡费偏低，电话13907970002")
    page.get_by_role("button", name="提交答卷").click()
    expect(page.get_by_role("heading", name="感谢参与")).to_be_visible()
    plain.close()
    assert AnswerSheet.objects.count() == 2
    assert Reply.objects.filter(text__startswith="过渡费偏低").exclude(text__contains="139").exists()

    base = f"/risk/decisions/{decision.pk}/"
    paths = [
        f"/consult/{asked.token}/", f"/consult/{asked.token}/thanks/", f"/consult/{early.token}/", base,
        f"{base}questionnaires/{asked.pk}/", f"{base}questionnaires/{asked.pk}/poster/",
        f"{base}questionnaires/{draft.pk}/", f"{base}actions/change_questionnaire/?questionnaire={draft.pk}",
        f"{base}actions/add_question/?questionnaire={draft.pk}", f"/risk/questionnaires/export/?questionnaire={asked.pk}",
    ]  # fmt: skip
    inside = desk.open_as(here.users["unit_handler"])
    assert [problem for path in paths for problem in badly_made(inside, path)] == []
