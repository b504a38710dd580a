"""Triggers that mark what the sums may no longer say. They fire once a statement, on rows before and after it."""

from __future__ import annotations

from django.db import migrations

#: {rows}: the rows before or after, as a transition table. Each part gives topic, code of a division, moment or day.
_MATTER = """
    SELECT CASE m.kind WHEN 'incident' THEN 'grids.incident' ELSE 'disputes.dispute' END, m.region_code, {day}
    FROM {source} JOIN matters_matter m ON m.id = {matter}
    CROSS JOIN LATERAL (VALUES (m.opened_at), (m.closed_at)) AS of(at)
    WHERE m.kind IN ('incident', 'dispute')
"""
_VISITS = """
    SELECT 'disputes.return_visit', m.region_code, {day}
    FROM {source} JOIN matters_clock c ON c.matter_id = {matter} AND c.stage = 'return_visit'
    JOIN matters_matter m ON m.id = c.matter_id
"""


def local(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'Asia/Shanghai')::date"


def of_matter(matter: str, source: str = "{rows} r") -> str:
    return _MATTER.replace("{day}", local("of.at")).replace("{source}", source).replace("{matter}", matter)


def visits(matter: str, source: str = "{rows} r") -> str:
    return _VISITS.replace("{day}", local("c.due_at")).replace("{source}", source).replace("{matter}", matter)


def detail(topic: str, table: str, key: str, day: str, condition: str) -> str:
    return f"SELECT '{topic}', r.region_code, {day} FROM {{rows}} r JOIN {table} x ON x.{key} = r.id WHERE {condition}"


_FLAG = "SELECT 'disputes.redflag', m.region_code, {day} FROM {source} JOIN matters_matter m ON m.id = x.dispute_id"


def flags(source: str) -> str:
    return _FLAG.replace("{day}", local("x.raised_at")).replace("{source}", source)


_RECEIPT = (
    "SELECT 'risk.warningreceipt', coalesce(place.code, seat.code), "
    + local("i.issued_at")
    + " FROM {source}"
    " LEFT JOIN org_region place ON place.id = x.region_id LEFT JOIN org_organ o ON o.id = x.organ_id"
    " LEFT JOIN org_region seat ON seat.id = o.region_id"
)
_DECISION = "SELECT 'risk.decisionrecord', m.region_code, x.decided_on FROM {source} JOIN matters_matter m ON m.id = x.decision_id"
_PATROL = "SELECT 'grids.patroloccasion', place.code, x.period_to FROM {source} JOIN org_region place ON place.id = g.region_id"
_REPORT = "SELECT 'registers.registerreport', x.region_code, " + local("o.due_at") + " FROM {source}"

