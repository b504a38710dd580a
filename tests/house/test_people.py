"""Invariant 21: no table joins a natural person to a score, level or label; nothing is counted by person."""

from __future__ import annotations

import ast
import re

from django.apps import apps
from django.db.models import Model

from tests.house.source import name_of, parsed, product_modules

#: Columns that judge, rank or sort.
JUDGING = re.compile(r"score|level|label|rank|rating|risk|grade|tier|flag|severity|urgency|category|colou?r")
#: Columns that name a natural person besides foreign keys to accounts.
PERSONAL = re.compile(r"person|phone|identity|id_number|reporter|party|liaison|address_of|birth")
#: Reviewed. Whoever adds a line explains why nobody is judged by it.
REVIEWED = {
    "accounts.ApiToken": "label is the name that the owner gives a key",
    "accounts.Device": "label is browser and system of a phone, so that its owner knows it again",
    "assessment.AssessmentScheme": "full score and grades of units and divisions; the people are its editors",
    "assessment.ScoreChange": "the score is that of a unit; the person is the official who changed it, with the reason",
    "disputes.ReturnVisit": "has_latent_risk says whether the matter may flare up; the person is the official who visited",
    "grids.Incident": "category is the class of the thing reported, desk_level the office that holds it",
    "grids.IncidentCategory": "default_severity and parent belong to a class of things; the people are its editors",
    "grids.TimeLimit": "severity, urgency and class choose a term; the people are its editors",
    "grids.RoutingRule": "class of a thing to unit; the people are its editors",
    "grids.EmergencyReport": "recipient_level is the office that a report goes to",
    "matters.Matter": "class, severity and urgency of a matter; the person is the official who recorded it",
    "matters.TimelineEntry": "actor_label is name and post of the official as they stood",
    "registers.RegisterDefinition": "order_levels are levels of division that may order it; the people are its editors",
    "registers.RegisterReport": "unit_level is the level of the unit that reports; the people handed in and reviewed",
    "risk.RiskWarning": "level and category of what is warned of; the people are officials who drafted and approved it",
    "risk.WarningIssue": "level of what is warned of; the person is the official who issued it",
    "risk.Assessment": "levels are those of the decision; the people are officials who wrote and reviewed its report",
    "risk.DecisionMatter": "the matter itself (a proxy), for the sake of its trigger",
    "org.GovernanceCenter": "level of a division; the phone is the public one of the centre",
}


def columns(model: type[Model]) -> tuple[list[str], list[str]]:
    """Return the columns of a table that name a person, and those that judge."""
    people, judgements = [], []
    for field in model._meta.concrete_fields:
        target = getattr(field, "related_model", None)
        is_account = target is not None and target._meta.label == "accounts.User"
        if is_account or PERSONAL.search(field.name):
            people.append(field.name)
        elif JUDGING.search(field.name):
            judgements.append(field.name)
    return people, judgements


def test_no_table_joins_a_person_to_a_judgement() -> None:
    found = {
        model._meta.label: columns(model)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"pingan", "grids", "disputes", "risk", "assessment"}
        and all(columns(model))
    }
    new = {label: what for label, what in found.items() if label not in REVIEWED}
    assert not new, f"a person and a judgement in one row; split them, or have it reviewed (REVIEWED): {new}"
    assert not set(REVIEWED) - set(found), "no longer so: take it out of REVIEWED"


def test_the_rule_can_fail() -> None:
    from pingan.accounts.models import ApiToken

    assert columns(ApiToken) == (["user"], ["label"])


_BY_PERSON = re.compile(r"(user|created_by|reporter|verified_by|made_by|_by_id|worker|actor)")
#: Reviewed: (module, what is grouped).
COUNTED = {
    "grids/queries/compliance.py": "grids per full-time worker (Article 15 asks who has too many), no matters",
}


def grouped_by(tree: ast.Module) -> list[str]:
    """Return the columns that some query groups and counts by: ``values(…).annotate(…)``."""
    found = []
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "annotate"
        ):
            continue
        inner = node.func.value
        while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            if inner.func.attr in {"values", "values_list"}:
                found += [ast.unparse(argument) for argument in inner.args]
            inner = inner.func.value
    return found


def test_nothing_counts_matters_by_person() -> None:
    found = {
        name_of(path): bad
        for path in product_modules()
        if (bad := [name for name in grouped_by(parsed(path)) if _BY_PERSON.search(name)])
        and name_of(path) not in COUNTED
    }
    assert not found, f"count by area, class or unit; a person is no unit of measure (invariant 21): {found}"


def test_the_counting_rule_can_fail() -> None:
    tree = ast.parse("rows.filter(a=1).values('matter__created_by').order_by().annotate(n=Count('pk'))")
    assert [name for name in grouped_by(tree) if _BY_PERSON.search(name)] == ["'matter__created_by'"]


def test_no_page_and_no_resource_lists_matters_of_a_named_person() -> None:
    """Filters know ``mine``, the own reports, and no other person."""
    from grids.queries.filters import IncidentFilterSet

    names = set(IncidentFilterSet.base_filters)
    assert "mine" in names
    assert not {name for name in names - {"mine"} if _BY_PERSON.search(name) or PERSONAL.search(name)}
