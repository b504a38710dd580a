"""Organs that issue and receive, and their people."""

from __future__ import annotations

from pingan.access.rules import Actor
from pingan.common.ids import OrganId
from pingan.documents.models import OfficialDocument
from pingan.documents.services import issue, load_templates
from pingan.org.models import Organ
from tests.factories.files import given_actor
from tests.factories.org import given_region

LETTER = {
    "addressee": "贵溪市城市管理局",
    "matter_number": "36068120261103007",
    "matter_title": "建设路污水井盖缺失问题",
    "facts": "10月20日上报后至今没有补装。\n群众两次来电反映。",
    "demand": "立即设置警示标志；\n两日内补装。",
    "due_on": "2026年11月6日",
}


def given_organ(name: str = "平安贵溪建设领导小组办公室", code: str = "贵平安办") -> Organ:
    """An organ of one county, with its document code."""
    region = given_region("360681000000", "贵溪市")
    organ, _ = Organ.objects.get_or_create(
        name=name,
        region=region,
        defaults={"kind": Organ.Kind.COORDINATING_OFFICE, "document_code": code},
    )
    return organ


def given_officer(organ: Organ, role: str = "body_office", username: str = "") -> Actor:
    """Somebody of that organ."""
    return given_actor(username or f"{role}-{organ.pk}", role, organ_id=OrganId(organ.pk), areas=("360681",))


def given_letter(organ: Organ | None = None, **data: str) -> OfficialDocument:
    """An issued supervision letter."""
    load_templates()
    organ = organ or given_organ()
    return issue(
        actor=given_officer(organ),
        organ_id=organ.pk,
        template_code="supervision_letter",
        data={**LETTER, **data},
        region_code="360681000000",
    )
