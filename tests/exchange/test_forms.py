"""Forms of exchange: what is offered may be chosen, what may not is told at its field, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.common.errors import Invalid
from pingan.exchange.models import CatalogueEntry, Partner
from pingan.exchange.queries.partners import longest_term
from pingan.exchange.services.entries import EntryInput, draft_entry
from pingan.exchange.services.partners import add_partner
from tests.exchange.test_pages import drafted
from tests.factories.exchange import given_entry, given_partner
from tests.factories.incidents import given_report
from tests.factories.world import Place, World

NEW_PARTNER = "/exchange/partners/new/"


def filled(**values: Any) -> dict[str, Any]:
    return {"name": "住建监管平台", "contact": "办公室 0797-6600001", "networks": "203.0.113.0/24", **values}


def test_only_units_of_the_own_area_are_offered(here: Place, world: World) -> None:
    form = here.client("body_office").get(NEW_PARTNER).context["form"]
    offered = {int(value) for value, _name in form.fields["organ"].choices if value}
    assert here.units["housing"].pk in offered
    assert not offered & {unit.pk for unit in world.far.units.values()}


def test_a_unit_of_another_area_is_refused_at_its_field_and_nothing_is_lost(
    here: Place, world: World
) -> None:
    sent = filled(organ=world.far.units["housing"].pk)
    answer = here.client("body_office").post(NEW_PARTNER, sent)
    assert answer.status_code == 422
    assert "organ" in answer.context["form"].errors
    text = answer.content.decode()
    assert all(value in text for value in ("住建监管平台", "办公室 0797-6600001", "203.0.113.0/24"))
    assert not Partner.objects.exists()
    with pytest.raises(Invalid) as refused:  # whatever door it comes through
        add_partner(
            actor=here.actor("body_office"), name="x", organ_id=world.far.units["housing"].pk, contact="x"
        )
    assert set(refused.value.fields) == {"organ"}


def post_entry(here: Place, **values: Any) -> Any:
    at = f"/exchange/partners/{given_partner(here).pk}/entries/new/"
    return here.client("body_office").post(at, drafted(here, **values))


@pytest.mark.parametrize("codes", [["abc"], ["APPEAL", "不存在"], ["APPEAL.FACILITY.LA"]])
def test_classes_that_there_are_not_are_named_at_their_field(here: Place, codes: list[str]) -> None:
    answer = post_entry(here, class_codes=codes)
    assert answer.status_code == 422
    assert codes[-1] in str(answer.context["form"].errors["class_codes"])
    assert "《江西省平安建设条例》第十八条" in answer.content.decode()
    assert not CatalogueEntry.objects.exists()


def entry_input(**values: Any) -> EntryInput:
    today = timezone.localdate()
    return EntryInput(
        **{
            "resource": "incidents", "direction": "read", "fields": ("title",), "region": "", "purpose": "x",
            "legal_ground": "x", "valid_from": today, "valid_until": today + timedelta(days=9), **values,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"), [({"class_codes": ("abc",)}, "class_codes"), ({"region": "360702000000"}, "region")]
)
def test_the_service_refuses_what_its_form_does_not_offer(
    here: Place, values: dict[str, Any], field: str
) -> None:
    partner = given_partner(here)
    with pytest.raises(Invalid) as refused:
        draft_entry(actor=here.actor("body_office"), partner_id=partner.pk, data=entry_input(**values))
    assert set(refused.value.fields) == {field}


def test_classes_are_offered_by_their_path_and_found_by_other_words(here: Place) -> None:
    page = here.client("body_office").get(f"/exchange/partners/{given_partner(here).pk}/entries/new/")
    field = page.context["form"].fields["class_codes"]
    offered = dict(field.choices)
    assert offered["APPEAL.FACILITY.LAMP"].startswith(f"{offered['APPEAL']} / ")
    text = page.content.decode()
    assert "data-several" in text
    assert 'data-find="' in text


def test_a_class_is_itself_and_what_lies_below_and_no_class_of_a_like_name(here: Place) -> None:
    incident = given_report(here)
    lamp = incident.matter.class_code
    from pingan.exchange.queries.records import shown_matters

    for codes, is_shown in (([lamp], True), ([lamp.split(".")[0]], True), ([lamp[:-2]], False)):
        entry = given_entry(here, given_partner(here, str(codes)), "read", class_codes=codes)
        assert shown_matters(entry).exists() is is_shown, codes


def test_a_permission_names_its_classes_in_words(here: Place) -> None:
    entry = given_entry(here, class_codes=["APPEAL.FACILITY.LAMP"])
    text = here.client("body_office").get(f"/exchange/entries/{entry.pk}/").content.decode()
    assert "照明" in text or "路灯" in text
    assert "APPEAL.FACILITY.LAMP" not in text


@pytest.mark.parametrize("last", ["9999-12-31", "9000-01-01", "day after"])
def test_a_permission_has_an_end_within_the_longest_term(here: Place, last: str) -> None:
    longest = longest_term(here.county.code)
    assert 300 < longest.days < 1100
    day = timezone.localdate() + timedelta(days=longest.days)
    beyond = (day + timedelta(days=1)).isoformat() if last == "day after" else last
    answer = post_entry(here, valid_until=beyond)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"valid_until"}
    assert not CatalogueEntry.objects.exists()


def test_the_last_day_of_the_longest_term_is_taken_and_shown_at_the_field(here: Place) -> None:
    day = timezone.localdate() + timedelta(days=longest_term(here.county.code).days)
    at = f"/exchange/partners/{given_partner(here).pk}/entries/new/"
    office = here.client("body_office")
    shown = office.get(at)
    assert f'max="{day.isoformat()}"' in shown.content.decode()
    assert office.post(at, drafted(here, valid_until=day.isoformat())).status_code == 302


def test_a_field_of_which_one_is_needed_is_not_marked_optional(here: Place) -> None:
    page = here.client("body_office").get(f"/exchange/partners/{given_partner(here).pk}/entries/new/")
    legend = page.content.decode().partition('data-field="fields_named"')[2].partition("</legend>")[0]
    assert legend
    assert "选填" not in legend


def test_everything_that_is_missing_is_told_at_once(here: Place) -> None:
    answer = post_entry(here, fields_named=[], purpose="", valid_until="9999-12-31", class_codes=["abc"])
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"fields_named", "purpose", "valid_until", "class_codes"}


@pytest.mark.parametrize("host", ["10.0.0.8", "127.0.0.1", "[::1]", "169.254.169.254"])
def test_an_address_that_can_never_be_told_is_refused_at_once(here: Place, host: str) -> None:
    entry = given_entry(here)
    url = f"https://{host}/hook"
    answer = here.client("body_office").post(f"/exchange/entries/{entry.pk}/addresses/new/", {"url": url})
    assert answer.status_code == 422
    assert "url" in answer.context["address"].errors
    assert url in answer.content.decode()
