"""The cast of assessment's showcase: desks for the townships that have none, papers as evidence, jobs done at once."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import assessment.tasks  # noqa: F401 - registers the jobs that are done here
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.demo.people import Plan, create_people
from pingan.demo.risk.stage import RiskStage
from pingan.demo.showcase import cast_of_demo
from pingan.documents.rules.reports import Report, TextPart
from pingan.documents.services import print_report
from pingan.files.services import store_upload
from pingan.org.models import Post, Region

OFFICE, LEADER = "nk_pinganban", "nk_lingdao"
COUNTY = "360703000000"
#: Pictures of the other showcases have the seeds below.
_FIRST_PICTURE = 9_000
#: A year's assessment is held in the months that follow it: a year is over for it only after the winter.
_WINTER_DAYS = 90


def assessed_year(today: date) -> int:
    """Return the year that is being assessed on a day; the one before it has its result."""
    return (today - timedelta(days=_WINTER_DAYS)).year


def stage_of_demo() -> RiskStage:
    """Return the cast, with a desk for each township of the demo county that had none."""
    cast = cast_of_demo()
    manned = set(
        Post.objects.filter(role="township_desk", held_to=None).values_list("region__code", flat=True)
    )
    towns = Region.objects.filter(parent__code=COUNTY, valid_to=None, is_virtual=False).order_by("code")
    draw = random.Random(2027)
    for town in towns:
        if town.code in manned:
            continue
        # Nobody signs in with these: they report for their townships, as an office would ask them to.
        [person] = create_people([Plan(f"xz{town.code[:9]}", "township_desk", town.code)], draw, "!")
        actor = actor_for(person.user)
        if actor is not None:
            cast[person.user.username] = actor
    return RiskStage(cast, {}, count(_FIRST_PICTURE))


def desks_of(stage: RiskStage) -> dict[str, Actor]:
    """Return the desk that reports for each township, by the township's code."""
    desks = [actor for actor in stage.cast.values() if actor.role == "township_desk"]
    return {actor.region_code: actor for actor in reversed(desks) if actor.region_code.startswith(COUNTY[:6])}


def paper(title: str) -> bytes:
    """Return a page of evidence that says that it is none."""
    told = TextPart(f"{title}的台账摘录、会议记录和现场照片目录。演示材料，不对应任何真实事项。")
    facts = (("说明", "演示材料"), ("日期", timezone.localdate().isoformat()))
    return print_report(Report(title, "佐证材料（演示）", "演示单位", facts, (told,))).content


def put_paper(actor: Actor, name: str, content: bytes) -> int:
    """Upload a paper as somebody; return its key."""
    upload = SimpleUploadedFile(f"{name}.pdf", content, content_type="application/pdf")
    return store_upload(actor=actor, upload=upload, read_place=False).pk


def do_jobs() -> None:
    """Do at once what the workers of assessment would do after the commit, until nothing is left."""
    waiting = OutboxEntry.objects.filter(job__startswith="assessment.", done_at=None).order_by("pk")
    while keys := list(waiting.values_list("pk", flat=True)):
        for key in keys:
            if not deliver(key):
                raise AssertionError(f"a job of the demo failed: {OutboxEntry.objects.get(pk=key)}")
