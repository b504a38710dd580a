"""Reporting without an account, and what a code shows afterwards, through the doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from grids.models import Incident, PublicSubmission
from pingan.files.models import StoredFile
from pingan.matters.models import TimelineEntry
from pingan.matters.queries import chain_faults
from tests.factories.files import image_bytes
from tests.factories.incidents import given_incident, step
from tests.factories.submissions import code_in, given_submission, old_token, row_of, send_report
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
CATEGORY = "APPEAL.FACILITY.LAMP"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(code: str, path: str = "/public/progress/", **fields: Any) -> Any:
    return Client().post(path, {"code": code, **fields})


def take(place: Place, row: PublicSubmission, role: str = "township_desk", **fields: Any) -> Incident:
    sent = {"category": CATEGORY, "urgency": "normal", "region": "", **fields}
    answer = place.client(role).post(f"/submissions/{row.pk}/take/", sent)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    row.refresh_from_db()
    return Incident.objects.select_related("matter").get(pk=row.matter_id)


def test_a_report_is_sent_taken_handled_answered_rated_and_reviewed_by_another(here: Place) -> None:
    sent = send_report(
        here,
        longitude=str(here.point[0]),
        latitude=str(here.point[1]),
        name="张建国",
        phone="13812345678",
        photos=[SimpleUploadedFile("灯.jpg", image_bytes())],
    )
    assert sent.status_code == 201 and "sessionid" not in sent.cookies
    code = code_in(sent)
    row = row_of(code)
    assert row.region_code == here.village.code and row.number in sent.content.decode()
    assert "等待阅读" in ask(code).content.decode()
    # The desk sees what was sent, the contact masked, the photo.
    desk = here.client("township_desk")
    page = desk.get(f"/submissions/{row.pk}/").content.decode()
    assert "张*" in page and "138****5678" in page and "13812345678" not in page
    file = StoredFile.objects.get()
    assert desk.get(f"/files/{file.pk}/content/").status_code == 200
    incident = take(here, row)
    matter = incident.matter
    assert incident.source == "public" and matter.created_by_id is None
    assert matter.text.startswith("村口路灯") and incident.reporter_phone == "13812345678"
    assert matter.files.get().file_id == file.pk
    assert row.text == "" and row.reporter_phone is None and not row.files.exists()
    shown = ask(code).content.decode()
    assert matter.number in shown and "13812345678" not in shown and "张建国" not in shown
    for action in ("accept", "dispatch", "sign", "handle", "verify"):
        incident = step(here, incident, action)
    assert "现场查看" not in ask(code).content.decode()
    step(here, incident, "answer")
    shown = ask(code).content.decode()
    assert "已电话告知" in shown and str(here.units["city_management"]) in shown and "请尽快修复" not in shown
    rated = ask(code, "/public/progress/rate/", solved="no", satisfaction="dissatisfied", note="灯又灭了")
    assert rated.status_code == 200
    incident.refresh_from_db()
    assert incident.satisfaction == "dissatisfied" and incident.evaluated_solved is False
    assert ask(code, "/public/progress/rate/", solved="yes", satisfaction="satisfied").status_code == 409
    step(here, incident, "close")
    asked = ask(code, "/public/progress/review/", reason="灯还是不亮，没有人来修")
    assert asked.status_code == 200 and row_of(code).review == "asked"
    assert ask(code, "/public/progress/review/", reason="再来一次").status_code == 409
    # The desk answered it: another desk decides.
    own = here.client("township_desk").post(
        f"/submissions/{row.pk}/review/", {"note": "复查", "result": "reopen"}
    )
    assert own.status_code == 409 and row_of(code).review == "asked"
    other = here.client("county_dispatcher").post(
        f"/submissions/{row.pk}/review/", {"note": "现场复查，灯确实不亮", "result": "reopen"}
    )
    assert other.status_code == 302
    incident = Incident.objects.select_related("matter").get(pk=incident.pk)
    assert incident.matter.state == "accepted" and incident.reopened_count == 1
    assert "现场复查，灯确实不亮" in ask(code).content.decode()
    assert list(chain_faults()) == []
    labels = set(TimelineEntry.objects.filter(matter_id=incident.pk).values_list("action", flat=True))
    assert {"report", "submission_taken", "evaluate", "review_asked", "reopen"} <= labels


def test_terms_count_from_the_moment_it_was_sent(here: Place) -> None:
    row = given_submission(here).submission
    PublicSubmission.objects.filter(pk=row.pk).update(sent_at=timezone.now() - timedelta(days=9))
    row.refresh_from_db()
    incident = take(here, row)
    clock = incident.matter.clocks.get(stage="accept")
    assert incident.matter.opened_at == row.sent_at == clock.started_at == incident.occurred_at
    assert clock.due_at < timezone.now()


def test_the_pages_need_neither_script_nor_session_and_speak_both_languages(here: Place) -> None:
    county = here.county.code[:6]
    code = given_submission(here).code
    for address in ("/public/", "/public/report/", f"/public/report/?county={county}", "/public/progress/"):
        answer = Client().get(address)
        html = answer.content.decode()
        assert answer.status_code == 200 and "sessionid" not in answer.cookies
        assert "onclick" not in html and "<script>" not in html and "style=" not in html
        assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"].startswith("noindex")
        english = Client().get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert 'lang="en"' in english and 'lang="zh-hans"' in html
    assert "110" in Client().get("/public/").content.decode()
    # Whoever is signed in sees the same page.
    inside = here.client("leader").post("/public/progress/", {"code": code}).content.decode()
    assert here.users["leader"].name not in inside


def test_a_point_on_the_map_gives_grid_and_division(here: Place) -> None:
    longitude, latitude = here.point
    answer = send_report(here, region="", longitude=str(longitude), latitude=str(latitude))
    row = row_of(code_in(answer))
    assert row.grid_id == here.grid.pk and row.region_code == here.village.code
    incident = take(here, row)
    assert incident.matter.grid_id == here.grid.pk and incident.matter.longitude == longitude
    # A point that is none refuses nobody's report.
    answer = send_report(here, longitude="NaN", latitude="oben")
    assert row_of(code_in(answer)).longitude is None


def test_the_same_form_sent_twice_is_one_submission_with_one_code(here: Place) -> None:
    token = old_token()
    first, second = (send_report(here, form_number=token) for _time in range(2))
    assert code_in(first) == code_in(second) and PublicSubmission.objects.count() == 1
    other = send_report(here, form_number=token, text="另外一件事情：井盖丢了")
    assert other.status_code == 422 and PublicSubmission.objects.count() == 1
    # The form that comes back has a number of its own: sent once more, it is taken.
    fresh = other.context["form"].data["form_number"]
    assert fresh != token


def test_programs_are_refused_in_words_that_a_person_can_act_on(here: Place) -> None:
    assert send_report(here, website="http://x").status_code == 422
    fast = send_report(here, form_number=old_token(age=timedelta(seconds=0)))
    assert fast.status_code == 422 and "提交得很快" in fast.content.decode()
    stale = send_report(here, form_number=old_token(age=timedelta(hours=13)))
    assert stale.status_code == 422
    assert send_report(here, form_number="forged").status_code == 422
    assert not PublicSubmission.objects.exists()
    for number in range(6):
        send_report(here, line="198.51.100.9", text=f"第{number}件事情")
    refused = send_report(here, line="198.51.100.9", text="第七件事情")
    assert refused.status_code == 429 and "第七件事情" in refused.content.decode()
    assert send_report(here, line="198.51.100.10", text="别家的事情").status_code == 201


def test_photos_are_inspected_and_no_more_than_three(here: Place) -> None:
    bad = send_report(here, photos=[SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>")])
    assert bad.status_code == 422
    svg = send_report(
        here, photos=[SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")]
    )
    assert svg.status_code == 422
    many = [SimpleUploadedFile(f"{n}.jpg", image_bytes()) for n in range(4)]
    assert send_report(here, photos=many).status_code == 422
    assert not PublicSubmission.objects.exists() and not StoredFile.objects.exists()


def test_a_code_is_kept_as_a_digest_and_an_unknown_one_says_nothing(here: Place) -> None:
    sent = given_submission(here)
    assert sent.code not in str(PublicSubmission.objects.values().get())
    unknown = ask("2" * 26)
    assert unknown.status_code == 422 and sent.submission.number not in unknown.content.decode()
    assert ask("x" * 3).status_code == 422
    assert ask("\0" * 26).status_code == 422
    spaced = "-".join(sent.code[at : at + 4] for at in range(0, 26, 4)).upper()
    assert ask(f" {spaced} ").status_code == 200


def test_nothing_comes_of_it_and_the_code_says_why(here: Place) -> None:
    sent = given_submission(here)
    desk = here.client("township_desk")
    bare = desk.post(f"/submissions/{sent.submission.pk}/decline/", {"reason": "other_way", "note": ""})
    assert bare.status_code == 422
    desk.post(
        f"/submissions/{sent.submission.pk}/decline/", {"reason": "other_way", "note": "请向人民法院起诉"}
    )
    shown = ask(sent.code).content.decode()
    assert "请向人民法院起诉" in shown
    again = desk.post(f"/submissions/{sent.submission.pk}/take/", {"category": CATEGORY, "urgency": "normal"})
    assert again.status_code == 409 and not Incident.objects.exists()


def test_what_is_there_already_is_joined_and_both_are_answered(here: Place) -> None:
    incident = given_incident(here, "accepted")
    sent = given_submission(here, text="路灯不亮，晚上看不见路", phone="13900001111")
    desk = here.client("township_desk")
    assert incident.matter.number in desk.get(f"/submissions/{sent.submission.pk}/").content.decode()
    done = desk.post(f"/submissions/{sent.submission.pk}/join/", {"number": incident.matter.number})
    assert done.status_code == 302
    joined = incident.joined_reports.get()
    assert joined.reporter_phone == "13900001111" and joined.reported_by_id is None
    for action in ("dispatch", "sign", "handle", "verify", "answer"):
        incident = step(here, incident, action)
    shown = ask(sent.code).content.decode()
    assert "已电话告知" in shown and "13812345678" not in shown
    # Only who reported it first rates it.
    assert ask(sent.code, "/public/progress/rate/", solved="yes", satisfaction="satisfied").status_code == 409
    far = desk.post(f"/submissions/{given_submission(here).submission.pk}/join/", {"number": "SJ000"})
    assert far.status_code == 422


def test_without_a_contact_the_answer_is_read_under_the_code(here: Place) -> None:
    from pingan.common.errors import Invalid
    from tests.factories.incidents import act

    sent = given_submission(here)
    incident = take(here, sent.submission)
    for action in ("accept", "dispatch", "sign", "handle", "verify"):
        incident = step(here, incident, action)
    with pytest.raises(Invalid):
        act(here, incident, "answer", "township_desk", channel="not_possible", note="匿名")
    act(here, incident, "answer", "township_desk", channel="in_app", note="路灯已换新，请放心")
    assert "路灯已换新，请放心" in ask(sent.code).content.decode()


def test_only_the_desks_of_the_area_see_what_was_sent(here: Place, neighbour: Place) -> None:
    row = given_submission(here).submission
    assert neighbour.client("township_desk").get(f"/submissions/{row.pk}/").status_code == 404
    assert here.client("county_dispatcher").get(f"/submissions/{row.pk}/").status_code == 200
    for role in ("grid_worker", "leader", "unit_handler", "mediator"):
        assert here.client(role).get(f"/submissions/{row.pk}/").status_code == 403
    outside = {"category": CATEGORY, "urgency": "normal", "region": neighbour.village.code}
    assert here.client("township_desk").post(f"/submissions/{row.pk}/take/", outside).status_code == 422


def test_the_desk_hears_of_it_at_once_but_not_of_a_flood(here: Place) -> None:
    from pingan.common.models import OutboxEntry

    given_submission(here)
    assert OutboxEntry.objects.filter(job="notify.deliver").count() == 1
    given_submission(here, text="加微信赚钱 www.example.com 点击领取")
    given_submission(here)  # the same words again
    assert OutboxEntry.objects.filter(job="notify.deliver").count() == 1
    signs = sorted(",".join(row.signs) for row in PublicSubmission.objects.filter(is_set_aside=True))
    assert signs == ["links", "same_text"]


def test_chosen_ones_are_declined_with_one_sentence(here: Place, neighbour: Place) -> None:
    rows = [given_submission(here, text=f"广告{n} www.spam{n}.com").submission for n in range(3)]
    elsewhere = given_submission(neighbour).submission
    desk = here.client("township_desk")
    html = desk.get("/submissions/?part=set_aside").content.decode()
    assert all(row.number in html for row in rows) and elsewhere.number not in html
    chosen = [row.pk for row in [*rows, elsewhere]]
    done = desk.post("/submissions/?part=set_aside", {"chosen": chosen, "reason": "no_concern", "note": ""})
    assert done.status_code == 302
    states = dict(PublicSubmission.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["declined"] * 3 and states[elsewhere.pk] == "waiting"
