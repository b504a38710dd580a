"""An auditor reads words, not codes: every act that the code writes down has its name."""

from __future__ import annotations

import re
from pathlib import Path

from pingan.audit.rules.actions import ACTIONS, label_of
from pingan.audit.rules.objects import OBJECTS, object_label

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = re.compile(r'(?:action=|write_down\(\w+, (?:\w+, )*|log_act\(\w+, )"([a-z_]+\.[a-z_]+)"')
KIND = re.compile(r'object_type="([a-z_.]+)"')


def sources() -> str:
    return "\n".join(
        path.read_text()
        for app in ("pingan", "grids", "disputes", "risk", "assessment")
        for path in sorted((ROOT / app).rglob("*.py"))
    )


def test_every_act_that_is_written_down_has_a_name() -> None:
    found = set(WRITTEN.findall(sources()))
    assert len(found) > 25
    assert found - set(ACTIONS) == set()


def test_every_kind_of_object_has_a_name() -> None:
    found = {kind.rpartition(".")[2] for kind in KIND.findall(sources())}
    assert len(found) > 5
    assert found - set(OBJECTS) == set()


def test_what_has_no_name_is_shown_by_its_code() -> None:
    assert label_of("new.act") == "new.act"
    assert object_label("app.newkind") == "app.newkind"
    assert object_label("grids.incidentcategory") == object_label("incidentcategory")
