"""The office words the papers of the mediation committees of its area; others keep the product's wording."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pingan.documents.models import DocumentTemplate
from pingan.files.services import open_file
from tests.disputes.test_case_file import texts_of
from tests.factories.disputes import given_dispute
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
KIND = "mediation_rights"
OWN = "南康区法律服务热线每日八时至十八时接听。"


def reworded(office: Client, words: str) -> None:
    address = reverse("console:document_template", args=[KIND])
    page = office.get(address)
    assert "调解委员会的文书" in page.content.decode()
    sent = {
        "title": "人民调解告知书",
        "body": f"{page.context['form'].initial['body']}\n{words}",
        "seen_version": page.context["seen_version"],
    }
    assert office.post(address, sent).status_code == 302


def printed(place: Place) -> str:
    """Open a mediation and return the notice of rights as it is printed."""
    dispute = given_dispute(place, "mediating")
    paper = dispute.papers.select_related("document__pdf").get(kind=KIND)
    return "".join(texts_of(b"".join(open_file(paper.document.pdf)))).replace("\n", "")


def test_a_paper_shows_the_wording_that_the_office_edited(world: World) -> None:
    assert OWN not in printed(world.here)
    reworded(world.here.client("body_office"), OWN)
    here = printed(world.here)
    assert "人民调解告知书" in here and OWN in here
    # One office for both townships of its county; the other county keeps the default.
    assert OWN in printed(world.neighbour)
    assert OWN not in printed(world.far)


def test_the_nearest_office_goes_first_and_the_committees_own_before_it(world: World) -> None:
    default = DocumentTemplate.objects.get(code=KIND, organ=None, is_active=True)
    province = world.province_office.posts.get().organ
    here = world.here

    def word(organ: Any, sentence: str) -> None:
        DocumentTemplate.objects.create(
            code=KIND, kind=KIND, organ=organ, version=1, title="告知书", body=f"{default.body}\n{sentence}"
        )

    word(province, "全省统一。")
    assert "全省统一。" in printed(here)
    word(here.units["office"], "本区统一。")
    found = printed(here)
    assert "本区统一。" in found and "全省统一。" not in found
    word(here.units["housing"], "不是办公室。")
    assert "不是办公室。" not in printed(here)
    word(here.committee.organ, "本会自订。")
    assert "本会自订。" in printed(here)


def test_an_office_that_was_closed_words_nothing_any_more(world: World) -> None:
    office = world.here.units["office"]
    reworded(world.here.client("body_office"), OWN)
    type(office).objects.filter(pk=office.pk).update(valid_to="2026-01-01")
    assert OWN not in printed(world.here)