#: What each table marks.
TABLES: dict[str, tuple[str, ...]] = {
    "matters_matter": (
        "SELECT CASE r.kind WHEN 'incident' THEN 'grids.incident' ELSE 'disputes.dispute' END, r.region_code, "
        + local("of.at")
        + " FROM {rows} r CROSS JOIN LATERAL (VALUES (r.opened_at), (r.closed_at)) AS of(at)"
        " WHERE r.kind IN ('incident', 'dispute')",
        detail(
            "grids.incident", "grids_incident", "matter_id", local("x.evaluated_at"), "r.kind = 'incident'"
        ),
        detail(
            "disputes.redflag", "disputes_redflag", "dispute_id", local("x.raised_at"), "r.kind = 'dispute'"
        ),
        detail(
            "disputes.return_visit",
            "matters_clock",
            "matter_id",
            local("x.due_at"),
            "r.kind = 'dispute' AND x.stage = 'return_visit'",
        ),
        detail("risk.rectification", "risk_rectification", "hazard_id", "x.due_on", "r.kind = 'hazard'"),
        detail(
            "risk.decisionrecord", "risk_decisionrecord", "decision_id", "x.decided_on", "r.kind = 'decision'"
        ),
        detail("order", "assessment_rectificationorder", "matter_id", "x.due_on", "r.kind = 'order'"),
        detail("instrument", "assessment_instrument", "matter_id", "x.received_on", "r.kind = 'instrument'"),
    ),
    "grids_incident": (
        of_matter("r.matter_id"),
        "SELECT 'grids.incident', m.region_code, "
        + local("r.evaluated_at")
        + " FROM {rows} r JOIN matters_matter m ON m.id = r.matter_id",
    ),
    "matters_clock": (
        of_matter("r.matter_id"),
        "SELECT 'disputes.return_visit', m.region_code, "
        + local("r.due_at")
        + " FROM {rows} r JOIN matters_matter m ON m.id = r.matter_id WHERE r.stage = 'return_visit'",
    ),
    "disputes_dispute": (of_matter("r.matter_id"),),
    "disputes_channel": (of_matter("r.dispute_id"), visits("r.dispute_id")),
    "disputes_agreement": (
        of_matter("h.dispute_id", "{rows} r JOIN disputes_channel h ON h.id = r.channel_id"),
        visits("h.dispute_id", "{rows} r JOIN disputes_channel h ON h.id = r.channel_id"),
    ),
    "disputes_returnvisit": (visits("r.dispute_id"),),
    "disputes_redflag": (of_matter("r.dispute_id"), flags("{rows} x")),
    "disputes_policenotice": (flags("{rows} r JOIN disputes_redflag x ON x.notice_id = r.id"),),
    "risk_rectification": (
        "SELECT 'risk.rectification', m.region_code, r.due_on FROM {rows} r JOIN matters_matter m ON m.id = r.hazard_id",
    ),
    "risk_decisionrecord": (_DECISION.replace("{source}", "{rows} x"),),
    "risk_filing": (
        _DECISION.replace(
            "{source}",
            "{rows} r JOIN risk_decisionrecord x ON x.id = r.record_id OR x.assessment_id = r.assessment_id",
        ),
    ),
    "risk_warningreceipt": (
        _RECEIPT.replace("{source}", "{rows} x JOIN risk_warningissue i ON i.id = x.issue_id"),
    ),
    "risk_warningissue": (
        _RECEIPT.replace("{source}", "{rows} i JOIN risk_warningreceipt x ON x.issue_id = i.id"),
    ),
    "registers_registerreport": (
        _REPORT.replace("{source}", "{rows} x JOIN registers_registerround o ON o.id = x.round_id"),
    ),
    "registers_registerround": (
        _REPORT.replace("{source}", "{rows} o JOIN registers_registerreport x ON x.round_id = o.id"),
    ),
    "grids_patroloccasion": (
        _PATROL.replace(
            "{source}",
            "{rows} x JOIN grids_patrolplan p ON p.id = x.plan_id JOIN grids_grid g ON g.id = p.grid_id",
        ),
    ),
    "assessment_rectificationorder": (
        "SELECT 'order', m.region_code, r.due_on FROM {rows} r JOIN matters_matter m ON m.id = r.matter_id",
    ),
    "assessment_instrument": (
        "SELECT 'instrument', m.region_code, r.received_on FROM {rows} r JOIN matters_matter m ON m.id = r.matter_id",
    ),
}
#: Grids and plans move seldom and are written often: only what moved marks the days of its patrols.
MOVED = {
    "grids_grid": (
        _PATROL.replace(
            "{source}",
            "{rows} g JOIN {other} was ON was.id = g.id AND was.region_id <> g.region_id"
            " JOIN grids_patrolplan p ON p.grid_id = g.id JOIN grids_patroloccasion x ON x.plan_id = p.id",
        ),
    ),
    "grids_patrolplan": (
        _PATROL.replace(
            "{source}",
            "{rows} p JOIN {other} was ON was.id = p.id AND was.grid_id <> p.grid_id"
            " JOIN grids_grid g ON g.id = p.grid_id JOIN grids_patroloccasion x ON x.plan_id = p.id",
        ),
    ),
}
_EVENTS = {
    "insert": ("new_rows", "REFERENCING NEW TABLE AS new_rows"),
    "update": ("old_rows new_rows", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    "delete": ("old_rows", "REFERENCING OLD TABLE AS old_rows"),
}


def _marking(parts: tuple[str, ...], tables: str) -> str:
    other = {"old_rows": "new_rows", "new_rows": "old_rows"}
    found = [
        part.replace("{rows}", rows).replace("{other}", other[rows])
        for rows in tables.split()
        for part in parts
    ]
    return (
        "INSERT INTO office_summarymark (topic, township, day, at) "
        "SELECT DISTINCT topic, left(code, 9), day, now() FROM ("
        + " UNION ALL ".join(found)
        + ") AS touched (topic, code, day) WHERE day IS NOT NULL AND code IS NOT NULL"
    )


def statements() -> tuple[list[str], list[str]]:
    """Return the statements that make the triggers, and those that take them away again."""
    made, undone = [], []
    wanted = [(table, parts, event) for table, parts in TABLES.items() for event in _EVENTS]
    wanted += [(table, parts, "update") for table, parts in MOVED.items()]
    for table, parts, event in wanted:
        tables, referencing = _EVENTS[event]
        name = f"office_mark_{table}_{event}"
        made.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $mark$ BEGIN {_marking(parts, tables)}; "
            "RETURN NULL; END $mark$"
        )
        made.append(
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {referencing} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
        # Loaders that switch the books' triggers off must not switch these off: nothing would ever count what they wrote.
        made.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        undone += [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"]
    return made, undone


_MADE, _UNDONE = statements()


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0001_sums_and_marks"),
        ("assessment", "0008_records_behind_candidates"),
        ("disputes", "0016_case_numbers_of_committees"),
        ("grids", "0009_reports_that_joined"),
        ("matters", "0009_files_that_supplement_a_report"),
        ("registers", "0005_watched_days_and_recurring_orders"),
        ("risk", "0007_project_areas"),
    ]
    operations = [migrations.RunSQL(_MADE, _UNDONE)]
