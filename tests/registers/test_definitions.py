"""Definitions are data in versions: loaded once, changed only by a new version, each with its source."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.access.rules import system_actor
from pingan.audit.models import AuditEntry
from pingan.common.errors import Forbidden, Invalid, Stale
from pingan.registers.models import RegisterDefinition
from pingan.registers.queries.rounds import definitions_here, orderable
from pingan.registers.services.definitions import (
    REFERENCE,
    load_definitions,
    retire_definition,
    save_definition,
)
from tests.factories.registers import FIELDS, definition_input, given_definition, given_own_definition
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(world: World) -> None:
    shipped = load_definitions().added
    files = sorted(REFERENCE.glob("*.json"))
    assert (
        shipped == sum(len(json.loads(path.read_text(encoding="utf-8"))) for path in files) and len(files) > 1
    )
    again = load_definitions()
    assert (again.added, again.renewed, again.kept) == (0, 0, shipped)


def test_what_an_office_changed_is_never_loaded_over(world: World) -> None:
    first = given_definition()
    office = actor_for(world.province_office)
    assert office is not None
    mine = definition_input(first.code, name="省里改过的名称")
    changed = save_definition(actor=office, data=mine, reason="省里修订", seen_version=1)
    again = load_definitions()
    assert (changed.version, again.added, again.renewed) == (2, 0, 0)
    assert RegisterDefinition.objects.filter(code=first.code).latest("version").name == "省里改过的名称"


def test_a_published_version_cannot_be_changed_or_removed_even_by_hand(world: World) -> None:
    row = given_definition()
    for change in (lambda: RegisterDefinition.objects.filter(pk=row.pk).update(name="改"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    RegisterDefinition.objects.filter(pk=row.pk).update(effective_to=timezone.localdate())


def test_two_versions_of_one_code_never_hold_on_one_day(world: World) -> None:
    row = given_own_definition()
    row.pk, row.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_county_defines_for_itself_and_not_for_the_province(world: World) -> None:
    office = world.here.actor("body_office")
    with pytest.raises(Forbidden):
        save_definition(actor=office, data=definition_input(), reason="试")
    own = save_definition(actor=office, data=definition_input(region_code="360703"), reason="本区用")
    assert own.version == 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.object_type) == ("catalogue.saved", "registers.registerdefinition")
    assert own in definitions_here(office)
    assert own not in definitions_here(world.far.actor("body_office"))


def test_the_smaller_area_goes_before_the_larger(world: World) -> None:
    wide = given_own_definition()
    own = given_own_definition(region_code="360703")
    assert own in definitions_here(world.here.actor("body_office"))
    assert wide not in definitions_here(world.here.actor("body_office"))
    assert wide in definitions_here(world.far.actor("body_office"))


def test_a_version_made_from_an_older_one_is_refused(world: World) -> None:
    given_own_definition()
    changed = definition_input(name="新名称")
    save_definition(actor=system_actor(), data=changed, reason="改", seen_version=1)
    with pytest.raises(Stale):
        save_definition(
            actor=system_actor(), data=definition_input(name="另一名称"), reason="改", seen_version=1
        )


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"code": "大写"}, "code"),
        ({"kind": "list"}, "kind"),
        ({"purpose": " "}, "purpose"),
        ({"source": ""}, "source"),
        ({"retention_years": 0}, "retention_years"),
        ({"unit_kind": "planet"}, "unit_kind"),
        ({"order_levels": []}, "order_levels"),
        ({"order_roles": ["system_admin"]}, "order_roles"),
        ({"fields": []}, "fields"),
        ({"fields": [{"code": "x"}]}, "fields.0.type"),
        ({"finding_fields": [FIELDS[0] | {"counts_findings": True}]}, "finding_fields.0.counts_findings"),
        ({"due_working_days": 0}, "due_working_days"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(world: World, change: dict[str, object], at: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_definition(actor=system_actor(), data=definition_input(**change), reason="试")
    assert at in refused.value.fields


def test_an_ended_definition_is_offered_no_more(world: World) -> None:
    row = given_own_definition()
    office = world.here.actor("body_office")
    assert row in orderable(office)
    retire_definition(actor=system_actor(), definition_id=row.pk, reason="不再使用")
    assert row not in orderable(office)
    assert not RegisterDefinition.objects.in_force(timezone.localdate() + timedelta(days=1)).filter(pk=row.pk)


def test_who_may_order_is_what_the_definition_says(world: World) -> None:
    row = given_own_definition(order_levels=[3], order_roles=["body_office"])
    assert row in orderable(world.here.actor("body_office"))
    assert row not in orderable(world.here.actor("township_desk"))
    assert row not in orderable(world.here.actor("county_dispatcher"))
