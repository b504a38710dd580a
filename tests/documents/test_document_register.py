"""Issue, numbers, service, voiding, and who may."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from pingan.access.policy import allows, visible_to
from pingan.access.rules import system_actor
from pingan.common.errors import Conflict, Forbidden, IllegalAction, Invalid, NotFound
from pingan.common.slots import document_scopes
from pingan.documents.models import DocumentTemplate, NumberRegister, OfficialDocument, ServiceReceipt
from pingan.documents.rules import SEEDS
from pingan.documents.services import acknowledge, issue, load_templates, save_template_version, serve, void
from pingan.documents.services.numbers import next_serial
from pingan.files.models import StoredFile
from pingan.files.services import open_file, sweep_unlinked
from tests.factories import documents as make
from tests.factories import files

pytestmark = pytest.mark.django_db


def send(organ, actor=None, **changes):
    values = {
        "template_code": "supervision_letter",
        "data": make.LETTER,
        "region_code": "360681000000",
        **changes,
    }
    return issue(actor=actor or make.given_officer(organ), organ_id=organ.pk, **values)


@pytest.fixture
def organ():
    load_templates()
    return make.given_organ()


@pytest.fixture
def bureau():
    return make.given_organ("贵溪市城市管理局", "贵城管")


def test_an_issued_document_is_numbered_printed_kept_and_remembered(organ):
    letter = send(organ)
    assert letter.number == f"贵平安办督〔{timezone.localdate().year}〕1号"
    assert letter.title == "关于建设路污水井盖缺失问题的督办函"
    assert letter.data == make.LETTER
    assert letter.sha256 == letter.pdf.sha256
    with pypdfium2.PdfDocument(b"".join(open_file(letter.pdf))) as pdf:
        assert letter.number in pdf[0].get_textpage().get_text_range()
    assert b"".join(open_file(letter.docx)).startswith(b"PK")
    assert letter.docx.original_name == f"{letter.number}.docx"


def test_what_was_put_in_stands_encrypted_in_the_table(organ):
    letter = send(organ)
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot FROM documents_officialdocument WHERE id = %s", [letter.pk])
        assert "井盖".encode() not in bytes(cursor.fetchone()[0])


def test_serials_run_per_kind_and_year_and_restart_on_new_years_day_in_china(organ):
    with time_machine.travel(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), tick=False):
        numbers = [send(organ).number, send(organ).number]
        notice = send(
            organ, template_code="notice", data={"addressee": "各单位", "subject": "值班", "text": "请值班。"}
        ).number
    with time_machine.travel(datetime(2026, 12, 31, 16, 1, tzinfo=UTC), tick=False):
        numbers.append(send(organ).number)
    assert numbers == ["贵平安办督〔2026〕1号", "贵平安办督〔2026〕2号", "贵平安办督〔2027〕1号"]
    assert notice == "贵平安办〔2026〕1号"


def test_two_organs_count_apart(organ):
    other = make.given_organ("平安余江建设领导小组办公室", "余平安办")
    assert [send(organ).serial, send(other).serial] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_issue_leaves_no_gap_and_no_file(organ):
    first = send(organ).serial
    with pytest.raises(RuntimeError), transaction.atomic():
        assert send(organ).serial == first + 1
        raise RuntimeError
    assert send(organ).serial == first + 1
    assert StoredFile.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_threads_that_issue_at_once_get_consecutive_numbers_even_when_one_gives_up(organ):
    actor = make.given_officer(organ)
    start, given, failures = threading.Barrier(6), [], []

    def run(number: int) -> None:
        try:
            start.wait(10)
            with transaction.atomic():
                serial = send(organ, actor).serial
                if number == 3:
                    raise KeyError
            given.append(serial)
        except KeyError:
            pass
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(given) == [1, 2, 3, 4, 5]
    assert NumberRegister.objects.get().last_number == 5


@pytest.mark.django_db(transaction=True)
def test_a_serial_outside_a_transaction_is_refused(organ):
    with pytest.raises(RuntimeError, match="transaction"):
        next_serial(organ_id=organ.pk, kind="notice", year=2026)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"template_code": "edict"}, {"template"}),
        ({"data": {**make.LETTER, "demand": " \n"}}, {"demand"}),
        ({"data": {**make.LETTER, "evil": "x"}}, {"evil"}),
        ({"data": {**make.LETTER, "facts": "长" * 100_000}}, {"facts"}),
        ({"data": {}}, {"addressee", "matter_number", "matter_title", "facts", "demand", "due_on"}),
    ],
)
def test_what_cannot_be_issued_is_refused_before_a_number_is_taken(organ, changes, fields):
    with pytest.raises(Invalid) as refusal:
        send(organ, **changes)
    assert set(refusal.value.fields) == fields
    assert not NumberRegister.objects.exists()
    assert not StoredFile.objects.exists()


def test_an_organ_without_a_document_code_cannot_issue(organ):
    organ.document_code = ""
    organ.save()
    with pytest.raises(Invalid) as refusal:
        send(organ)
    assert set(refusal.value.fields) == {"organ"}


def test_only_the_office_of_the_organ_itself_or_the_system_issues(organ, bureau):
    for actor in (
        make.given_officer(bureau),
        make.given_officer(organ, "unit_handler"),
        make.given_officer(organ, "system_admin"),
        files.given_actor("nobody", "body_office"),
    ):
        with pytest.raises(Forbidden):
            send(organ, actor)
    assert send(organ, system_actor()).issued_by is None


def test_a_document_is_seen_where_it_was_issued_and_where_it_was_served(organ, bureau):
    letter = send(organ)
    people = {
        "office": make.given_officer(organ),
        "colleague": make.given_officer(organ, "leader"),
        "bureau": make.given_officer(bureau, "unit_handler"),
        "elsewhere": make.given_officer(make.given_organ("贵溪市水利局", "贵水"), "unit_handler"),
        "admin": make.given_officer(organ, "audit_admin"),
        "no unit": files.given_actor("loner", "grid_worker"),
    }

    def seers(model=OfficialDocument, row=letter):
        visible = {n for n, a in people.items() if visible_to(model, a).filter(pk=row.pk).exists()}
        assert visible == {n for n, a in people.items() if allows(a, "view", row)}
        return visible

    assert seers() == seers(StoredFile, letter.pdf) == {"office", "colleague"}
    receipt = serve(
        actor=people["office"], document_id=letter.pk, recipient_id=bureau.pk, method="electronic"
    )
    assert seers() == seers(StoredFile, letter.docx) == {"office", "colleague", "bureau"}
    assert seers(ServiceReceipt, receipt) == {"office", "colleague", "bureau"}


def test_an_app_above_may_open_a_document_with_its_matter(organ, monkeypatch):
    letter = send(organ)
    desk = files.given_actor("desk", "township_desk")
    monkeypatch.setattr(document_scopes, "_entries", {})
    assert not allows(desk, "view", letter)
    from django.db.models import Q

    document_scopes.fill("toy", lambda actor: Q(pk=letter.pk) if actor.name == "desk" else Q(pk__in=[]))
    assert allows(desk, "view", letter)
    assert allows(desk, "view", letter.pdf)
    assert list(visible_to(OfficialDocument, desk)) == [letter]
    assert not allows(desk, "void", letter)


def test_the_files_of_a_document_are_never_swept(organ):
    letter = send(organ)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=30))
    loose = files.given_file(files.given_actor())
    StoredFile.objects.filter(pk=loose.pk).update(created_at=timezone.now() - timedelta(days=30))
    assert sweep_unlinked(now=timezone.now()) == 1
    assert b"".join(open_file(letter.pdf))


def test_electronic_service_is_acknowledged_by_the_unit_once(organ, bureau):
    letter, office, unit = send(organ), make.given_officer(organ), make.given_officer(bureau, "unit_handler")
    receipt = serve(actor=office, document_id=letter.pk, recipient_id=bureau.pk, method="electronic")
    assert receipt.acknowledged_at is None
    with pytest.raises(Forbidden):
        acknowledge(actor=office, receipt_id=receipt.pk)
    with pytest.raises(NotFound):
        acknowledge(actor=files.given_actor("x", "unit_handler"), receipt_id=receipt.pk)
    first = acknowledge(actor=unit, receipt_id=receipt.pk)
    assert first.acknowledged_by_id == unit.user_id
    again = acknowledge(actor=make.given_officer(bureau, "leader"), receipt_id=receipt.pk)
    assert (again.acknowledged_at, again.acknowledged_by_id) == (first.acknowledged_at, unit.user_id)


def test_handing_over_needs_a_signature_and_keeps_its_scan(organ, bureau):
    letter, office = send(organ), make.given_officer(organ)
    given = {"actor": office, "document_id": letter.pk, "recipient_id": bureau.pk, "method": "in_person"}
    with pytest.raises(Invalid) as refusal:
        serve(**given)
    assert set(refusal.value.fields) == {"received_by_name"}
    scan = files.given_file(office)
    receipt = serve(**given, received_by_name="李四", proof_id=scan.pk)
    assert receipt.acknowledged_at == receipt.served_at
    assert allows(make.given_officer(bureau, "unit_handler"), "view", scan)


def test_service_twice_or_at_an_impossible_moment_or_place_is_refused(organ, bureau):
    letter, office = send(organ), make.given_officer(organ)
    given = {"actor": office, "document_id": letter.pk, "method": "post"}
    for change, field in (
        ({"served_at": letter.issued_at - timedelta(seconds=1)}, "served_at"),
        ({"served_at": timezone.now() + timedelta(hours=1)}, "served_at"),
        ({"method": "pigeon"}, "method"),
        ({"recipient_id": 999_999_999}, "recipient"),
    ):
        with pytest.raises(Invalid) as refusal:
            serve(**{**given, "recipient_id": bureau.pk, **change})
        assert set(refusal.value.fields) == {field}
    serve(**given, recipient_id=bureau.pk)
    with pytest.raises(Conflict):
        serve(**given, recipient_id=bureau.pk)
    assert ServiceReceipt.objects.count() == 1


def test_a_void_document_stays_with_its_reason_and_is_not_served(organ, bureau):
    letter, office = send(organ), make.given_officer(organ)
    with pytest.raises(Invalid):
        void(actor=office, document_id=letter.pk, reason="  ")
    with pytest.raises(Forbidden):
        void(actor=make.given_officer(organ, "leader"), document_id=letter.pk, reason="x")
    with pytest.raises(NotFound):
        void(actor=make.given_officer(bureau), document_id=letter.pk, reason="x")
    voided = void(actor=office, document_id=letter.pk, reason="单位写错")
    assert (voided.void_reason, voided.voided_by_id) == ("单位写错", office.user_id)
    with pytest.raises(IllegalAction):
        void(actor=office, document_id=letter.pk, reason="again")
    with pytest.raises(IllegalAction):
        serve(actor=office, document_id=letter.pk, recipient_id=bureau.pk, method="electronic")
    assert send(organ).serial == letter.serial + 1


@pytest.mark.parametrize(
    "harm",
    [
        lambda letter: OfficialDocument.objects.filter(pk=letter.pk).update(title="改了"),
        lambda letter: OfficialDocument.objects.filter(pk=letter.pk).update(serial=99),
        lambda letter: OfficialDocument.objects.filter(pk=letter.pk).delete(),
        lambda letter: NumberRegister.objects.all().delete(),
        lambda letter: DocumentTemplate.objects.filter(pk=letter.template_id).update(body="改了"),
        lambda letter: DocumentTemplate.objects.exclude(pk=letter.template_id).delete(),
    ],
    ids=["title", "serial", "delete", "register", "template", "delete template"],
)
def test_the_database_itself_refuses_to_change_or_lose_what_left_the_house(organ, harm):
    letter = send(organ)
    with pytest.raises(DatabaseError), transaction.atomic():
        harm(letter)


def test_loading_the_defaults_twice_adds_nothing(organ):
    assert DocumentTemplate.objects.count() == len(SEEDS)
    assert load_templates() == 0
    call_command("load_document_templates", verbosity=0)
    assert DocumentTemplate.objects.count() == len(SEEDS)


def test_an_office_writes_its_own_version_and_the_old_letter_keeps_the_old_one(organ):
    office, old = make.given_officer(organ), send(organ)
    body = "# 一、要求\n{{ demand }}，{{ due_on }}前办结，编号{{ matter_number }}。"
    new = {
        "actor": office,
        "code": "supervision_letter",
        "kind": "supervision_letter",
        "title": "督办函",
        "body": body,
    }
    one, two = save_template_version(**new), save_template_version(**new)
    assert (one.version, two.version) == (1, 2)
    assert list(DocumentTemplate.objects.filter(organ=organ, is_active=True)) == [two]
    letter = send(organ, data={k: v for k, v in make.LETTER.items() if k not in {"facts", "matter_title"}})
    assert (letter.template_id, letter.title) == (two.pk, "督办函")
    assert old.template.organ is None
    other = make.given_organ("平安余江建设领导小组办公室", "余平安办")
    assert send(other).template_id == old.template_id


def test_a_title_made_of_a_long_value_is_refused_clearly(organ):
    office = make.given_officer(organ)
    body = "{{ demand }} {{ due_on }} {{ matter_number }}"
    kind = "supervision_letter"
    save_template_version(actor=office, code=kind, kind=kind, title="关于{{ facts }}的函", body=body)
    given = {key: value for key, value in make.LETTER.items() if key != "matter_title"}
    assert send(organ, data=given).title.startswith("关于10月20日")
    with pytest.raises(Invalid) as refusal:
        send(organ, data={**given, "facts": "长" * 5000})
    assert set(refusal.value.fields) == {"title"}


def test_a_faulty_version_is_not_saved(organ):
    office = make.given_officer(organ)
    new = {"code": "supervision_letter", "kind": "supervision_letter", "title": "督办函"}
    with pytest.raises(Invalid) as refusal:
        save_template_version(actor=office, body="{{ secret_key }}", **new)
    assert set(refusal.value.fields) == {"body"}
    with pytest.raises(Invalid) as refusal:
        save_template_version(
            actor=office, code="supervision_letter", kind="notice", title="x", body="{{ text }}"
        )
    assert set(refusal.value.fields) == {"kind"}
    with pytest.raises(Forbidden):
        save_template_version(actor=make.given_officer(organ, "leader"), body="x", **new)
    assert not DocumentTemplate.objects.filter(organ=organ).exists()


def test_own_and_default_templates_are_seen_by_the_office_and_only_own_are_edited(organ, bureau):
    office = make.given_officer(organ)
    new = {"code": "supervision_letter", "kind": "supervision_letter", "title": "督办函"}
    body = "{{ demand }} {{ due_on }} {{ matter_number }}"
    foreign = save_template_version(actor=make.given_officer(bureau), body=body, **new)
    own = save_template_version(actor=office, body=body, **new)
    visible = set(visible_to(DocumentTemplate, office).values_list("pk", flat=True))
    assert own.pk in visible
    assert foreign.pk not in visible
    assert len(visible) == len(SEEDS) + 1
    for row in DocumentTemplate.objects.all():
        assert allows(office, "view", row) == (row.pk in visible)
        assert allows(office, "edit", row) == (row.pk == own.pk)
    assert not visible_to(DocumentTemplate, make.given_officer(organ, "unit_handler")).exists()
