"""What a person or program is told where an address or a rule refuses."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from pingan.common.errors import Conflict, IllegalAction
from pingan.web.errors import error_page
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/exchange/v1/incidents/%00/", "/office/figures/incident.open%00/", "/catalogue/classes/A%00/"],
)
def test_an_address_with_a_nul_leads_nowhere(world: World, address: str) -> None:
    for client in (Client(), world.here.client("body_office")):
        assert client.get(address).status_code == 404


def test_a_rule_that_refuses_is_not_told_as_a_change_of_others(world: World) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": "zh-Hans"})
    refused = error_page(request, Conflict("该期间已有简报")).content.decode()
    assert "该期间已有简报" in refused
    assert "目前无法这样做" in refused and "已有新的变化" not in refused
    assert "已有新的变化" in error_page(request, IllegalAction()).content.decode()
