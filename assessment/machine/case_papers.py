"""The official notice of a measure, in the layout of GB/T 9704 (domain.md §9.5); closed to all who do not see the case."""

from __future__ import annotations

from datetime import date

from django.utils.dateformat import format as date_format

from assessment.models import AccountabilityCase
from assessment.models.case_choices import Measure
from assessment.queries.cases import recipients_of
from assessment.rules.measures import NOTICES, articles_in_words
from pingan.documents.models import OfficialDocument
from pingan.documents.services import issue
from pingan.matters.machine import Move
from pingan.org.models import Organ


def _day(day: date | None) -> str:
    return date_format(day, "Y年n月j日") if day is not None else ""


def issue_notice(move: Move, case: AccountabilityCase, office: Organ, until: date | None) -> OfficialDocument:
    """Issue the notice of a decided measure in the name of the body's office and return it.

    Raises:
        Invalid: a value that the template refuses.

    """
    effect = (
        f"自{_day(case.decided_on)}起至{_day(until)}前，取消评先评优、晋职晋级资格。"
        if until is not None
        else ""
    )
    addressee = next((organ.name for organ in recipients_of(case)), case.subject)
    facts = case.findings or case.facts
    articles = articles_in_words(case.circumstances)
    values = {
        "addressee": addressee,
        "facts": facts,
        "circumstances": articles,
        "demand": case.demand,
        "due_on": _day(case.term_on),
        "effect": effect,
    }
    if case.measure == Measure.CIRCULAR:
        text = (
            f"经核实，{case.subject}存在以下情形：\n{facts}\n"
            f"上述情形符合《江西省平安建设条例》第五十八条第一款{articles}的规定，现予通报。\n"
            f"{case.demand}\n请于{_day(case.term_on)}前完成整改并书面报送整改情况。"
        )
        values = {"addressee": addressee, "subject": f"{case.subject}平安建设有关问题", "text": text}
    return issue(
        actor=move.actor,
        organ_id=office.pk,
        template_code=NOTICES[case.measure],
        data=values,
        region_code=move.matter.region_code,
        is_closed=True,
        is_authorised=True,
    )
