"""A brief through page and API: drafted, written on, reviewed by another person, issued, sent, received, corrected."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from pingan.documents.models import OfficialDocument
from pingan.office.models import Brief
from pingan.office.services.refreshing import refresh_summaries
from tests.api.conftest import Api
from tests.factories.briefs import WORDS, given_brief, given_office_below, last_week
from tests.factories.incidents import given_report
from tests.factories.world import Place, World, signed_in

pytestmark = pytest.mark.django_db


def test_a_brief_lives_on_the_pages(here: Place) -> None:
    given_report(here)
    below = given_office_below(here)
    refresh_summaries()
    office, leader = here.client("body_office"), here.client("leader")
    made = office.post("/office/briefs/new/", {"cadence": "weekly", "day": last_week().isoformat()})
    assert made.status_code == 302, made.content.decode()
    url = made["Location"]
    shown = office.get(url).content.decode()
    assert "您起草了本稿" in shown and "尚未填写" in shown and below.name in shown
    early = leader.post(f"{url}review/", follow=True).content.decode()
    assert "以下部分没有内容" in early
    written = office.post(f"{url}edit/", {**_sections(url), **WORDS})
    assert written.status_code == 302
    assert "本人起草的简报不能由本人审核" in office.post(f"{url}review/", follow=True).content.decode()
    back = leader.post(f"{url}return/", {"reason": "补充责任单位"})
    assert back.status_code == 302 and "补充责任单位" in office.get(url).content.decode()
    assert leader.post(f"{url}review/").status_code == 302
    assert office.post(f"{url}edit/", {**_sections(url), **WORDS, "forecast": "平稳"}).status_code == 409
    assert office.post(f"{url}issue/").status_code == 403
    issued = leader.post(f"{url}issue/", follow=True).content.decode()
    document = OfficialDocument.objects.get(kind="situation_brief")
    assert document.number in issued and "未签收" in issued
    # Figures and words that were issued are on the page of whoever it was sent to, and not on anybody else's.
    assert office.get(url).status_code == 200
    assert leader.get(f"/documents/{document.pk}/pdf/").status_code == 200
    assert AuditEntry.objects.filter(action="brief.issued").count() == 1


def _sections(url: str) -> dict[str, str]:
    brief = Brief.objects.get(pk=int(url.rstrip("/").rpartition("/")[2]))
    return {"situation": brief.situation, "hot_spots": brief.hot_spots, "problems": brief.problems}


def test_the_same_life_through_the_api(here: Place) -> None:
    given_office_below(here)
    refresh_summaries()
    office, leader = Api(here.users["body_office"]), Api(here.users["leader"])
    made = office.post("/briefs/", {"cadence": "weekly", "day": last_week().isoformat()})
    assert made.status_code == 201, made.content
    path, tag = f"/briefs/{made.json()['id']}/", made["ETag"]
    assert office.patch(path, WORDS).status_code == 422, "without what was seen nothing is written"
    assert office.patch(path, WORDS, If_Match=tag).status_code == 200
    assert office.patch(path, {"forecast": "平稳"}, If_Match=tag).status_code == 412
    assert leader.patch(path, WORDS, If_Match='"2"').status_code == 403
    own = office.post(f"{path}review/")
    assert own.status_code == 422
    assert leader.post(f"{path}issue/").status_code == 409
    assert leader.post(f"{path}review/").status_code == 200
    issued = leader.post(f"{path}issue/")
    assert issued.status_code == 200, issued.content
    body = issued.json()
    assert (
        body["state"] == "issued"
        and body["document_number"]
        and body["receipts"][0]["acknowledged_at"] is None
    )
    assert {change["section"] for change in body["changes"]} == set(WORDS)
    assert leader.post(f"{path}issue/").status_code == 409
    wrong = office.post(f"{path}correct/", {"reason": ""})
    assert wrong.status_code in {400, 422}
    corrected = office.post(f"{path}correct/", {"reason": "办结数有误", "recounts": True})
    assert corrected.status_code == 201, corrected.content
    assert (corrected.json()["version"], corrected.json()["corrects"]) == (2, body["id"])
    assert office.post(f"{path}correct/", {"reason": "再次更正"}).status_code == 409
    assert office.get("/briefs/", state="issued").json()["results"][0]["id"] == body["id"]


def test_a_correction_replaces_the_version_before_and_its_paper(here: Place) -> None:
    brief = given_brief(here, "issued")
    office, leader = Api(here.users["body_office"]), Api(here.users["leader"])
    new = office.post(f"/briefs/{brief.pk}/correct/", {"reason": "办结数有误"}).json()
    brief.refresh_from_db()
    assert brief.state == "issued", "until the correction is issued, the present version holds"
    assert new["figures"] == brief.figures and len(new["charts"]) == brief.charts.count()
    path = f"/briefs/{new['id']}/"
    assert office.post(f"{path}review/").status_code == 422, "who corrects does not review it"
    for step in ("review", "issue"):
        assert leader.post(f"{path}{step}/").status_code == 200
    brief.refresh_from_db()
    assert brief.state == "superseded" and brief.superseded_at is not None
    assert brief.document is not None and brief.document.voided_at is not None
    assert "办结数有误" in brief.document.void_reason
    again = Brief.objects.get(pk=new["id"])
    assert (
        again.document is not None
        and "更正" in again.document.snapshot
        and brief.document.number in again.document.snapshot
    )


def test_it_is_sent_up_and_down_and_each_unit_confirms(world: World) -> None:
    here = world.here
    below = given_office_below(here)
    desk = here.users["township_desk"]
    desk.posts.update(organ=below)
    brief = given_brief(here, "issued")
    assert brief.document is not None
    receipt = brief.document.receipts.get(recipient=below)
    client = signed_in(desk)
    assert client.get(f"/office/briefs/{brief.pk}/").status_code == 200
    assert client.post(f"/documents/receipts/{receipt.pk}/acknowledge/").status_code == 302
    assert "已接收" in here.client("body_office").get(f"/office/briefs/{brief.pk}/").content.decode()
    assert world.neighbour.client("township_desk").get(f"/office/briefs/{brief.pk}/").status_code == 404


def test_a_draft_is_the_business_of_its_own_body_alone(world: World) -> None:
    brief = given_brief(world.here)
    for place, role in ((world.here, "auditor"), (world.here, "township_desk"), (world.far, "body_office")):
        assert place.client(role).get(f"/office/briefs/{brief.pk}/").status_code == 404
        assert Api(place.users[role]).get("/briefs/").json()["results"] == []
    above = Api(world.province_office)
    assert above.get(f"/briefs/{brief.pk}/").status_code == 404
    issued = given_brief(world.here, "issued", back=1)
    assert [row["id"] for row in above.get("/briefs/").json()["results"]] == [issued.pk]
    assert world.here.client("auditor").get(f"/office/briefs/{issued.pk}/").status_code == 200
    assert world.here.client("grid_worker").get("/office/briefs/").status_code == 403


def test_who_sees_an_old_page_is_told_so(here: Place) -> None:
    brief = given_brief(here)
    answer = here.client("leader").post(
        f"/office/briefs/{brief.pk}/review/", {"seen_version": brief.edition - 1}
    )
    assert answer.status_code == 409


def test_phones_and_identity_numbers_are_taken_out_of_the_words(here: Place) -> None:
    brief = given_brief(here)
    path, office = f"/briefs/{brief.pk}/", Api(here.users["body_office"])
    said = {"problems": "联系13812345678，身份证36070319900101001X"}
    text = office.patch(path, said, If_Match=f'"{brief.edition}"').json()["problems"]
    assert "13812345678" not in text and "36070319900101001X" not in text


def test_the_period_must_be_over_and_there_is_one_brief_for_it(here: Place) -> None:
    brief = given_brief(here)
    office = Api(here.users["body_office"])
    again = office.post("/briefs/", {"cadence": "weekly", "day": brief.until.isoformat()})
    assert again.status_code == 409
    today = timezone.localdate().isoformat()
    assert office.post("/briefs/", {"cadence": "quarterly", "day": today}).status_code == 422
    assert office.post("/briefs/", {"cadence": "weekly", "day": "1999-01-01"}).status_code == 422


def test_a_chart_is_a_picture_that_runs_nothing(here: Place) -> None:
    for _ in range(2):
        given_report(here)
    brief = given_brief(here)
    rows = list(brief.charts.values_list("place", flat=True))
    client = here.client("body_office")
    for place in rows:
        answer = client.get(f"/office/briefs/{brief.pk}/charts/{place}/")
        assert answer["Content-Type"].startswith("image/svg+xml") and b"<script" not in answer.content
    assert client.get(f"/office/briefs/{brief.pk}/charts/99/").status_code == 404


def test_a_filter_that_cannot_be_read_says_so(here: Place) -> None:
    assert Api(here.users["leader"]).get("/briefs/", cadence="daily").status_code == 400
    assert here.client("leader").get("/office/briefs/?cadence=daily").status_code == 200


def test_issuers_are_told_of_a_review_and_writers_of_what_is_given_back(here: Place) -> None:
    brief = given_brief(here)
    office, leader = here.users["body_office"], here.users["leader"]
    Api(office).patch(f"/briefs/{brief.pk}/", WORDS, If_Match=f'"{brief.edition}"')
    Api(leader).post(f"/briefs/{brief.pk}/return/", {"reason": "补充责任单位"})
    told = _told("body_office", here)
    assert [key for key in told if key.startswith(f"brief:{brief.pk}:returned")]
    assert not _told("leader", here), "who gives it back needs no notice of it"


def _told(role: str, place: Place) -> list[str]:
    """Return the keys of what is on its way to somebody's inbox."""
    rows = OutboxEntry.objects.filter(job="notify.deliver").values_list("payload", flat=True)
    return [row["content"]["key"] for row in rows if place.users[role].pk in row["recipients"]]


def test_a_list_asks_no_more_for_more_briefs(here: Place) -> None:
    def asked() -> tuple[int, int]:
        counts = []
        for path in ("/office/briefs/", "/api/v1/briefs/"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts[0], counts[1]

    client = here.client("leader")
    given_brief(here, "issued")
    few = asked()
    for back in (1, 2, 3):
        given_brief(here, "issued" if back < 3 else "reviewed", back=back)
    assert asked() == few
    assert max(few) <= 12, few
