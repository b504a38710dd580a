"""Schemes of the demo: the province's for this year and the last, the city's, the demo county's; a township has none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from assessment.models import Indicator
from assessment.queries.schemes import problems_of, schemes_listed
from assessment.rules.expressions import parse
from assessment.services.publishing import publish_scheme
from assessment.services.reference import load_schemes
from assessment.services.scheme_data import IndicatorData, data_of_indicator
from assessment.services.schemes import draft_scheme, save_indicator
from pingan.access.rules import Actor
from pingan.common.figures import all_figures
from pingan.demo.assessment.stage import assessed_year
from pingan.demo.showcase import cast_of_demo

_OWN_BASIS = "本区试行，分值为示例"
#: What the demo county adds to the scheme above, and what it takes back elsewhere for it.
_ADDED = IndicatorData(
    code="K1", name="平安创建活动开展", name_en="Peace creation", under="T8", order=235, weight=Decimal(3),
    source="manual", method="manual", params={"per_problem": "0.5", "again": "2"}, unit="个问题",
    date_rule="检查日在考核期内", needs_evidence=True, basis=_OWN_BASIS,
)  # fmt: skip
_NOT_HERE = "乡镇（街道）不设网信机构，由区直部门承担"


def show_schemes() -> None:
    """Publish, derive and adapt schemes, each by the account that a page would let do it."""
    cast = cast_of_demo()
    this = assessed_year(timezone.localdate())
    load_schemes(this)
    if not _can_be_counted(this):
        # Without the apps whose figures they name, the province's drafts are all there is to show.
        return
    for year in (this - 1, this):
        load_schemes(year)
        for audience in ("divisions", "units"):
            _publish_loaded(cast["sheng_bangongshi"], year, audience)
        _derived(cast["shi_bangongshi"], year, "divisions", f"赣市平安办〔{year}〕5号")
        _county(cast["nk_pinganban"], year)


def _can_be_counted(year: int) -> bool:
    rows = Indicator.objects.filter(scheme__year=year).exclude(expression="")
    named = {code for text in rows.values_list("expression", flat=True) for code in parse(text).figures}
    return named <= set(all_figures())


def _publish_loaded(office: Actor, year: int, audience: str) -> None:
    row = schemes_listed(office).get(region_id=office.region_id or 0, year=year, audience=audience)
    publish_scheme(
        actor=office, pk=row.pk, document=f"赣平安办〔{year}〕{3 if audience == 'divisions' else 4}号"
    )


def _derived(office: Actor, year: int, audience: str, document: str) -> None:
    row = draft_scheme(actor=office, year=year, audience=audience)
    publish_scheme(actor=office, pk=row.pk, document=document)


def _county(office: Actor, year: int) -> None:
    _derived(office, year, "units", f"康平安办〔{year}〕7号")
    row = draft_scheme(actor=office, year=year, audience="divisions")
    rows = {one.code: one for one in row.indicators.select_related("parent")}

    def say(code: str, data: IndicatorData) -> None:
        save_indicator(actor=office, scheme_id=row.pk, indicator_id=rows[code].pk, data=data)

    say("N1", replace(data_of_indicator(rows["N1"]), is_applicable=False, reason=_NOT_HERE))
    say("D1", replace(data_of_indicator(rows["D1"]), weight=Decimal(6)))
    say("H1", replace(data_of_indicator(rows["H1"]), weight=Decimal(7)))
    # The second year carries it on from the first.
    if _ADDED.code not in rows:
        save_indicator(actor=office, scheme_id=row.pk, data=_ADDED)
    if problems_of(row):
        raise AssertionError("the demo county's scheme has faults")
    publish_scheme(actor=office, pk=row.pk, document=f"康平安办〔{year}〕6号")
