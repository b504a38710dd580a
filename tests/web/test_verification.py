"""Whether a file that left the house is unaltered: every export bears a code, anybody can check it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pingan.audit.models import AuditEntry
from pingan.web.models import IssuedFile
from pingan.web.verification import grouped, new_code, read_code
from tests.factories.incidents import given_report
from tests.factories.world import World

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


def exported(world: World, format: str = "csv") -> bytes:
    """Return the bytes of an export of one incident."""
    given_report(world.here)
    sent = {"format": format, "columns": "all", "purpose": "周例会通报"}
    answer: Any = world.here.client("township_desk").post("/incidents/export/?tab=all", sent)
    return b"".join(answer.streaming_content)


def asked(content: bytes | None = None, code: str = "") -> str:
    """Ask on the public page, without any account; return what it says."""
    sent: dict[str, Any] = {"code": code}
    if content is not None:
        sent["file"] = SimpleUploadedFile("事件.csv", content)
    answer = Client().post("/verify/", sent)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<main") :]


def test_a_file_is_unaltered_to_the_last_byte_or_it_is_not(world: World) -> None:
    content = exported(world)
    found = CODE.search(content.decode())
    assert found
    assert "未被改动" in asked(content)
    altered = content.replace("南康".encode(), "南昌".encode(), 1) + b" "
    told = asked(altered, found[0])
    assert "已被改动" in told and "notice--error" in told
    assert "无法核实" in asked(altered)
    assert "核验码存在" in asked(code=found[0].lower().replace("-", " "))
    assert "无法核实" in asked(code=grouped(new_code()))
    row = IssuedFile.objects.get()
    assert (row.rows, row.size_bytes, row.sha256) == (1, len(content), hashlib.sha256(content).hexdigest())
    assert AuditEntry.objects.get(action="export.csv").data["code"] == row.code


def test_the_page_tells_what_the_file_is_and_nobody_s_name(world: World) -> None:
    page = asked(exported(world, "xlsx"))
    assert "<dd>事项</dd>" in page
    assert "未被改动" in page
    assert world.here.users["township_desk"].name not in page


def test_nothing_asked_is_told_at_the_form() -> None:
    answer = Client().post("/verify/", {"code": ""})
    assert answer.status_code == 422
    assert "请选择文件，或填写核验码。" in answer.content.decode()


def test_programs_ask_with_the_digest_alone(world: World) -> None:
    digest = hashlib.sha256(exported(world)).hexdigest()
    desk = world.here.client("grid_worker")
    ask = "/api/v1/file-checks/"
    answer = desk.post(ask, {"sha256": digest.upper()}, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["verdict"] == "unaltered"
    assert answer.json()["rows"] == 1
    other = {"sha256": "0" * 64, "code": answer.json()["code"]}
    assert desk.post(ask, other, content_type="application/json").json()["verdict"] == "altered"
    assert desk.post(ask, {"sha256": "0" * 64}, content_type="application/json").json() == {
        "verdict": "unknown", "code": None, "name": None, "format": None, "rows": None, "size_bytes": None,
        "issued_at": None,
    }  # fmt: skip
    assert desk.post(ask, {"sha256": "xyz"}, content_type="application/json").status_code in {400, 422}
    assert Client().post(ask, {"sha256": digest}, content_type="application/json").status_code == 401


def test_what_was_given_out_is_never_rewritten(world: World) -> None:
    exported(world)
    for change in (
        lambda: IssuedFile.objects.update(sha256="0" * 64),
        lambda: IssuedFile.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_more_than_any_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pingan.web.upload_limit.LARGEST", 10_000)
    file = SimpleUploadedFile("大.csv", b"x" * 20_000)
    assert Client().post("/verify/", {"file": file, "code": ""}).status_code == 400


def test_who_asks_too_often_waits() -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.post("/verify/", {"code": "x"}).status_code for _number in range(25)]
    assert answers[0] == 200 and answers[-1] == 429


@given(st.text(max_size=40))
def test_any_text_is_read_as_a_code_or_as_nothing(text: str) -> None:
    assert re.fullmatch(r"[0-9A-Z]*", read_code(text))


def test_a_code_survives_being_read_aloud() -> None:
    for _number in range(50):
        code = new_code()
        typed = grouped(code).lower().replace("0", "o").replace("1", "l")
        assert read_code(typed) == code
