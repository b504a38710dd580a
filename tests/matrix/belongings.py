"""What else stands in an area of the scene: bodies, units and centres, and what belongs to one person alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Model
from django.utils import timezone

from pingan.accounts.models import ApiToken
from pingan.audit.models import AuditEntry
from pingan.audit.services import log
from pingan.matters.models import SavedView
from pingan.notify.models import Notice
from pingan.org.models import (
    CenterChecklistItem,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Post,
    ResidentAgency,
    SpecialGroup,
)
from pingan.web.models import ExportJob, ExportPart
from tests.factories.files import given_file
from tests.factories.org import LONG_AGO, given_body, given_organ
from tests.factories.world import Place

Put = Callable[[Model], None]


def put_organisation(place: Place, put: Put) -> None:
    body = given_body(place.township)
    unit = given_organ(place.township)
    put(body)
    put(unit)
    group = SpecialGroup.objects.create(body=body, name="社会治安组", lead_unit=unit, valid_from=LONG_AGO)
    put(group)
    put(
        MemberUnit.objects.create(
            body=body, organ=unit, duties="治安", decision_document="平安〔2025〕1号", valid_from=LONG_AGO
        )
    )
    center = GovernanceCenter.objects.create(
        region=place.township, level=4, name="综治中心", valid_from=LONG_AGO
    )
    put(center)
    put(ResidentAgency.objects.create(center=center, organ=unit, mode="resident", valid_from=LONG_AGO))
    put(CenterChecklistItem.objects.create(center=center, code="premises"))
    put(
        LeaderResponsibility.objects.create(
            organ=unit,
            kind="primary_responsible",
            name="某某",
            title="乡长",
            year=timezone.localdate().year,
            valid_from=date(timezone.localdate().year, 1, 1),
        )
    )


def put_own_things(place: Place, put: Put) -> None:
    user = place.users["township_desk"]
    post = Post.objects.get(user=user)
    put(
        Notice.objects.create(
            recipient=user,
            key="matrix",
            title_msgid="notice",
            url="/",
            happened_at=timezone.now(),
            kind="test",
        )
    )
    put(SavedView.objects.create(user=user, list_name="incidents", name="我的"))
    job = ExportJob.objects.create(
        user=user,
        post=post,
        list_name="incidents",
        format="csv",
        purpose="核对",
        state="done",
        finished_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    ExportPart.objects.create(
        job=job, number=1, file=given_file(place.actor("township_desk"), seed=place.grid.pk)
    )
    put(job)
    token = ApiToken.objects.create(
        user=user,
        label="脚本",
        digest=f"matrix-{user.pk}",
        expires_at=timezone.now() + timedelta(days=1),
    )
    put(token)
    log(actor=place.actor("township_desk"), action="export.csv", object_type="list", reason="核对")
    put(AuditEntry.objects.latest("pk"))
