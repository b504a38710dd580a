"""The office's pages: a partner recorded, a permission drafted, decided by another person, and what nobody took decided."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from pingan.audit.models import AuditEntry
from pingan.audit.rules.actions import ACTIONS
from pingan.exchange.models import Call, CatalogueEntry, Credential, Delivery, Partner, Subscription
from pingan.exchange.services.delivering import send_due
from pingan.exchange.services.entries import STEPS
from tests.exchange.receiver import Receiver
from tests.factories.exchange import (
    Caller,
    given_caller,
    given_credential,
    given_entry,
    given_partner,
    given_subscription,
)
from tests.factories.incidents import given_report, step
from tests.factories.world import Place, World

ROOT = Path(__file__).resolve().parents[2] / "pingan" / "exchange"


def drafted(here: Place, **values: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "resource": "incidents",
        "direction": "read",
        "fields_named": ["title", "state"],
        "region": here.township.code,
        "class_codes": ["APPEAL"],
        "purpose": "热线工单办理情况反馈",
        "legal_ground": "《江西省平安建设条例》第十八条",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=30)).isoformat(),
        **values,
    }


def test_from_a_new_partner_to_its_first_call(here: Place) -> None:
    office, leader = here.client("body_office"), here.client("leader")
    unit = here.units["housing"]
    sent = {
        "name": "住建监管平台",
        "organ": unit.pk,
        "contact": "办公室 0797-6600001",
        "networks": "127.0.0.0/8",
    }
    assert office.post("/exchange/partners/new/", sent).status_code == 302
    partner = Partner.objects.get()
    assert (partner.region, partner.networks) == (here.county, ["127.0.0.0/8"])
    assert office.post(f"/exchange/partners/{partner.pk}/entries/new/", drafted(here)).status_code == 302
    entry = CatalogueEntry.objects.get()
    assert (entry.area, entry.fields, entry.class_codes) == ("360703203", ["title", "state"], ["APPEAL"])
    assert office.post(f"/exchange/entries/{entry.pk}/submit/").status_code == 302
    assert "待批准" in leader.get("/exchange/").content.decode()
    assert leader.post(f"/exchange/entries/{entry.pk}/approve/").status_code == 302
    shown = office.post(f"/exchange/partners/{partner.pk}/clients/").content.decode()
    name, secret = re.findall(r'<dd class="number-code" id="issued-\w+">([^<]+)</dd>', shown)[:2]
    incident = given_report(here)
    answer = Caller(name, secret, entry.code).get("incidents/")
    assert [row["number"] for row in answer.json()["results"]] == [incident.matter.number]
    assert secret not in office.get(f"/exchange/partners/{partner.pk}/").content.decode()
    calls = office.get(f"/exchange/partners/{partner.pk}/calls/").content.decode()
    assert "/exchange/v1/incidents/" in calls and entry.code in calls
    assert (
        office.post(f"/exchange/partners/{partner.pk}/clients/{Credential.objects.get().pk}/end/").status_code
        == 302
    )
    assert Caller(name, secret, entry.code).answer.status_code in {400, 401}
    book = set(AuditEntry.objects.filter(action__startswith="exchange.").values_list("action", flat=True))
    assert {"exchange.partner_added", "exchange.entry_approve", "exchange.credential_ended"} <= book
    assert book <= set(ACTIONS)


def test_every_act_of_exchange_has_a_name_for_the_auditor() -> None:
    said = "\n".join(path.read_text() for path in (ROOT / "services").glob("*.py"))
    verbs = {
        f"exchange.{verb}"
        for verb in re.findall(r'_log\(actor, "(partner_\w+|credential_\w+|\w*subscribed|secret_\w+)"', said)
    }
    verbs |= {f"exchange.entry_{step}" for step in ("drafted", *STEPS)}
    verbs |= {f"exchange.delivery_{verb}" for verb in ("replayed", "given_up")}
    assert len(verbs) == 15
    assert verbs - set(ACTIONS) == set()


def test_who_drafted_does_not_decide_and_who_decides_does_not_draft(here: Place) -> None:
    entry = given_entry(here, direction="read", state="submitted", decided_by=None)
    assert here.client("body_office").post(f"/exchange/entries/{entry.pk}/approve/").status_code == 403
    own = given_entry(
        here,
        entry.partner,
        direction="read",
        state="submitted",
        decided_by=None,
        drafted_by=here.users["leader"],
    )
    assert here.client("leader").post(f"/exchange/entries/{own.pk}/approve/").status_code == 403
    assert here.client("leader").get(f"/exchange/partners/{entry.partner_id}/entries/new/").status_code == 403
    assert set(CatalogueEntry.objects.values_list("state", flat=True)) == {"submitted"}


def test_a_stop_needs_a_reason_and_a_step_its_state(here: Place) -> None:
    entry = given_entry(here, direction="read")
    leader = here.client("leader")
    assert leader.post(f"/exchange/entries/{entry.pk}/revoke/", {"reason": " "}).status_code == 422
    assert leader.post(f"/exchange/entries/{entry.pk}/resume/").status_code == 409
    assert (
        leader.post(f"/exchange/entries/{entry.pk}/suspend/", {"reason": "对方系统被入侵"}).status_code == 302
    )
    assert leader.post(f"/exchange/entries/{entry.pk}/resume/").status_code == 302
    assert leader.post(f"/exchange/entries/{entry.pk}/revoke/", {"reason": "协议终止"}).status_code == 302
    assert leader.post(f"/exchange/entries/{entry.pk}/approve/").status_code == 409
    assert leader.post(f"/exchange/entries/{entry.pk}/nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fields_named": []}, "fields_named"), ({"fields_named": ["reporter_phone"]}, "fields_named"),
        ({"valid_until": "2020-01-01"}, "valid_until"), ({"purpose": ""}, "purpose"), ({"region": "360702000000"}, "region"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_hold_is_refused_at_its_field(
    here: Place, values: dict[str, Any], field: str
) -> None:
    partner = given_partner(here)
    answer = here.client("body_office").post(
        f"/exchange/partners/{partner.pk}/entries/new/", drafted(here, **values)
    )
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not CatalogueEntry.objects.exists()


def test_other_areas_and_other_posts_see_nothing(here: Place, world: World) -> None:
    entry = given_entry(here)
    subscription = given_subscription(here, entry=entry)
    letter = dead_letter(here, subscription)
    pages = [
        f"/exchange/partners/{entry.partner_id}/", f"/exchange/partners/{entry.partner_id}/calls/",
        f"/exchange/entries/{entry.pk}/",
    ]  # fmt: skip
    for page in pages:
        assert world.far.client("body_office").get(page).status_code == 404
        assert here.client("auditor").get(page).status_code == 200
        assert here.client("township_desk").get(page).status_code == 403
    far = world.far.client("body_office")
    for address in (
        f"letters/{letter.pk}/replay",
        f"letters/{letter.pk}/give-up",
        f"addresses/{subscription.pk}/end",
    ):
        assert far.post(f"/exchange/{address}/", {"reason": "x"}).status_code == 404
        assert here.client("auditor").post(f"/exchange/{address}/", {"reason": "x"}).status_code == 403
    assert here.client("grid_worker").get("/exchange/").status_code == 403


def dead_letter(here: Place, subscription: Subscription) -> Delivery:
    given_report(here)
    Delivery.objects.update(
        state="dead", attempts=30, first_at=timezone.now() - timedelta(days=3), last_status=500
    )
    return Delivery.objects.get(subscription=subscription)


def test_a_dead_letter_is_sent_again_in_its_place(here: Place, receiver: Receiver) -> None:
    subscription = given_subscription(here, receiver.url)
    letter = dead_letter(here, subscription)
    incident = letter.event.matter
    step(here, incident, "accept")  # type: ignore[arg-type]
    assert send_due(subscription.pk) == 0
    office = here.client("body_office")
    assert incident.number in office.get("/exchange/letters/").content.decode()
    assert office.post(f"/exchange/letters/{letter.pk}/replay/").status_code == 302
    assert send_due(subscription.pk) == 2
    assert [one["sequence"] for one in receiver.taken] == [1, 2]
    assert office.post(f"/exchange/letters/{letter.pk}/replay/").status_code == 409


def test_a_dead_letter_is_given_up_for_a_reason_and_the_record_goes_on(
    here: Place, receiver: Receiver
) -> None:
    subscription = given_subscription(here, receiver.url)
    letter = dead_letter(here, subscription)
    step(here, letter.event.matter, "accept")  # type: ignore[arg-type]
    office = here.client("body_office")
    assert office.post(f"/exchange/letters/{letter.pk}/give-up/", {"reason": " "}).status_code == 422
    assert (
        office.post(f"/exchange/letters/{letter.pk}/give-up/", {"reason": "对方已人工补录"}).status_code
        == 302
    )
    letter.refresh_from_db()
    assert (letter.state, letter.decided_by) == ("given_up", here.users["body_office"])
    send_due(subscription.pk)
    assert [one["sequence"] for one in receiver.taken] == [2]


def test_an_address_is_told_with_a_secret_shown_once_changed_and_ended(here: Place) -> None:
    entry = given_entry(here)
    office = here.client("body_office")
    at = f"/exchange/entries/{entry.pk}/addresses/new/"
    assert office.post(at, {"url": "http://example.cn/"}).status_code == 422
    shown = office.post(at, {"url": "https://example.cn/hook"})
    subscription = Subscription.objects.get()
    first = str(subscription.secret)
    assert first in shown.content.decode()
    assert first not in office.get(f"/exchange/entries/{entry.pk}/").content.decode()
    assert office.post(at, {"url": "https://example.cn/hook"}).status_code == 422
    renewed = office.post(f"/exchange/addresses/{subscription.pk}/secret/")
    subscription.refresh_from_db()
    assert str(subscription.secret) in renewed.content.decode()
    assert subscription.former_secret == first
    assert office.post(f"/exchange/addresses/{subscription.pk}/secret/").status_code == 201
    subscription.refresh_from_db()
    assert subscription.former_secret == first, "renewed twice: the partner still has the first one"
    given_report(here)
    assert office.post(f"/exchange/addresses/{subscription.pk}/end/").status_code == 302
    assert set(Delivery.objects.values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_shown_in_both_languages(here: Place, language: str) -> None:
    entry = given_entry(here)
    subscription = given_subscription(here, entry=entry)
    dead_letter(here, subscription)
    given_caller(here, given_entry(here, entry.partner, direction="read")).get("incidents/")
    assert Call.objects.exists()
    given_credential(here, entry.partner)
    office = here.client("body_office")
    for page in (
        "", f"partners/{entry.partner_id}/", "partners/new/", f"partners/{entry.partner_id}/entries/new/",
        f"partners/{entry.partner_id}/calls/", f"entries/{entry.pk}/", "letters/",
    ):  # fmt: skip
        office.cookies["django_language"] = language
        answer = office.get(f"/exchange/{page}")
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert ("数据共享交换" in text) is (language == "zh-hans"), page
    translation.activate("zh-hans")
