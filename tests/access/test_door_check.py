"""The system check: a door to a table that nobody registered stops the start."""

from __future__ import annotations

import pytest

from grids.models import Incident
from pingan.access import policy
from pingan.access.apps import every_door_has_a_policy


def test_every_door_of_the_product_is_covered() -> None:
    assert every_door_has_a_policy(None) == []


def test_a_door_without_permits_is_named_with_the_sentence_that_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(policy._registry, Incident)
    faults = every_door_has_a_policy(None)
    assert {fault.id for fault in faults} == {"pingan.E020"}
    assert all("IncidentViewSet" in fault.msg and "grids.Incident" in fault.msg for fault in faults)
    assert "register(Incident" in str(faults[0].hint)


def test_permits_that_let_nobody_look_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    former = policy._registry[Incident]
    without = {verb: permits for verb, permits in former.verbs.items() if verb != "view"}
    monkeypatch.setitem(policy._registry, Incident, policy._Registration(without, former.at))
    assert {fault.id for fault in every_door_has_a_policy(None)} == {"pingan.E021"}


def test_the_check_runs_with_the_others() -> None:
    from django.core.checks import registry

    assert every_door_has_a_policy in registry.registry.get_checks()
