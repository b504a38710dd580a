"""Briefs of the demo county: last month's issued and received by one township, last week's drafted by the job."""

from __future__ import annotations

from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.documents.models import ServiceReceipt
from pingan.documents.services import acknowledge
from pingan.office.models import Brief
from pingan.office.rules.brief_periods import last_ended
from pingan.office.services.brief_drafting import draft_brief, draft_for
from pingan.office.services.brief_issuing import issue_brief
from pingan.office.services.brief_writing import review_brief, write_brief

_WORDS = {
    "forecast": "岁末年初临近，欠薪和债务类纠纷预计增多；气温下降，用电用气和道路结冰隐患上升，需提前排查。",
    "measures": "一、各乡镇（街道）于下月10日前完成一轮矛盾纠纷集中排查，结果报区平安办。\n"
    "二、区城市管理局、住房和城乡建设局对超期事项逐件明确责任人和办结时限。\n"
    "三、区平安办每周通报一次按期办结情况。",
}


def show_briefs() -> int:
    """Draft, review, issue and send; return how many briefs there are. 0: the county has no office or leader."""
    office, leader, township = (_person(name) for name in ("nk_pinganban", "nk_lingdao", "zf_pinganban"))
    if office is None or leader is None or office.region_id is None:
        return 0
    today = timezone.localdate()
    month, week = last_ended("monthly", today), last_ended("weekly", today)
    monthly = draft_brief(actor=office, cadence="monthly", day=month.since)
    write_brief(actor=office, pk=monthly.pk, sections=_WORDS)
    review_brief(actor=leader, pk=monthly.pk)
    issued = issue_brief(actor=leader, pk=monthly.pk)
    if township is not None:
        own = ServiceReceipt.objects.filter(document_id=issued.document_id, recipient_id=township.organ_id)
        for receipt_id in own.values_list("pk", flat=True):
            acknowledge(actor=township, receipt_id=receipt_id)
    draft_for(region_id=office.region_id, cadence="weekly", since=week.since.isoformat())
    return Brief.objects.count()


def _person(username: str) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_for(user) if user is not None else None
