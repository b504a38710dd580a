"""The organisation in the browser: drill down, read history, admit and remove, check, register."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pingan.audit.models import AuditEntry
from pingan.org.models import (
    CoordinatingBody,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Organ,
)
from pingan.org.queries import region_by_code
from pingan.org.services import admit_member_unit, open_center, recode_region
from tests.factories.org import TwoCounties, given_body, given_organ, system_actor

ClientFor = Callable[..., Client]
DAY = date(2025, 3, 1)


def _url(name: str, *args: Any) -> str:
    return reverse(f"console:{name}", args=args)


def _text(response: Any) -> str:
    return str(response.content.decode())


def _member(land: TwoCounties) -> MemberUnit:
    body, organ = given_body(land.county), given_organ(land.county, "区司法局")
    return admit_member_unit(
        actor=system_actor(), body_id=body.pk, organ_id=organ.pk, duties="指导人民调解",
        decision_document="南平安〔2024〕3号", valid_from=date(2024, 2, 1),
    )  # fmt: skip


@pytest.fixture
def office(land: TwoCounties, client_for: ClientFor) -> Client:
    return client_for("body_office", land.county)


def test_tree_begins_at_the_own_division_and_opens_by_branch(land: TwoCounties, office: Client) -> None:
    page = _text(office.get(_url("organisation")))
    assert "朱坊乡" in page
    assert "太窝乡" in page
    assert "梅林镇" not in page
    branch = _text(office.get(_url("region_branch", land.township.pk), headers={"HX-Request": "true"}))
    assert "朱坊村委会" in branch
    assert "<html" not in branch


@pytest.mark.parametrize("text", ["朱坊乡", "zfx", "zhu fang x", "360703203000"])
def test_search_finds_by_name_initials_and_code(land: TwoCounties, office: Client, text: str) -> None:
    answer = office.get(_url("organisation"), {"q": text}, headers={"HX-Request": "true"})
    assert "朱坊乡" in _text(answer)
    assert "太窝乡" not in _text(answer)
    assert "<html" not in _text(answer)


def test_division_shows_what_it_was(land: TwoCounties, office: Client) -> None:
    new = recode_region(
        actor=system_actor(), region_id=land.township.pk, new_code="360703109000", new_name="朱坊镇",
        effective_on=DAY, document="赣府字〔2025〕12号",
    )  # fmt: skip
    page = _text(office.get(_url("region_detail", new.pk)))
    for piece in ("朱坊镇", "朱坊乡", "360703203000 → 360703109000", "赣府字〔2025〕12号", "朱坊村委会"):
        assert piece in page
    assert _url("region_detail", new.pk) in _text(office.get(_url("region_detail", land.township.pk)))


def test_admitted_and_removed_member_stays_on_the_page(land: TwoCounties, office: Client) -> None:
    body, organ = given_body(land.county), given_organ(land.county, "区司法局")
    admitted = office.post(
        _url("member_admit", body.pk),
        {
            "organ": organ.pk,
            "duties": "指导人民调解",
            "decision_document": "甲1号",
            "valid_from": "2024-02-01",
        },
    )
    assert (admitted.status_code, admitted["Location"]) == (302, _url("body_detail", body.pk))
    member = MemberUnit.objects.get()
    removal = {"valid_to": "2025-02-01", "removal_document": "甲2号", "seen_version": member.version}
    assert office.post(_url("member_remove", member.pk), removal).status_code == 302
    page = _text(office.get(_url("body_detail", body.pk)))
    for piece in ("区司法局", "甲1号", "甲2号"):
        assert piece in page
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"member.admitted", "member.removed"} <= actions


def test_form_without_a_decision_comes_back_with_what_was_typed(land: TwoCounties, office: Client) -> None:
    body, organ = given_body(land.county), given_organ(land.county)
    answer = office.post(
        _url("member_admit", body.pk),
        {"organ": organ.pk, "duties": "一段职责", "decision_document": "", "valid_from": "2024-02-01"},
    )
    assert answer.status_code == 422
    assert "一段职责" in _text(answer)
    assert "decision_document" in answer.context["form"].errors
    assert not MemberUnit.objects.exists()


def test_removal_on_an_older_reading_keeps_what_was_typed(land: TwoCounties, office: Client) -> None:
    member = _member(land)
    answer = office.post(
        _url("member_remove", member.pk),
        {"valid_to": "2025-02-01", "removal_document": "甲2号", "seen_version": 99},
    )
    assert answer.status_code == 409
    assert "甲2号" in _text(answer)
    member.refresh_from_db()
    assert member.valid_to is None


def test_other_county_office_reads_but_does_not_edit(land: TwoCounties, client_for: ClientFor) -> None:
    member = _member(land)
    other = client_for("body_office", land.other_county)
    page = other.get(_url("body_detail", member.body_id))
    assert page.status_code == 200
    assert _url("member_admit", member.body_id) not in _text(page)
    form = {"valid_to": "2025-02-01", "removal_document": "甲2号"}
    assert other.post(_url("member_remove", member.pk), form).status_code == 403
    assert other.get(_url("member_admit", member.body_id)).status_code == 403


@pytest.mark.parametrize("role", ["system_admin", "audit_admin"])
def test_administrators_without_the_duty_see_no_organisation(
    land: TwoCounties, client_for: ClientFor, role: str
) -> None:
    assert client_for(role, land.county).get(_url("organisation")).status_code == 403


def test_body_is_established_once(land: TwoCounties, office: Client) -> None:
    form = {"name": "朱坊乡平安建设领导小组", "document": "甲", "valid_from": "2025-01-01"}
    assert office.post(_url("body_new", land.township.pk), form).status_code == 302
    assert office.post(_url("body_new", land.township.pk), form).status_code == 409
    assert office.post(_url("body_new", land.village.pk), form).status_code == 422
    assert office.post(_url("body_new", land.foreign_township.pk), form).status_code == 403
    assert CoordinatingBody.objects.count() == 1


def test_office_group_unit_and_centre_are_kept_on_their_pages(land: TwoCounties, office: Client) -> None:
    body = given_body(land.county)
    unit = {"name": "区委平安办", "kind": "coordinating_office"}
    assert office.post(_url("organ_new", land.county.pk), unit).status_code == 302
    organ = Organ.objects.get(name="区委平安办")
    named = {"organ": organ.pk, "duties": "统筹协调"}
    assert office.post(_url("body_office", body.pk), named).status_code == 302
    group = {"name": "公共安全组", "lead_unit": organ.pk, "valid_from": "2025-01-01"}
    assert office.post(_url("group_new", body.pk), group).status_code == 302
    page = _text(office.get(_url("body_detail", body.pk)))
    assert "统筹协调" in page
    assert "公共安全组" in page
    close = office.post(_url("group_close", body.special_groups.get().pk), {"valid_to": "2025-06-01"})
    assert close.status_code == 302
    assert "公共安全组" not in _text(office.get(_url("body_detail", body.pk)))


def test_check_of_a_centre_shows_result_and_source(land: TwoCounties, office: Client) -> None:
    opened = office.post(
        _url("center_new", land.county.pk), {"name": "南康区综治中心", "valid_from": "2025-01-01"}
    )
    center = GovernanceCenter.objects.get()
    assert opened["Location"] == _url("center_detail", center.pk)
    check = {"is_met": "no", "remark": "牌子缺失"}
    assert office.post(_url("center_check", center.pk, "has_sign"), check).status_code == 302
    assert office.post(_url("center_check", center.pk, "nonsense"), check).status_code == 404
    page = _text(office.get(_url("center_detail", center.pk)))
    assert "牌子缺失" in page
    assert "2024年综治中心规范化建设意见" in page
    edited = {"name": "新名", "windows": "4", "seen_version": center.version}
    assert office.post(_url("center_edit", center.pk), edited).status_code == 302
    center.refresh_from_db()
    assert (center.name, center.windows, center.version) == ("新名", 4, 2)
    assert office.post(_url("center_edit", center.pk), edited).status_code == 409


def test_agency_comes_and_goes(land: TwoCounties, office: Client) -> None:
    center = open_center(actor=system_actor(), region_id=land.county.pk, name="区综治中心", valid_from=DAY)
    organ = given_organ(land.county, "区人民法院")
    form = {"organ": organ.pk, "mode": "rotating", "schedule": "每周三", "valid_from": "2025-04-01"}
    assert office.post(_url("agency_admit", center.pk), form).status_code == 302
    assert "每周三" in _text(office.get(_url("center_detail", center.pk)))
    ended = office.post(_url("agency_end", center.agencies.get().pk), {"valid_to": "2025-05-01"})
    assert ended.status_code == 302
    for day, sentence in (("x", "请填写日期"), ("2025-06-01", "已经终止")):
        answer = office.post(_url("agency_end", center.agencies.get().pk), {"valid_to": day}, follow=True)
        assert sentence in _text(answer)


def test_register_answers_who_was_responsible_on_a_day(land: TwoCounties, office: Client) -> None:
    organ = given_organ(land.county, "区应急管理局")
    first = {
        "organ": organ.pk, "kind": "primary_responsible", "name": "李四", "title": "局长",
        "valid_from": "2025-01-01",
    }  # fmt: skip
    assert office.post(_url("responsibility_new"), first).status_code == 302
    row = LeaderResponsibility.objects.get()
    end = {"valid_to": "2025-07-01", "seen_version": row.version}
    assert office.post(_url("responsibility_end", row.pk), end).status_code == 302
    second = {**first, "name": "赵六", "valid_from": "2025-07-01"}
    assert office.post(_url("responsibility_new"), second).status_code == 302
    register = _url("responsibility_register")
    assert "赵六" not in _text(office.get(register, {"on": "2025-06-30"}))
    assert "李四" in _text(office.get(register, {"on": "2025-06-30"}))
    page = _text(office.get(register, {"year": "2025"}))
    assert "李四" in page
    assert "赵六" in page
    assert office.get(register, {"on": "yesterday"}).status_code == 422


def test_register_stays_inside_the_area(land: TwoCounties, client_for: ClientFor) -> None:
    organ = given_organ(land.other_county)
    LeaderResponsibility.objects.create(
        organ=organ, year=2025, kind="primary_responsible", name="外县人", title="书记", valid_from=DAY
    )
    row = LeaderResponsibility.objects.get()
    for role in ("leader", "auditor", "body_office"):
        client = client_for(role, land.county)
        assert "外县人" not in _text(client.get(_url("responsibility_register"), {"year": "2025"}))
    office = client_for("body_office", land.county)
    assert office.get(_url("responsibility_end", row.pk)).status_code == 404
    assert client_for("township_desk", land.township).get(_url("responsibility_register")).status_code == 403


def test_region_page_costs_the_same_for_many_children(
    land: TwoCounties, office: Client, django_assert_max_num_queries: Any
) -> None:
    from tests.factories.org import given_region

    for number in range(210, 240):
        given_region(f"360703{number}000")
    with django_assert_max_num_queries(30):
        office.get(_url("region_detail", land.county.pk))


def _change(**values: str) -> dict[str, str]:
    return {"effective_on": "2025-03-01", "document": "赣府字〔2025〕12号", **values}


def test_county_office_records_what_became_of_a_township(land: TwoCounties, office: Client) -> None:
    url = _url("region_change", land.township.pk)
    assert url in _text(office.get(_url("region_detail", land.township.pk)))
    answer = office.post(url, _change(kind="recode", code="360703109000", new_name="朱坊镇"), follow=True)
    assert "朱坊镇" in _text(answer)
    assert "360703203000 → 360703109000" in _text(answer)
    other = _url("region_change", land.other_township.pk)
    renamed = office.post(other, _change(kind="rename", new_name="太窝镇"), follow=True)
    assert "太窝乡 → 太窝镇" in _text(renamed)
    merged = office.post(other, _change(kind="merge", code="360703109000"), follow=True)
    assert "太窝镇" in _text(merged)
    assert merged.redirect_chain == [(_url("region_detail", 0).replace("0", _pk("360703109000")), 302)]


def _pk(code: str) -> str:
    region = region_by_code(code)
    assert region is not None
    return str(region.pk)


@pytest.mark.parametrize(
    ("values", "status", "field"),
    [
        ({"kind": "recode", "code": "360703204000"}, 422, "code"),
        ({"kind": "recode", "code": "12"}, 422, "code"),
        ({"kind": "merge", "code": "360799999000"}, 422, "code"),
        ({"kind": "rename"}, 422, "new_name"),
        ({"kind": "abolish"}, 409, "__all__"),
        ({"kind": "abolish", "document": " "}, 422, "document"),
    ],
)
def test_impossible_change_comes_back_with_its_reason(
    land: TwoCounties, office: Client, values: dict[str, str], status: int, field: str
) -> None:
    answer = office.post(_url("region_change", land.township.pk), _change(**values))
    assert answer.status_code == status
    assert list(answer.context["form"].errors) == [field]


def test_township_office_does_not_change_its_own_township(land: TwoCounties, client_for: ClientFor) -> None:
    client = client_for("body_office", land.township)
    assert client.post(_url("region_change", land.township.pk), _change(kind="abolish")).status_code == 403
    assert _url("region_change", land.township.pk) not in _text(
        client.get(_url("region_detail", land.township.pk))
    )
