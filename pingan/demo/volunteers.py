"""Volunteers of one township of the demo county, from the public page to a certificate; two applications still wait.

Everything goes through the services that a click goes through; names and numbers are invented.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from grids.models import Volunteer
from grids.services.submissions import NewSubmission, submit
from grids.services.volunteer_hours import note_hours
from grids.services.volunteers import certify, enrol, let_go
from pingan.access.queries import actor_for
from pingan.access.rules import Actor, system_actor
from pingan.accounts.models import User
from pingan.demo.readiness import opened
from pingan.registers.models import RegisterDefinition, RegisterReport
from pingan.registers.services.entries import add_entry

_REGISTER: Final = "volunteer_activities"
#: Name, phone, kinds, what they said, hours at the activity (0: none yet); the last two nobody has decided about.
_PEOPLE: Final = (
    ("陈志强", "13900001001", ("patrol", "rescue"), "退役军人，晚上和周末有空", 3),
    ("刘桂兰", "13900001002", ("patrol", "care"), "可以参加社区夜间巡逻", 2),
    ("黄文斌", "13900001003", ("mediation", "law"), "退休教师，愿意帮助调解邻里纠纷", 0),
    ("谢小梅", "13900001004", ("publicity",), "", 0),
    ("曾建平", "13900001005", ("patrol",), "家住集镇，熟悉周边情况", 0),
    ("钟秀英", "13900001006", ("care", "publicity"), "每周三下午有空", 0),
)
_LEFT: Final = "谢小梅"
_WAITING: Final = 2
_ACTIVITY: Final = {
    "activity": "集镇夜间平安巡逻（演示）", "kind": "patrol", "volunteers": 4, "hours": 12,
}  # fmt: skip


def show_volunteers() -> int:
    """Let people apply, take most of them on, note the hours of one activity, certify one; return how many serve.

    0: there is no desk, no office or no such register.
    """
    desk, office = _person("zf_zongzhi"), _person("nk_pinganban")
    today = timezone.localdate()
    definition = RegisterDefinition.objects.in_force(today).filter(code=_REGISTER).first()
    if desk is None or office is None or definition is None:
        return 0
    report = _report(desk, opened(office, definition, today))
    if report is None:
        return 0
    values = {**_ACTIVITY, "held_on": today - timedelta(days=9)}
    activity = add_entry(actor=system_actor(), report_id=report.pk, values=values)
    sent = [
        submit(
            nonce=f"demo-volunteer-{phone}",
            line=f"demo-{phone}",
            data=_application(desk, name, phone, kinds, said),
        )
        for name, phone, kinds, said, _hours in _PEOPLE
    ]
    certified = False
    for (name, _phone, _kinds, _said, hours), one in list(zip(_PEOPLE, sent, strict=True))[:-_WAITING]:
        volunteer = enrol(actor=desk, pk=one.submission.pk)
        if hours:
            note_hours(actor=desk, pk=volunteer.pk, activity=activity.pk, hours=hours)
        if hours and not certified:
            certify(actor=desk, pk=volunteer.pk)
            certified = True
        if name == _LEFT:
            let_go(actor=desk, pk=volunteer.pk)
    return Volunteer.objects.filter(left_at=None).count()


def _person(username: str) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_for(user) if user is not None else None


def _report(desk: Actor, round_id: int) -> RegisterReport | None:
    """Return the register of the first village of the desk's township."""
    rows = RegisterReport.objects.filter(round_id=round_id, region_code__startswith=str(desk.region_code)[:9])
    return rows.order_by("unit_code", "pk").first()


def _application(desk: Actor, name: str, phone: str, kinds: tuple[str, ...], said: str) -> NewSubmission:
    return NewSubmission(
        region=str(desk.region_code),
        kind="volunteer",
        text=said or "愿意参加平安志愿服务",
        name=name,
        phone=phone,
        services=kinds,
    )
