"""Evidence with macros, of two kinds at once, sealed or blown up: each door says so at its field and keeps nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from assessment.models import EvidenceFile, Objection, SampleCell, SelfReport, SurveyAnswer
from pingan.files.models import StoredFile
from pingan.matters.models import Matter, MatterFile, TimelineEntry
from tests.factories.cases import given_case
from tests.factories.files import pdf_bytes
from tests.factories.hostile_files import HOSTILE_FILES
from tests.factories.orders import body_of, given_instrument, given_order, new_instrument, new_order, on
from tests.factories.runs import counting_toys, given_run, indicator_of, unit_of
from tests.factories.surveys import county, given_survey, plan_of, rows_of
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
#: As many as the forms take at once.
AT_ONCE = 9
KEEPING = (
    StoredFile,
    MatterFile,
    EvidenceFile,
    Matter,
    TimelineEntry,
    SelfReport,
    Objection,
    SurveyAnswer,
    SampleCell,
)
Door = tuple[Client, str, dict[str, Any], str]


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    default_storage._setup() if not hasattr(default_storage, "_wrapped") else None
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path / "objects"))
    return tmp_path / "objects"


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


def self_report(here: Place) -> Door:
    run = given_run(here, "collecting")
    at = f"/assessment/runs/{run.pk}/units/{unit_of(run, here).pk}/{indicator_of(run, 'C').pk}/report/"
    return here.client("township_desk"), at, {"part": "9", "whole": "10", "text": "附件"}, "evidence"


def objection_to_a_score(here: Place) -> Door:
    run = given_run(here, "preliminary")
    at = f"/assessment/runs/{run.pk}/units/{unit_of(run, here).pk}/{indicator_of(run, 'D').pk}/object/"
    return here.client("township_desk"), at, {"text": "数据有误"}, "evidence"


def facts_of_a_case(here: Place) -> Door:
    case = given_case(here, "verifying")
    data = {"circumstances": ["1"], "findings": "经核实，情况属实。"}
    return here.client("body_office"), f"/assessment/cases/{case.pk}/actions/establish/", data, "files"


def statement_on_a_case(here: Place) -> Door:
    case = given_case(here, "hearing")
    at = f"/assessment/cases/{case.pk}/actions/state/"
    return here.client("unit_handler"), at, {"statement": "接受处理"}, "files"


def objection_to_a_measure(here: Place) -> Door:
    case = given_case(here, "served")
    at = f"/assessment/cases/{case.pk}/actions/object/"
    return here.client("unit_handler"), at, {"to": "deciding", "text": "有异议"}, "files"


def draft_of_an_order(here: Place) -> Door:
    body_of(here)
    new = new_order(here)
    data = {name: getattr(new, name) for name in ("organ", "facts", "basis", "demands", "due_on")}
    return here.client("body_office"), "/assessment/orders/new/", {**data, "kept_files": ""}, "evidence"


def reply_to_an_order(here: Place) -> Door:
    order = given_order(here, "issued")
    at = f"/assessment/orders/{order.pk}/actions/reply/"
    return here.client("unit_handler"), at, {"text": "均已取缔"}, "files"


def registration_of_an_instrument(here: Place) -> Door:
    new = new_instrument(here)
    names = ("kind", "issuer", "document_number", "received_on", "organ", "content")
    data = {**{name: getattr(new, name) for name in names}, "kept_files": ""}
    return here.client("body_office"), "/assessment/instruments/new/", data, "evidence"


def reply_to_an_instrument(here: Place) -> Door:
    instrument = given_instrument(here, "assigned")
    data = {"document_number": "南城管函〔2026〕8号", "replied_on": on(0), "text": "已逐条落实"}
    return (
        here.client("unit_handler"),
        f"/assessment/instruments/{instrument.pk}/actions/reply/",
        data,
        "files",
    )


DOORS: tuple[Callable[[Place], Door], ...] = (
    self_report, objection_to_a_score, facts_of_a_case, statement_on_a_case, objection_to_a_measure,
    draft_of_an_order, reply_to_an_order, registration_of_an_instrument, reply_to_an_instrument,
)  # fmt: skip


def book(vault: Path) -> tuple[Any, ...]:
    """Return how many rows there are, and which objects."""
    return (
        [model._default_manager.count() for model in KEEPING],
        sorted(path for path in vault.rglob("*") if path.is_file()),
    )


def sent(names: Any) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, HOSTILE_FILES[name], content_type="application/pdf") for name in names]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_door_refuses_each_hostile_file_at_its_field_and_keeps_nothing(
    here: Place, vault: Path, door: Callable[[Place], Door]
) -> None:
    client, at, data, field = door(here)
    before, names = book(vault), list(HOSTILE_FILES)
    for first in range(0, len(names), AT_ONCE):
        some = names[first : first + AT_ONCE]
        answer = client.post(at, {**data, field: sent(some)})
        assert answer.status_code == 422, answer.content.decode()[:2000]
        form = answer.context["form"]
        told = form.errors[field]
        assert set(form.errors) == {field}
        assert [sentence.partition(":")[0] for sentence in told] == some
        assert all(sentence.partition(":")[2].strip() for sentence in told)
        assert str(told[0]).split(":")[1].strip()[:6] in answer.content.decode()
    assert book(vault) == before
    # The very same form passes with a sound file: it was the files, and nothing else.
    sound = SimpleUploadedFile("说明.pdf", pdf_bytes(b"9 0 obj << /Type /Page >> endobj"))
    assert client.post(at, {**data, field: sound}).status_code in {204, 302}
    assert StoredFile.objects.count() == before[0][0] + 1


def test_the_door_of_programs_refuses_them_too(here: Place, vault: Path) -> None:
    client = here.client("unit_handler")
    for file in sent(HOSTILE_FILES):
        answer = client.post("/api/v1/attachments/", {"file": file})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"]), file.name
    assert book(vault)[0][0] == 0
    assert book(vault)[1] == []


def with_macro(table: str, here: Place) -> bytes:
    """Return a workbook of sound rows that would be taken, with a macro beside them."""
    codes = county(here).codes
    content = plan_of(codes) if table == "plan" else rows_of(dict.fromkeys(codes, 3))
    workbook, target = Workbook(), io.BytesIO()
    for line in content.decode().split("\n"):
        workbook.active.append(line.split(","))
    workbook.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return target.getvalue()


@pytest.mark.parametrize("table", ["plan", "answers"])
def test_a_survey_takes_none_of_them_for_a_table(here: Place, vault: Path, table: str) -> None:
    survey = given_survey(county(here), "drafted" if table == "plan" else "fielded")
    client, before = here.client("body_office"), book(vault)
    for file in sent(HOSTILE_FILES):
        answer = client.post(f"/assessment/surveys/{survey.pk}/{table}/", {"file": file})
        assert answer.status_code == 422, file.name
        assert set(answer.context["form"].errors) == {"file"}, file.name
        answer = client.post(f"/api/v1/surveys/{survey.pk}/{table}/", {"file": sent([file.name])[0]})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"]), file.name
    armed = SimpleUploadedFile("台账.xlsm", with_macro(table, here))
    answer = client.post(f"/assessment/surveys/{survey.pk}/{table}/", {"file": armed})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})
    assert book(vault) == before
