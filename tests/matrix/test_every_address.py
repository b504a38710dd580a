"""Every address × every role × every area: what is shown is what may be seen, and nothing answers 500.

And what else holds of the whole scene: no query starts while a template is rendered (what a page shows is put together
before, and is counted there), and invariants 5, 22 and 23: who determines, what every export leaves behind, and where a
number comes from. In one module, because making the scene takes longer than asking it.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from grids.machine import INCIDENTS
from grids.models import TimeLimit
from pingan.access.rules import ADMINISTRATOR_ROLES, BUSINESS_ROLES, duties_of
from pingan.audit.models import AuditEntry
from pingan.matters.models import Clock
from tests.factories.incidents import act, given_incident
from tests.matrix.addresses import addresses
from tests.matrix.contract import fault_of
from tests.matrix.declared import DECLARED
from tests.matrix.kinds import One
from tests.matrix.probing import ask, cells, is_scoped, judge
from tests.matrix.rendering import queries_inside_templates
from tests.matrix.scene import AREAS, ROLES, Scene

pytestmark = pytest.mark.django_db

PAGES = sorted(
    name
    for name, address in addresses().items()
    if name.startswith(("grids:", "console:", "registers:", "web:")) and "get" in address.methods
)


def test_every_address_of_the_product_stands_in_the_matrix() -> None:
    missing = sorted(set(addresses()) - set(DECLARED))
    gone = sorted(set(DECLARED) - set(addresses()))
    assert not missing, (
        f"New addresses {missing}: add each to DECLARED in tests/matrix/declared.py as Rows(Model, …) for a list, "
        "One(Model) for one row, Duty() for what a duty alone opens, Personal() for everybody's own business."
    )
    assert not gone, f"Addresses {gone} are gone: remove them from DECLARED in tests/matrix/declared.py."


@pytest.mark.parametrize("name", sorted(set(DECLARED) & set(addresses())))
def test_everybody_gets_exactly_their_area(scene: Scene, name: str) -> None:
    asked = list(cells(scene, name))
    assert asked, f"{name} is asked nothing"
    answered = [(cell, ask(scene.clients[cell.role], cell)) for cell in asked]
    wrong = [
        fault for cell, answer in answered if (fault := judge(scene, cell, answer) or fault_of(cell, answer))
    ]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("name", sorted(n for n, k in DECLARED.items() if isinstance(k, One) and k.every > 1))
def test_what_is_sampled_leaves_no_action_and_no_area_out(scene: Scene, name: str) -> None:
    """Each person tries every n-th action outside; together they try each one, by each method, in each area."""
    declared, methods = DECLARED[name], addresses()[name].methods - {"put", "delete"}
    assert isinstance(declared, One)
    tried = {
        (cell.area, cell.method, cell.kwargs["name"]) for cell in cells(scene, name) if is_scoped(scene, cell)
    }
    wanted = {
        (area, method, extra["name"]) for area in AREAS for method in methods for extra in declared.extras
    }
    assert wanted - tried == set()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_the_database_while_it_is_rendered(
    scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    for cell in cells(scene, name):
        if cell.method != "get" or cell.role in {"anonymous", *asked} or cell.is_brief or not cell.is_inside:
            continue
        asked.add(cell.role)
        with queries_inside_templates(monkeypatch) as seen:
            ask(scene.clients[cell.role], cell)
        assert not seen, f"{cell}: put this into the context: {seen[:3]}"


def test_the_watch_sees_a_query_of_a_template(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template import engines

    from pingan.org.models import Region

    with queries_inside_templates(monkeypatch) as seen:
        template = engines["django"].from_string("{% for region in regions %}{{ region.code }}{% endfor %}")
        template.render({"regions": Region.objects.all()})
    assert len(seen) == 1
    assert set(PAGES) <= set(DECLARED)


def test_no_role_but_the_county_government_carries_the_duty_to_determine() -> None:
    duty = f"incident.{INCIDENTS.actions['determine'].verb}"
    assert {r for r in BUSINESS_ROLES | ADMINISTRATOR_ROLES if duty in duties_of(r)} == {"county_government"}
    assert [name for name, action in INCIDENTS.actions.items() if action.verb == "determine"] == ["determine"]


def test_a_determined_unit_is_offered_no_return(scene: Scene) -> None:
    here = scene.world.here
    incident = given_incident(here, "returned")
    act(here, incident, "dispatch", "township_desk", organ=here.units["housing"].pk)
    unit = scene.clients["unit_handler_2"]
    offered = f"/api/v1/incidents/{incident.pk}/actions/"
    assert "return" in unit.get(offered).content.decode()
    act(here, incident, "return", "unit_handler_2", note="也不是我单位")
    document = {"document": "康府办〔2026〕1号", "note": "职责清单"}
    act(here, incident, "determine", "county_government", organ=here.units["housing"].pk, **document)
    answer = unit.get(offered).json()
    names = {row["name"] for row in answer["results"]}
    assert "sign" in names
    assert "return" not in names
    refused = unit.post(f"{offered}return/", {"note": "再退"}, content_type="application/json")
    assert refused.status_code == 409


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_export_leaves_without_a_row_in_the_security_log(scene: Scene, role: str, form: str) -> None:
    before = AuditEntry.objects.filter(action=f"export.{form}", result="ok").count()
    answer = scene.clients[role].post(
        reverse("grids:incident_export"), {"format": form, "columns": "all", "purpose": "核对"}
    )
    written = AuditEntry.objects.filter(action=f"export.{form}", result="ok").count() - before
    has_left = answer.status_code == 200 and answer.streaming
    assert written == int(has_left)
    assert has_left == (role in scene.exports)


def test_every_clock_shows_the_source_and_version_of_its_rule_even_after_a_new_one(scene: Scene) -> None:
    here = scene.world.here
    incident = given_incident(here, "signed")
    clocks = list(Clock.objects.filter(matter_id=incident.pk))
    assert clocks
    TimeLimit.objects.update(source="后来的文件")
    desk = scene.clients["township_desk"]
    page = desk.get(reverse("grids:incident_detail", args=[incident.pk])).content.decode()
    rows = desk.get(f"/api/v1/incidents/{incident.pk}/clocks/").json()["results"]
    assert "后来的文件" not in page
    for clock in clocks:
        version = clock.rule["version"].rpartition(".")[2]
        assert clock.rule["source"] and version
        assert f"{clock.rule['source']} · 第{version}版" in page
    assert {(row["rule"]["source"], row["rule"]["version"]) for row in rows} == {
        (clock.rule["source"], clock.rule["version"]) for clock in clocks
    }
