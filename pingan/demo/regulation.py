"""Registers that the regulation names, under way in the demo county: decisions of its body, directories, contracts, titles,
and a report whose small numbers nobody is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.access.rules import Actor, system_actor
from pingan.accounts.models import User
from pingan.demo.readiness import TOLD, opened
from pingan.org.models import Organ
from pingan.registers.models import RegisterDefinition, RegisterFinding, RegisterReport
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import add_entry, settle_entry
from pingan.registers.services.handing import hand_entry, tell_progress
from pingan.registers.services.reports import submit_report

#: What the county's body decided: matter, kind of meeting, duty, unit, account that tells of it, days until due, how far.
_DECISIONS = (
    ("主城区背街小巷路灯三个月内全部修复", "coordination", "coordination", "城市管理局", "nk_chengguan", 12,
     "已修复四条街巷，余下两条等待电缆到货"),
    ("老旧小区消防通道专项清理", "plenary", "coordination", "住房和城乡建设局", "", -4, ""),
    ("制定平安志愿服务激励办法", "analysis", "policy", "", "", 45, ""),
)  # fmt: skip
_DONE = "汛期风险隐患排查动员部署"
_POINTS = (
    ("{}公共法律服务站", "center", "便民服务中心一楼", 12),
    ("{}法律援助工作站", "legal_aid", "司法所", 5),
)
_TITLES = (
    ("康乐花园小区", "community", 400),
    ("家具产业园平安示范企业", "enterprise", 20),
    ("第三小学", "school", -6),
)
#: A title that was withdrawn, and why.
_WITHDRAWN = ("南门物流园", "enterprise", 200, "发生较大安全生产责任事故")
_SINGLE: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("purchased_services", "农业农村局", {
        "project": "农村婚姻家庭纠纷调解服务", "scope": "mediation", "contractor": "南康区和美社会工作服务中心",
        "contract_no": "NK-2026-017", "amount": "28.60", "signed_on": -200, "due_on": 25, "acceptance": "pending",
    }),
    ("purchased_services", "住房和城乡建设局", {
        "project": "青少年预防犯罪社会服务", "scope": "minors", "contractor": "南康区青苗社会工作服务中心",
        "contract_no": "NK-2026-031", "amount": "15.00", "signed_on": -90, "due_on": 270, "acceptance": "pending",
    }),
    ("large_events", "城市管理局", {
        "event": "家具博览会开幕式", "kind": "fair", "place": "会展中心广场", "organiser": "区商务局",
        "expected_people": 6000, "permit": "granted", "permit_no": "康公许〔演示〕号", "has_plan": True, "held_on": 6,
    }),
    ("congress_supervision", "", {
        "subject": "江西省平安建设条例执法检查", "form": "inspection", "received_on": -40,
        "demand": "加快补齐农村网格力量，公开矛盾纠纷化解渠道", "lead_unit": "区平安办", "reply_by": 10,
    }),
)  # fmt: skip
#: Tasks and how many were done, of two member units: some so small that no table tells them.
_SERVICES = (("城市管理局", 14, 12, 6, 6, 0, 0, 3, 2), ("住房和城乡建设局", 20, 18, 11, 9, 0, 0, 0, 0))
_SERVICE_FIELDS = (
    "correction_tasks", "correction_done", "resettlement_tasks", "resettlement_done", "care_tasks", "care_done",
    "minor_tasks", "minor_done",
)  # fmt: skip
_STANDING = (
    "body_decisions", "legal_service_points", "peace_titles", "purchased_services", "large_events",
    "congress_supervision",
)  # fmt: skip


def show_regulation() -> int:
    """Open some registers of the regulation for the demo county and fill them; return how many entries. 0: no office."""
    office = _person("nk_pinganban")
    today = timezone.localdate()
    known = {row.code: row for row in RegisterDefinition.objects.in_force(today)}
    if office is None or not {*_STANDING, "special_group_services"} <= set(known):
        return 0
    rounds = {code: opened(office, known[code], today) for code in _STANDING}
    _decided(office, rounds["body_decisions"], today)
    for report in RegisterReport.objects.filter(round_id=rounds["legal_service_points"]).order_by(
        "unit_code"
    )[:6]:
        for name, kind, place, knowers in _POINTS:
            values = {
                "point": name.format(report.unit_name),
                "kind": kind,
                "place": place,
                "knowers": knowers,
            }
            _added(report, values | {"check_on": 40}, today)
    titles = _of(office, rounds["peace_titles"], "")
    *withdrawn, reason = _WITHDRAWN
    for holder, title, days in (*_TITLES, withdrawn):
        award = {
            "holder": holder, "title": title, "basis": "earlier", "awarded_on": -700,
            "document": "康平安〔演示〕号", "review_on": days,
        }  # fmt: skip
        row = _added(titles, award, today)
        if row is not None and holder == _WITHDRAWN[0]:
            settle_entry(actor=office, finding_id=row.pk, on=today, ending="withdrawn", note=reason)
    for code, unit, said in _SINGLE:
        _added(_of(office, rounds[code], unit), said, today)
    _counted(office, known["special_group_services"], today)
    return RegisterFinding.objects.filter(report__round__in=rounds.values()).count()


def _person(username: str) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_for(user) if user is not None else None


def _of(office: Actor, round_id: int, unit: str) -> RegisterReport | None:
    """Return the report of a unit of the county (by a part of its name), or of the county itself."""
    rows = RegisterReport.objects.filter(round_id=round_id)
    if unit:
        return rows.filter(organ__region__code=office.region_code, unit_name__contains=unit).first()
    return rows.filter(region_code=office.region_code, organ=None).first()


def _added(report: RegisterReport | None, values: Mapping[str, Any], today: date) -> RegisterFinding | None:
    """Add an entry; days are given as days from today."""
    if report is None:
        return None
    days = {
        "due_on",
        "signed_on",
        "held_on",
        "received_on",
        "reply_by",
        "check_on",
        "awarded_on",
        "review_on",
        "met_on",
    }
    said = {
        code: today + timedelta(days=value) if code in days else value for code, value in values.items()
    }  # fmt: skip
    return add_entry(actor=system_actor(), report_id=report.pk, values=said)


def _decided(office: Actor, round_id: int, today: date) -> None:
    report = _of(office, round_id, "")
    for matter, meeting, duty, unit, username, days, told in _DECISIONS:
        values = {
            "matter": matter + TOLD, "met_on": -30, "meeting": meeting, "duty": duty, "minutes": "康平安会纪〔演示〕号",
            "lead_unit": unit or "区平安办", "due_on": days,
        }  # fmt: skip
        row = _added(report, values, today)
        organ = (
            Organ.objects.filter(region__code=office.region_code, name__contains=unit).first()
            if unit
            else None
        )
        if row is None or organ is None:
            continue
        hand_entry(actor=office, finding_id=row.pk, organ_id=organ.pk)
        handler = _person(username)
        if told and handler is not None:
            tell_progress(actor=handler, finding_id=row.pk, note=told)
    done = {
        "matter": _DONE + TOLD,
        "met_on": -90,
        "meeting": "plenary",
        "duty": "directives",
        "lead_unit": "应急管理局",
    }
    row = _added(report, done | {"due_on": -60}, today)
    if row is not None:
        settle_entry(
            actor=office,
            finding_id=row.pk,
            on=today - timedelta(days=61),
            ending="done",
            note="各乡镇已完成部署",
        )


def _counted(office: Actor, definition: RegisterDefinition, today: date) -> None:
    pk = opened(office, definition, today, due_on=today + timedelta(days=20))
    for unit, *numbers in _SERVICES:
        report = _of(office, pk, unit)
        if report is not None:
            values = dict(zip(_SERVICE_FIELDS, numbers, strict=True))
            submit_report(actor=system_actor(), report_id=report.pk, data=ReportInput(values))
