"""A closed paper is seen only by those to whom an app above opens it: every door, and every file of it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse

from pingan.access.policy import allows, visible_to
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, NotFound
from pingan.common.slots import document_scopes
from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.documents.services import acknowledge, close_documents, load_templates, serve, void
from pingan.files.models import StoredFile
from tests.factories import documents as make
from tests.factories.case_papers import given_case_paper
from tests.factories.files import given_file

pytestmark = pytest.mark.django_db
DOORS = ("document_detail", "document_pdf", "document_docx")


def page(name, *args):
    return reverse(f"console:{name}", args=args)


@pytest.fixture
def world(world):
    load_templates()
    return world


@pytest.fixture
def office(world):
    organ = world.here.units["office"]
    organ.document_code = organ.document_code or "龙华"
    organ.save()
    return organ


@pytest.fixture
def paper(world, office):
    """Issued closed by the office, and served on a unit with a scan of its signature."""
    actor = world.here.actor("body_office")
    paper = given_case_paper("police_notice", office, actor=actor, is_closed=True, is_authorised=True)
    scan = given_file(actor)
    serve(
        actor=actor,
        document_id=paper.pk,
        recipient_id=world.here.units["city_management"].pk,
        method="in_person",
        received_by_name="刘某",
        proof_id=scan.pk,
        is_authorised=True,
    )
    return paper


@pytest.fixture
def opened(monkeypatch):
    """Open every document to chosen roles, as the app of the matter would; nobody else anything."""
    roles: set[str] = set()
    monkeypatch.setattr(document_scopes, "_entries", {})
    document_scopes.fill("toy", lambda actor: Q(pk__gt=0) if actor.role in roles else Q(pk__in=[]))
    return roles


def files_of(paper):
    return [paper.pdf_id, paper.docx_id, paper.receipts.get().proof_id]


@pytest.mark.parametrize("role", ["body_office", "unit_handler", "auditor", "township_desk", "leader"])
def test_neither_issuer_nor_recipient_nor_the_area_finds_a_closed_paper(world, paper, opened, role):
    client = world.here.client(role)
    for tab in ("issued", "served"):
        assert paper.number not in client.get(page("document_list"), {"tab": tab}).content.decode()
    assert [client.get(page(name, paper.pk)).status_code for name in DOORS] == [404] * 3
    for stored in files_of(paper):
        assert client.get(reverse("web:file_content", args=[stored])).status_code == 404
        assert client.get(f"/api/v1/attachments/{stored}/content/").status_code == 404
    assert client.post(page("document_void", paper.pk), {"reason": "x"}).status_code in {403, 404}
    assert client.post(page("receipt_acknowledge", paper.receipts.get().pk)).status_code == 404
    assert not AuditEntry.objects.filter(action="document.downloaded").exists()
    paper.refresh_from_db()
    assert paper.voided_at is None


@pytest.mark.parametrize("role", ["body_office", "unit_handler"])
def test_whom_the_matter_opens_it_to_sees_paper_files_and_receipt(world, paper, opened, role):
    opened.add(role)
    client = world.here.client(role)
    tab = {"body_office": "issued", "unit_handler": "served"}[role]
    assert paper.number in client.get(page("document_list"), {"tab": tab}).content.decode()
    shown = client.get(page("document_detail", paper.pk))
    assert "刘某" in shown.content.decode()
    assert [client.get(page(name, paper.pk)).status_code for name in DOORS] == [200] * 3
    for stored in files_of(paper):
        assert client.get(reverse("web:file_content", args=[stored])).status_code == 200


def test_only_the_issuer_to_whom_it_is_open_voids_it(world, paper, opened):
    office, unit = world.here.actor("body_office"), world.here.actor("unit_handler")
    with pytest.raises(NotFound):
        void(actor=office, document_id=paper.pk, reason="写错")
    opened.update({"body_office", "unit_handler"})
    with pytest.raises(Forbidden):
        void(actor=unit, document_id=paper.pk, reason="写错")
    assert void(actor=office, document_id=paper.pk, reason="写错").void_reason == "写错"


def test_an_authorised_caller_voids_and_serves_what_it_does_not_see(world, paper, opened):
    desk = world.here.actor("township_desk")
    given = {"actor": desk, "document_id": paper.pk, "recipient_id": world.here.units["housing"].pk}
    with pytest.raises(NotFound):
        serve(**given, method="electronic")
    serve(**given, method="electronic", is_authorised=True)
    assert (
        void(actor=desk, document_id=paper.pk, reason="写错", is_authorised=True).voided_by_id == desk.user_id
    )
    with pytest.raises(NotFound):
        void(actor=desk, document_id=paper.pk + 1, reason="写错", is_authorised=True)


def test_the_recipient_acknowledges_a_closed_paper_once_it_is_opened(world, paper, opened):
    unit = world.here.actor("unit_handler_2")
    receipt = serve(
        actor=world.here.actor("body_office"),
        document_id=paper.pk,
        recipient_id=world.here.units["housing"].pk,
        method="electronic",
        is_authorised=True,
    )
    with pytest.raises(NotFound):
        acknowledge(actor=unit, receipt_id=receipt.pk)
    opened.add(unit.role)
    assert acknowledge(actor=unit, receipt_id=receipt.pk).acknowledged_by_id == unit.user_id


def test_list_and_single_answer_agree_for_every_role_verb_and_row(world, office, paper, opened):
    plain = given_case_paper("referral_letter", office, actor=world.here.actor("body_office"))
    opened.update({"auditor", "unit_handler"})
    rows = {
        OfficialDocument: ("view", "void", "serve"),
        ServiceReceipt: ("view", "acknowledge"),
        StoredFile: ("view",),
    }
    answers = set()
    for place in world.places.values():
        for role in place.users:
            actor = place.actor(role)
            for model, verbs in rows.items():
                for verb in verbs:
                    reached = set(visible_to(model, actor, verb).values_list("pk", flat=True))
                    for row in model.objects.all():
                        assert (row.pk in reached) == allows(actor, verb, row), (role, model, verb)
                        answers.add(row.pk in reached)
    assert answers == {True, False}
    assert visible_to(OfficialDocument, world.here.actor("body_office")).get() == plain


def test_what_becomes_restricted_later_is_closed_and_never_opened_again(world, office, opened):
    actor = world.here.actor("body_office")
    paper = given_case_paper("mediation_record", office, actor=actor)
    client = world.here.client("body_office")
    assert client.get(page("document_detail", paper.pk)).status_code == 200
    given = {"actor": actor, "document_ids": [paper.pk, 999_999], "reason": "涉及家庭暴力"}
    assert close_documents(**given) == 1
    assert close_documents(**given) == 0
    assert client.get(page("document_detail", paper.pk)).status_code == 404
    entry = AuditEntry.objects.get(action="document.closed")
    assert (entry.object_id, entry.reason) == (paper.pk, "涉及家庭暴力")
    with pytest.raises(DatabaseError), transaction.atomic():
        OfficialDocument.objects.filter(pk=paper.pk).update(is_closed=False)


def test_a_committee_reads_its_unclosed_papers_as_before():
    committee = make.given_organ("龙华社区居民委员会", "龙华")
    paper = given_case_paper(organ=committee)
    assert allows(make.given_officer(committee, "community_staff", "colleague"), "view", paper)
