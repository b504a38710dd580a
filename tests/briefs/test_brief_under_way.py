"""Where a brief or its correction is under way already, every refusal leads to it."""

from __future__ import annotations

import pytest

from pingan.office.services.brief_issuing import correct_brief
from tests.api.conftest import Api
from tests.factories.briefs import given_brief
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
WHY = "办结数有误"


def test_the_page_of_a_brief_leads_to_its_correction_under_way(here: Place) -> None:
    brief = given_brief(here, "issued")
    office, url = here.client("body_office"), f"/office/briefs/{brief.pk}/"
    assert f"{url}correct/" in office.get(url).content.decode()
    new = correct_brief(actor=here.actor("body_office"), pk=brief.pk, reason=WHY, recounts=False)
    shown = office.get(url).content.decode()
    notice = shown.partition('<div class="notice notice--info"')[2].partition("</div>")[0]
    assert f'href="/office/briefs/{new.pk}/"' in notice and "更正件" in notice
    assert f"{url}correct/" not in shown, "nobody types a reason that can only be refused"


def test_a_second_correction_is_refused_with_a_link_to_the_first(here: Place) -> None:
    brief = given_brief(here, "issued")
    new = correct_brief(actor=here.actor("body_office"), pk=brief.pk, reason=WHY, recounts=False)
    office, url = here.client("body_office"), f"/office/briefs/{brief.pk}/correct/"
    for answer in (office.get(url), office.post(url, {"reason": "再次更正"})):
        assert answer.status_code == 409
        assert f'href="/office/briefs/{new.pk}/"' in answer.content.decode()
    told = Api(here.users["body_office"]).post(f"/briefs/{brief.pk}/correct/", {"reason": "再次更正"})
    assert told.status_code == 409
    said = {name: told.json()[name] for name in ("code", "brief", "address", "location")}
    assert said == {
        "code": "conflict",
        "brief": new.pk,
        "address": f"/api/v1/briefs/{new.pk}/",
        "location": f"/office/briefs/{new.pk}/",
    }


@pytest.mark.parametrize("state", ["drafted", "issued"])
def test_a_second_draft_is_refused_with_a_link_to_the_first(here: Place, state: str) -> None:
    brief = given_brief(here, state)
    sent = {"cadence": "weekly", "day": brief.until.isoformat()}
    answer = here.client("body_office").post("/office/briefs/new/", sent)
    assert answer.status_code == 409
    assert f'href="/office/briefs/{brief.pk}/"' in answer.content.decode()
    told = Api(here.users["body_office"]).post("/briefs/", sent).json()
    assert (told["brief"], told["address"]) == (brief.pk, f"/api/v1/briefs/{brief.pk}/")


def test_the_link_of_a_refused_step_stands_in_the_answer_to_a_script_too(here: Place) -> None:
    brief = given_brief(here)
    sent = {"cadence": "weekly", "day": brief.until.isoformat()}
    answer = here.client("body_office").post("/office/briefs/new/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert f'href="/office/briefs/{brief.pk}/"' in answer.content.decode()


def test_who_reads_what_was_issued_hears_nothing_of_its_correction_under_way(here: Place) -> None:
    brief = given_brief(here, "issued")
    new = correct_brief(actor=here.actor("body_office"), pk=brief.pk, reason=WHY, recounts=False)
    shown = here.client("auditor").get(f"/office/briefs/{brief.pk}/").content.decode()
    assert f"/office/briefs/{new.pk}/" not in shown and WHY not in shown
