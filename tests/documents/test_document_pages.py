"""The pages of official documents, through their doors: who reads, takes, acknowledges, voids and rewords."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from grids.models.incidents import Supervision
from pingan.access.policy import allows, visible_to
from pingan.audit.models import AuditEntry
from pingan.documents.models import DocumentTemplate, OfficialDocument, ServiceReceipt
from pingan.documents.services import load_templates
from tests.factories.incidents import act, given_incident

pytestmark = pytest.mark.django_db
UNKNOWN = "请于{{ deadline_day }}前办结。"


@pytest.fixture
def world(world):
    load_templates()
    return world


@pytest.fixture
def incident(world):
    incident = given_incident(world.here, "dispatched")
    due = timezone.now() + timedelta(days=3)
    values = {"demand": "两日内修复路灯", "due_at": due, "left_out": "夜间无照明"}
    return act(world.here, incident, "supervise", "body_office", **values)


@pytest.fixture
def letter(incident):
    return Supervision.objects.get(incident=incident, document__isnull=False).document


def page(name, *args):
    return reverse(f"console:{name}", args=args)


def test_the_issuer_finds_the_letter_under_issued_and_the_recipient_under_served(world, letter):
    office, unit = world.here.client("body_office"), world.here.client("unit_handler")
    assert letter.number in office.get(page("document_list")).content.decode()
    assert letter.number not in office.get(page("document_list"), {"tab": "served"}).content.decode()
    assert letter.number in unit.get(page("document_list")).content.decode()
    assert letter.number not in unit.get(page("document_list"), {"tab": "issued"}).content.decode()


def test_a_long_list_is_cut_into_pages_and_keeps_its_tab(world, letter, monkeypatch):
    from pingan.console.pages import paging

    cut = paging.tables.page_of
    monkeypatch.setattr(paging.tables, "page_of", lambda rows, **kw: cut(rows, **{**kw, "size": 1}))
    second = given_incident(world.here, "dispatched", description="桥头护栏松动，行人过桥危险")
    due = timezone.now() + timedelta(days=3)
    values = {"demand": "加固护栏", "due_at": due, "left_out": "随时可能断裂"}
    act(world.here, second, "supervise", "body_office", **values)
    office = world.here.client("body_office")
    first_page = office.get(page("document_list"), {"tab": "issued"})
    assert letter.number not in first_page.content.decode()
    assert "tab=issued" in first_page.context["page"].next_url
    next_page = office.get(page("document_list") + first_page.context["page"].next_url)
    assert letter.number in next_page.content.decode()


@pytest.mark.parametrize(
    "role", ["body_office", "unit_handler", "township_desk", "county_dispatcher", "auditor"]
)
def test_issuer_recipient_desks_and_auditors_open_the_letter(world, letter, role):
    answer = world.here.client(role).get(page("document_detail", letter.pk))
    assert answer.status_code == 200
    assert letter.number in answer.content.decode()
    assert world.here.units["city_management"].name in answer.content.decode()


@pytest.mark.parametrize("role", ["grid_worker", "community_staff"])
def test_who_sees_the_incident_but_has_no_business_with_the_letter_gets_404(world, incident, letter, role):
    client = world.here.client(role)
    detail = client.get(reverse("grids:incident_detail", args=[incident.pk])).content.decode()
    assert letter.number in detail
    assert page("document_detail", letter.pk) not in detail
    for name in ("document_detail", "document_pdf", "document_docx"):
        assert client.get(page(name, letter.pk)).status_code == 404
    for stored in (letter.pdf_id, letter.docx_id):
        assert client.get(reverse("web:file_content", args=[stored])).status_code == 404
        assert client.get(f"/api/v1/attachments/{stored}/content/").status_code == 404


@pytest.mark.parametrize(
    ("place", "role"),
    [
        ("here", "unit_handler_2"),
        ("neighbour", "township_desk"),
        ("far", "body_office"),
        ("far", "unit_handler"),
        ("far", "auditor"),
    ],
)
def test_others_get_404_on_the_letter_and_its_files(world, letter, place, role):
    client = world.places[place].client(role)
    for name in ("document_detail", "document_pdf", "document_docx"):
        assert client.get(page(name, letter.pk)).status_code == 404
    assert client.post(page("document_void", letter.pk), {"reason": "x"}).status_code in {403, 404}
    assert client.post(page("receipt_acknowledge", letter.receipts.get().pk)).status_code == 404
    assert letter.number not in client.get(page("document_list"), {"tab": "served"}).content.decode()
    letter.refresh_from_db()
    assert letter.voided_at is None
    assert letter.receipts.get().acknowledged_at is None
    assert not AuditEntry.objects.filter(action="document.downloaded").exists()


def test_administrators_read_no_documents(world, letter):
    from tests.factories.world import signed_in

    client = signed_in(world.admins["system_admin"])
    assert client.get(page("document_list")).status_code == 403
    assert client.get(page("document_pdf", letter.pk)).status_code == 403


@pytest.mark.parametrize(("name", "magic", "suffix"), [("pdf", b"%PDF-", "pdf"), ("docx", b"PK", "docx")])
def test_a_download_is_the_file_named_safe_and_logged(world, letter, name, magic, suffix):
    answer = world.here.client("township_desk").get(page(f"document_{name}", letter.pk))
    assert b"".join(answer.streaming_content).startswith(magic)
    assert answer["Content-Disposition"].startswith("attachment")
    assert f".{suffix}" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(action="document.downloaded")
    assert (entry.object_id, entry.actor_name, entry.data) == (
        letter.pk,
        world.here.users["township_desk"].name,
        {"form": suffix},
    )


@pytest.mark.parametrize("door", ["/files/{}/content/", "/api/v1/attachments/{}/content/"])
def test_a_letter_taken_as_a_file_is_logged_like_one_taken_as_a_letter(world, letter, door):
    desk = world.here.client("township_desk")
    tag = desk.get(door.format(letter.pdf_id))["ETag"]
    assert desk.get(door.format(letter.pdf_id), headers={"If-None-Match": tag}).status_code == 304
    desk.get(door.format(letter.docx_id))
    rows = AuditEntry.objects.filter(action="document.downloaded").order_by("pk")
    assert [(row.object_id, row.data, row.region_code) for row in rows] == [
        (letter.pk, {"form": form}, letter.region_code) for form in ("pdf", "pdf", "docx")
    ]


@pytest.mark.parametrize("door", ["/files/{}/content/", "/api/v1/attachments/{}/content/"])
def test_other_files_leave_no_such_row_and_scans_of_service_do(world, letter, door):
    from tests.factories.files import given_file

    worker, office = world.here.client("grid_worker"), world.here.client("body_office")
    photo, scan = (given_file(world.here.actor("grid_worker"), seed=seed) for seed in (1, 2))
    assert worker.get(door.format(photo.pk)).status_code == 200
    assert not AuditEntry.objects.filter(action="document.downloaded").exists()
    ServiceReceipt.objects.filter(document=letter).update(proof=scan)
    assert office.get(door.format(scan.pk)).status_code == 200
    entry = AuditEntry.objects.get(action="document.downloaded")
    assert (entry.object_id, entry.data) == (letter.pk, {"form": "scan"})


def test_the_recipient_acknowledges_once_and_the_issuer_sees_it(world, letter):
    unit, office = world.here.client("unit_handler"), world.here.client("body_office")
    address = page("receipt_acknowledge", letter.receipts.get().pk)
    assert address in unit.get(page("document_detail", letter.pk)).content.decode()
    assert address not in office.get(page("document_detail", letter.pk)).content.decode()
    assert office.post(address).status_code == 403
    assert unit.post(address)["Location"] == page("document_detail", letter.pk)
    receipt = letter.receipts.get()
    assert receipt.acknowledged_by == world.here.users["unit_handler"]
    assert address not in unit.get(page("document_detail", letter.pk)).content.decode()
    assert (
        world.here.users["unit_handler"].name
        in office.get(page("document_detail", letter.pk)).content.decode()
    )


def test_only_the_issuer_voids_and_says_why(world, letter):
    address, detail = page("document_void", letter.pk), page("document_detail", letter.pk)
    for role in ("unit_handler", "auditor", "township_desk"):
        client = world.here.client(role)
        assert address not in client.get(detail).content.decode()
        assert client.post(address, {"reason": "不应作废"}).status_code == 403
    office = world.here.client("body_office")
    refused = office.post(address, {"reason": "  "})
    assert refused.status_code == 422
    assert refused.context["form"].errors["reason"]
    long_reason = "错" * 201
    kept = office.post(address, {"reason": long_reason})
    assert kept.status_code == 422
    assert long_reason in kept.content.decode()
    assert OfficialDocument.objects.get(pk=letter.pk).voided_at is None
    assert not AuditEntry.objects.filter(action="document.voided").exists()
    assert office.post(address, {"reason": "主送机关有误"}).status_code == 302
    entry = AuditEntry.objects.get(action="document.voided")
    assert (entry.object_id, entry.reason, entry.actor_name) == (
        letter.pk,
        "主送机关有误",
        world.here.users["body_office"].name,
    )
    assert "主送机关有误" in office.get(detail).content.decode()
    assert office.post(address, {"reason": "再次作废"}).status_code == 409


def test_the_incident_links_to_the_letter_for_those_who_may_open_it(world, incident, letter):
    shown = world.here.client("township_desk").get(reverse("grids:incident_detail", args=[incident.pk]))
    assert page("document_detail", letter.pk) in shown.content.decode()


def test_list_and_single_answer_agree_on_letters_and_receipts(world, letter):
    receipt = letter.receipts.get()
    people = [(place, role) for place in world.places.values() for role in place.users]
    answers = set()
    for place, role in people:
        actor = place.actor(role)
        for row, model in ((letter, OfficialDocument), (receipt, ServiceReceipt)):
            is_listed = visible_to(model, actor).filter(pk=row.pk).exists()
            assert is_listed == allows(actor, "view", row), (role, model)
            answers.add(is_listed)
    assert answers == {True, False}


def template(world, place="here"):
    return DocumentTemplate.objects.filter(
        code="supervision_letter", organ=world.places[place].units["office"]
    )


def test_an_unknown_placeholder_is_told_at_its_field_and_the_text_is_kept(world):
    office = world.here.client("body_office")
    address = page("document_template", "supervision_letter")
    answer = office.post(address, {"title": "关于{{ matter_title }}的督办函", "body": UNKNOWN})
    assert answer.status_code == 422
    assert "deadline_day" in str(answer.context["form"].errors["body"])
    assert "title" not in answer.context["form"].errors
    assert UNKNOWN in answer.content.decode()
    assert not template(world).exists()


def test_a_new_wording_is_the_offices_own_next_version_and_the_default_stays(world):
    office, far = world.here.client("body_office"), world.far.client("body_office")
    address = page("document_template", "supervision_letter")
    default = DocumentTemplate.objects.get(code="supervision_letter", organ=None)
    for word in ("尽快", "立即"):
        body = f"请{word}办理（{{{{ matter_number }}}}）。\n{{{{ demand }}}}\n{{{{ due_on }}}}"
        seen = office.get(address).context["seen_version"]
        sent = {"title": "督办函", "body": body, "seen_version": seen}
        assert office.post(address, sent).status_code == 302
    shown = office.get(address)
    assert shown.context["form"].initial["body"].startswith("请立即办理")
    assert "请尽快办理" in shown.content.decode()
    assert [row.version for row in template(world).order_by("version")] == [1, 2]
    assert far.get(address).context["form"].initial["body"] == default.body
    assert "请立即办理" not in far.get(address).content.decode()
    listed = {row.code: row.organ for row in office.get(page("document_templates")).context["templates"]}
    assert listed["supervision_letter"] == world.here.units["office"]


def test_one_of_two_editors_wins_and_the_other_sees_the_wording_and_keeps_the_text(world):
    office = world.here.client("body_office")
    address = page("document_template", "supervision_letter")
    seen = office.get(address).context["seen_version"]
    body = "请{word}办理（{{{{ matter_number }}}}）。\n{{{{ demand }}}}\n{{{{ due_on }}}}"

    def sent(word, seen_version):
        values = {"title": f"督办函{word}", "body": body.format(word=word)}
        return office.post(address, values | {"seen_version": seen_version})

    assert sent("尽快", seen).status_code == 302
    refused = sent("立即", seen)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "请尽快办理" in text and "请立即办理" in text
    assert [row.title for row in template(world)] == ["督办函尽快"]
    mistake = office.post(address, {"title": "", "body": UNKNOWN, "seen_version": seen})
    assert mistake.status_code == 422
    assert mistake.context["seen_version"] == seen, "a typing mistake must not hide the other's change"
    assert sent("当日", "").status_code == sent("当日", "x").status_code == 409
    assert sent("立即", refused.context["seen_version"]).status_code == 302
    assert template(world).get(is_active=True).title == "督办函立即"


def test_templates_are_the_offices_business_and_an_unknown_code_is_404(world):
    for role in ("township_desk", "unit_handler", "auditor", "leader"):
        client = world.here.client(role)
        assert client.get(page("document_templates")).status_code == 403
        assert client.get(page("document_template", "supervision_letter")).status_code == 403
        assert client.post(page("document_template", "supervision_letter"), {}).status_code == 403
    assert world.here.client("body_office").get(page("document_template", "edict")).status_code == 404


def test_the_menu_leads_units_to_their_documents(world):
    home = reverse("console:document_list")
    assert (
        f'href="{home}"' in world.here.client("unit_handler").get(reverse("console:inbox")).content.decode()
    )
    assert (
        f'href="{home}"'
        not in world.here.client("township_desk").get(reverse("console:inbox")).content.decode()
    )
