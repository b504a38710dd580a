"""Every term of a dispute against examples computed by hand from the State Council notices of 2024-2026.

Days off that the examples meet, make-up workdays in brackets. 2025: 1-8 October [Sunday 28 September, Saturday
11 October]. 2026: 1-3 January [Sunday 4], 15-23 February [Saturday 14, Saturday 28], 4-6 April, 1-5 May
[Saturday 9], 19-21 June, 25-27 September [Sunday 20], 1-7 October [Saturday 10]. Of later years only 1 January, 1-2
May and 1-3 October are known. The office closes at 17:30.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest

from grids.queries.limits import number_for, time_limit_for
from pingan.calendars.queries import working_time
from pingan.calendars.rules import Due, Term, due_at
from tests.disputes_terms.conftest import TABLES
from tests.factories.calendars import at

PLACE: Final = "360703203200"


@dataclass(frozen=True)
class Example:
    """One term counted by hand.

    ``how`` is the calculation, ``source`` a piece of what the row must cite. ``extension`` is the code of the
    number by which the term is extended once; ``instead`` the code of one that takes the place of its amount.
    """

    stage: str
    start: str
    due: str
    how: str
    source: str
    extension: str = ""
    instead: str = ""
    is_provisional: bool = False


OUR_DEFAULT: Final = "项目默认值"
LABOR: Final = "《劳动争议调解仲裁法》"
LAND: Final = "《农村土地承包经营纠纷调解仲裁法》"
RECONSIDERATION: Final = "《行政复议法》（2023）"
PROCEDURE: Final = "《民事诉讼法》（2023）"
PETITION: Final = "《信访工作条例》（2022）"

AT_THE_DESK: Final = (
    Example(
        "dispute_accept", "2025-09-30 16:40", "2025-10-09 17:30",
        "1-8 October off; the first working day after the 30th is Thursday 9", OUR_DEFAULT,
    ),
    Example(
        "dispute_accept", "2026-10-09 16:40", "2026-10-10 17:30",
        "Friday; Saturday 10 October is worked", "潍坊12345条例（2021）第十九条",
    ),
    Example(
        "dispute_accept", "2025-12-31 17:29", "2026-01-04 17:30",
        "1-3 January off, Sunday 4 worked", OUR_DEFAULT,
    ),
    Example(
        "dispute_accept", "2026-12-31 10:00", "2027-01-04 17:30",
        "Friday 1 January off, then a weekend: Monday 4, of a year whose notice is not out", OUR_DEFAULT,
        is_provisional=True,
    ),
    Example(
        "flag_review", "2026-02-17 21:15", "2026-02-17 23:59:59",
        "Spring Festival, after hours: still the same day", OUR_DEFAULT,
    ),
    Example("flag_review", "2025-12-31 22:30", "2025-12-31 23:59:59", "until the end of the year's last day", OUR_DEFAULT),
    Example(
        "flag_review", "2028-02-29 00:05", "2028-02-29 23:59:59",
        "the same day rests on no calendar, so nothing is provisional", OUR_DEFAULT,
    ),
    Example(
        "police_notice", "2025-12-31 23:30", "2026-01-01 00:30",
        "sixty minutes run on over midnight, New Year and the holiday", "《人民调解法》第二十五条",
    ),
    Example(
        "return_visit", "2026-06-05 10:00", "2026-06-22 17:30",
        "5 + 15 = 20 June; Dragon Boat Festival 19-21: Monday 22", "《人民调解法》第三十一条",
    ),
)  # fmt: skip

MEDIATION: Final = (
    Example(
        "mediation_people", "2025-09-03 09:00", "2025-10-09 17:30",
        "September has 30 days: 3 October; off 1-8: Thursday 9", "深圳多元化解条例（2022）第二十五条",
    ),
    Example(
        "mediation_people", "2026-01-20 10:00", "2026-02-24 17:30",
        "11 days left of January, 19 more: 19 February; off until 23: Tuesday 24", "《人民调解工作若干规定》（2002）",
    ),
    Example(
        "mediation_admin_accept", "2026-09-30 09:00", "2026-10-13 17:30",
        "1-7 October off, Saturday 10 worked: 8 9 10 12 13", "深圳多元化解条例（2022）第四十六条",
    ),
    Example(
        "mediation_admin_accept", "2026-09-23 15:00", "2026-10-08 17:30",
        "Thursday 24; 25-27 off; 28 29 30; 1-7 October off; Thursday 8", "深圳多元化解条例（2022）第四十六条",
    ),
    Example(
        "mediation_admin_accept", "2026-04-28 09:00", "2026-05-14 17:30",
        "complex, ten working days: 29 30; 1-5 May off; 6 7 8, Saturday 9 worked; 11 12 13 14",
        "深圳多元化解条例（2022）第四十六条", instead="dispute.mediation_admin_accept_complex_days",
    ),
    Example(
        "mediation_admin", "2025-12-02 11:00", "2026-01-04 17:30",
        "29 days left of December, one more: 1 January; off 1-3: Sunday 4, worked", OUR_DEFAULT,
    ),
    Example(
        "mediation_industry", "2026-01-15 11:00", "2026-02-14 17:30",
        "16 days left of January, 14 more: Saturday 14 February, worked", OUR_DEFAULT,
    ),
    Example(
        "mediation_court", "2028-01-30 11:00", "2028-02-29 17:30",
        "one day left of January, 29 more: Tuesday 29 February", OUR_DEFAULT, is_provisional=True,
    ),
)  # fmt: skip

ARBITRATION: Final = (
    Example(
        "labor_mediation", "2025-09-18 09:00", "2025-10-09 17:30",
        "12 days left of September, three more: 3 October; off 1-8: Thursday 9", f"{LABOR}第十四条",
    ),
    Example(
        "labor_mediation", "2025-09-13 09:00", "2025-09-28 17:30",
        "13 + 15 = Sunday 28 September, worked", f"{LABOR}第十四条",
    ),
    Example(
        "labor_apply", "2024-10-03 09:00", "2025-10-09 17:30",
        "the corresponding day is 3 October 2025; off 1-8: Thursday 9", f"{LABOR}第二十七条",
    ),
    Example(
        "labor_apply", "2024-02-29 09:00", "2025-02-28 17:30",
        "2025 has no 29 February: its last day, Friday 28", f"{LABOR}第二十七条",
    ),
    Example(
        "labor_apply", "2028-02-29 09:00", "2029-02-28 17:30",
        "2029 has no 29 February: Wednesday 28", f"{LABOR}第二十七条", is_provisional=True,
    ),
    Example(
        "labor_accept", "2025-12-27 09:00", "2026-01-04 17:30",
        "four days left of December, one more: 1 January; off 1-3: Sunday 4, worked", LABOR,
    ),
    Example("labor_accept", "2025-09-26 09:00", "2025-10-09 17:30", "26 + 5 = 1 October; off 1-8: Thursday 9", LABOR),
    Example(
        "labor_award", "2025-08-18 09:00", "2025-10-09 17:30",
        "13 days left of August, 30 of September, two more: 2 October; off 1-8: Thursday 9", f"{LABOR}第四十三条",
    ),
    Example(
        "labor_award", "2025-08-18 09:00", "2025-10-17 17:30",
        "extended by 15: 13 + 30 + 17, Friday 17 October", f"{LABOR}第四十三条",
        extension="dispute.labor_award_extension_days",
    ),
    Example(
        "labor_sue", "2025-12-17 09:00", "2026-01-04 17:30",
        "14 days left of December, one more: 1 January; off 1-3: Sunday 4, worked", LABOR,
    ),
    Example(
        "land_apply", "2024-01-02 09:00", "2026-01-04 17:30",
        "the corresponding day is 2 January 2026, off: Sunday 4, worked", LAND,
    ),
    Example(
        "land_apply", "2026-02-28 09:00", "2028-02-28 17:30",
        "Monday 28 February; the 29th does not correspond", LAND, is_provisional=True,
    ),
    Example(
        "land_accept", "2025-09-26 09:00", "2025-10-10 17:30",
        "Sunday 28 worked: 28 29 30; 1-8 October off; 9 10", LAND,
    ),
    Example(
        "land_award", "2025-12-20 09:00", "2026-02-24 17:30",
        "11 days left of December, 31 of January, 18 more: 18 February; off until 23: Tuesday 24", LAND,
    ),
    Example(
        "land_award", "2025-12-20 09:00", "2026-03-20 17:30",
        "extended by 30: 11 + 31 + 28 + 20, Friday 20 March", LAND, extension="dispute.land_award_extension_days",
    ),
    Example(
        "land_sue", "2026-04-03 09:00", "2026-05-06 17:30",
        "27 days left of April, three more: 3 May; off 1-5: Wednesday 6", LAND,
    ),
)  # fmt: skip

AUTHORITY_AND_COURT: Final = (
    Example(
        "recon_apply", "2025-08-05 09:00", "2025-10-09 17:30",
        "26 days left of August, 30 of September, four more: 4 October; off 1-8: Thursday 9", f"{RECONSIDERATION}第二十条",
    ),
    Example(
        "recon_review", "2026-02-12 09:00", "2026-02-26 17:30",
        "Friday 13, Saturday 14 worked; 15-23 off; 24 25 26", f"{RECONSIDERATION}第三十条",
    ),
    Example(
        "recon_decide", "2026-08-03 09:00", "2026-10-08 17:30",
        "28 days left of August, 30 of September, two more: 2 October; off 1-7: Thursday 8", f"{RECONSIDERATION}第六十二条",
    ),
    Example(
        "recon_decide", "2026-08-03 09:00", "2026-11-02 17:30",
        "extended by 30: 28 + 30 + 31 + 1, Sunday 1 November: Monday 2", f"{RECONSIDERATION}第六十二条",
        extension="dispute.recon_decide_extension_days",
    ),
    Example(
        "recon_decide_simple", "2026-08-31 09:00", "2026-09-30 17:30",
        "30 days: Wednesday 30 September", f"{RECONSIDERATION}第六十二条",
    ),
    Example(
        "suit_simple", "2025-11-30 09:00", "2026-02-28 17:30",
        "no 30 February: its last day, Saturday 28, worked", PROCEDURE,
    ),
    Example(
        "suit_simple", "2025-11-30 09:00", "2026-03-30 17:30",
        "extended by one month: four months from the beginning, Monday 30 March", PROCEDURE,
        extension="dispute.suit_simple_extension_months",
    ),
    Example(
        "suit_simple", "2025-12-31 09:00", "2026-03-31 17:30",
        "March has a 31st: Tuesday 31", PROCEDURE,
    ),
    Example(
        "suit_simple", "2027-11-30 09:00", "2028-02-29 17:30",
        "no 30 February: its last day, in a leap year Tuesday 29", PROCEDURE, is_provisional=True,
    ),
    Example(
        "suit_ordinary", "2025-07-01 09:00", "2026-01-04 17:30",
        "the corresponding day is 1 January; off 1-3: Sunday 4, worked", PROCEDURE,
    ),
    Example(
        "suit_ordinary", "2025-07-01 09:00", "2026-07-01 17:30",
        "extended by six months: Wednesday 1 July", PROCEDURE, extension="dispute.suit_ordinary_extension_months",
    ),
    Example("suit_ordinary", "2025-12-31 09:00", "2026-06-30 17:30", "no 31 June: Tuesday 30", PROCEDURE),
    Example(
        "suit_ordinary", "2025-08-20 09:00", "2026-02-24 17:30",
        "the corresponding day is 20 February; off until 23: Tuesday 24", PROCEDURE,
    ),
    Example(
        "suit_apply", "2023-10-03 09:00", "2026-10-08 17:30",
        "the corresponding day is 3 October 2026; off 1-7: Thursday 8", "《民法典》（2020）第一百八十八条",
    ),
    Example(
        "commercial_apply", "2023-02-24 09:00", "2026-02-24 17:30",
        "the corresponding day: Tuesday 24 February", "《民法典》（2020）第一百九十八条",
    ),
    Example(
        "admin_suit_apply", "2025-08-31 09:00", "2026-02-28 17:30",
        "no 31 February: its last day, Saturday 28, worked", "《行政诉讼法》（2017）第四十六条",
    ),
    Example(
        "recon_sue", "2025-09-20 09:00", "2025-10-09 17:30",
        "10 days left of September, five more: 5 October; off 1-8: Thursday 9", "《行政诉讼法》（2017）第四十五条",
    ),
    Example(
        "confirm_apply", "2025-09-01 17:00", "2025-10-09 17:30",
        "29 days left of September, one more: 1 October; off 1-8: Thursday 9", f"{PROCEDURE}第二百零五条",
    ),
    Example(
        "confirm_apply", "2026-01-31 10:00", "2026-03-02 17:30",
        "28 days of February, two more: Monday 2 March; thirty days are no month", f"{PROCEDURE}第二百零五条",
    ),
    Example(
        "confirm_decide", "2026-01-19 10:00", "2026-02-24 17:30",
        "12 days left of January, 18 more: 18 February; off until 23: Tuesday 24", f"{PROCEDURE}第一百八十七条",
    ),
    Example(
        "order_decide", "2026-09-30 15:20", "2026-10-03 15:20",
        "three times 24 hours, through the holiday", "《反家庭暴力法》（2015）第二十八条",
    ),
    Example(
        "order_decide", "2028-02-28 09:00", "2028-03-02 09:00",
        "29 February, 1 and 2 March; hours are never provisional", "《反家庭暴力法》（2015）第二十八条",
    ),
    Example(
        "order_decide_urgent", "2025-12-31 18:45", "2026-01-01 18:45",
        "24 hours, through New Year", "《反家庭暴力法》（2015）第二十八条",
    ),
)  # fmt: skip

PETITIONS: Final = (
    Example(
        "petition_transfer", "2026-09-16 09:00", "2026-10-08 17:30",
        "14 days left of September, one more: 1 October; off 1-7: Thursday 8", f"{PETITION}第二十二条",
    ),
    Example(
        "petition_inform", "2026-02-02 09:00", "2026-02-24 17:30",
        "2 + 15 = 17 February; off until 23: Tuesday 24", PETITION,
    ),
    Example(
        "petition_object", "2025-12-30 09:00", "2026-01-07 17:30",
        "31 December; 1-3 January off, Sunday 4 worked: 4 5 6 7", f"{PETITION}第二十三条",
    ),
    Example(
        "petition_finish", "2025-08-08 09:00", "2025-10-09 17:30",
        "23 days left of August, 30 of September, seven more: 7 October; off 1-8: Thursday 9", f"{PETITION}第三十四条",
    ),
    Example(
        "petition_finish", "2026-12-01 09:00", "2027-02-01 17:30",
        "30 days left of December, 30 more: Saturday 30 January: Monday 1 February", f"{PETITION}第三十四条",
        is_provisional=True,
    ),
    Example(
        "petition_finish", "2026-12-01 09:00", "2027-03-01 17:30",
        "extended by 30: 30 + 31 + 28 + 1, Monday 1 March", f"{PETITION}第三十四条",
        extension="dispute.petition_finish_extension_days", is_provisional=True,
    ),
    Example(
        "petition_review_apply", "2025-09-05 09:00", "2025-10-09 17:30",
        "25 days left of September, five more: 5 October; off 1-8: Thursday 9", f"{PETITION}第三十五条",
    ),
    Example(
        "petition_review", "2026-09-04 09:00", "2026-10-08 17:30",
        "26 days left of September, four more: 4 October; off 1-7: Thursday 8", f"{PETITION}第三十五条",
    ),
    Example(
        "petition_recheck_apply", "2025-12-03 09:00", "2026-01-04 17:30",
        "28 days left of December, two more: 2 January; off 1-3: Sunday 4, worked", f"{PETITION}第三十六条",
    ),
    Example(
        "petition_recheck", "2026-03-06 09:00", "2026-04-07 17:30",
        "25 days left of March, five more: 5 April; off 4-6: Tuesday 7", f"{PETITION}第三十六条",
    ),
)  # fmt: skip

EXAMPLES: Final = (*AT_THE_DESK, *MEDIATION, *ARBITRATION, *AUTHORITY_AND_COURT, *PETITIONS)


def term_of(example: Example) -> tuple[Term, int]:
    """Return the term as the rulebook has it for a labour dispute, and its extension."""
    choice = time_limit_for(
        stage=example.stage, category_code="LABOR", urgency="", severity="", region_code=PLACE, on=None
    )
    assert choice is not None
    assert example.source in choice.rule.source
    amount = choice.rule.amount if not example.instead else count_of(example.instead, example)
    extension = count_of(example.extension, example) if example.extension else 0
    return Term(amount, choice.rule.unit), extension  # type: ignore[arg-type]


def count_of(code: str, example: Example) -> int:
    number = number_for(code, PLACE)
    assert number is not None
    assert example.source in number.source
    return number.count


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.stage} {example.start}")
def test_the_term_ends_when_the_hand_says(terms: None, example: Example) -> None:
    term, extension = term_of(example)
    found = due_at(start=at(example.start), term=term, working_time=working_time(PLACE), extension=extension)
    assert found == Due(at(example.due), is_provisional=example.is_provisional), example.how


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_term_that_ships_has_an_example_and_every_extension_is_used() -> None:
    stages = [row["stage"] for row in rows("time_limits.csv")]
    assert len(stages) == len(set(stages)) == 40
    assert {example.stage for example in EXAMPLES} == set(stages)
    used = {example.extension or example.instead for example in EXAMPLES} - {""}
    counted = {row["code"] for row in rows("workflow_numbers.csv")}
    of_terms = {code for code in counted if "_extension_" in code or code.endswith("_complex_days")}
    assert used == of_terms


def test_the_examples_meet_what_makes_terms_hard() -> None:
    """National Day of two years with make-up days, Spring Festival, the turn of the year, 29 February."""
    dues = {example.due[:10] for example in EXAMPLES}
    assert {"2025-10-09", "2025-10-10", "2026-10-08", "2026-10-10", "2026-10-13"} <= dues
    assert {"2026-02-14", "2026-02-24", "2026-02-26", "2026-02-28"} <= dues
    assert {"2026-01-04", "2027-01-04", "2028-02-29", "2029-02-28"} <= dues
    assert any(example.start.startswith("2025-12-31") for example in EXAMPLES)
    assert all(at(example.due) - at(example.start) > timedelta() for example in EXAMPLES)


def test_a_year_and_a_month_are_shipped_in_their_own_unit_not_in_days() -> None:
    units = {row["stage"]: (row["amount"], row["unit"]) for row in rows("time_limits.csv")}
    assert units["labor_apply"] == ("1", "years")
    assert units["land_apply"] == ("2", "years")
    assert (units["suit_simple"], units["suit_ordinary"]) == (("3", "months"), ("6", "months"))
    assert units["flag_review"] == ("1", "same_day")
