"""The raw SQL that each request on disputes needs at least. Written by hand, for psycopg; see ``bench.floors``."""

from __future__ import annotations

from typing import Any

from bench.floors import Connection, Floor

_LIST = """
select m.id, m.number, m.title, m.text, m.class_code, t.name, m.severity, m.state, d.source, d.level, d.amount,
  d.people_involved, d.case_number, d.outcome, m.region_code, r.name, m.grid_id, g.name, m.organ_id, o.name,
  m.longitude, m.latitude, d.place_text, d.occurred_on, m.opened_at, m.closed_at, m.next_due_at, m.next_warn_at,
  m.clock_paused, m.is_restricted, m.version
from matters_matter m join disputes_dispute d on d.matter_id = m.id join org_region r on r.id = m.region_id
  join disputes_disputetype t on t.id = d.type_id left join grids_grid g on g.id = m.grid_id
  left join org_organ o on o.id = m.organ_id
where m.kind = 'dispute' and not m.is_restricted and {where}
order by {order} limit 51
"""
_NEWEST = "m.opened_at desc, m.id desc"


def rows(where: str, *params: Any, order: str = _NEWEST) -> Floor:
    """Return the floor of a list."""
    statement = _LIST.format(where=where, order=order)
    return lambda connection: len(connection.execute(statement, params).fetchall())


def detail(pk: int) -> Floor:
    """Return the floor of one dispute with what its resource shows."""
    beside = (
        "select * from disputes_disputeparty where dispute_id = %s",
        "select * from disputes_redflag where dispute_id = %s",
        "select c.*, o.name from disputes_channel c left join org_organ o on o.id = c.committee_id where dispute_id = %s",
        "select s.* from disputes_mediationsession s join disputes_channel c on c.id = s.channel_id where c.dispute_id = %s",
        "select a.*, l.* from disputes_agreement a join disputes_channel c on c.id = a.channel_id"
        " join disputes_agreementclause l on l.agreement_id = a.id where c.dispute_id = %s",
        "select * from disputes_returnvisit where dispute_id = %s",
    )

    def read(connection: Connection) -> int:
        found = connection.execute(_LIST.format(where="m.id = %s", order=_NEWEST), [pk]).fetchall()
        return len(found) + sum(len(connection.execute(sql, [pk]).fetchall()) for sql in beside)

    return read


def same_party(pk: int) -> Floor:
    """Return the floor of the party check: the keys of one dispute, and who else has one of them."""
    sql = """with own as (select identity_key, contact_key from disputes_disputeparty where dispute_id = %(pk)s)
      select distinct p.dispute_id, m.number, m.title, m.state, m.opened_at from disputes_disputeparty p
        join matters_matter m on m.id = p.dispute_id
      where p.dispute_id <> %(pk)s and not m.is_restricted
        and (p.identity_key <> '' and p.identity_key = any(array(select identity_key from own))
          or p.contact_key <> '' and p.contact_key = any(array(select contact_key from own)))
      order by m.opened_at desc limit 10"""
    return lambda connection: max(1, len(connection.execute(sql, {"pk": pk}).fetchall()))


_REGISTER = """
select m.id, m.number, d.case_number, m.opened_at, t.name, m.region_code, r.name, d.source, d.level, d.amount,
  d.people_involved, m.state, d.outcome, d.resolved_at, m.closed_at, c.kind, c.result, o.name, e.name, a.form,
  a.reached_on, v.performance, v.satisfaction
from matters_matter m join disputes_dispute d on d.matter_id = m.id join org_region r on r.id = m.region_id
  join disputes_disputetype t on t.id = d.type_id
  left join lateral (select * from disputes_channel c where c.dispute_id = m.id order by c.id desc limit 1) c on true
  left join org_organ o on o.id = c.committee_id left join disputes_mediator e on e.id = c.mediator_id
  left join disputes_agreement a on a.channel_id = c.id and a.withdrawn_at is null
  left join lateral (select * from disputes_returnvisit v where v.dispute_id = m.id order by v.id desc limit 1) v on true
where m.kind = 'dispute' and not m.is_restricted and {where}
order by m.opened_at desc, m.id desc
"""
_IN_PERIOD = "m.county_code = %s and m.opened_at >= %s and m.opened_at < %s::date + 1"


def register(county: str, since: str, until: str, *, where: str = "true", limit: int | None = None) -> Floor:
    """Return the floor of the register of a county and a period; ``limit``: its first page."""
    sql = _REGISTER.format(where=f"{_IN_PERIOD} and {where}") + (f" limit {limit}" if limit else "")
    return lambda connection: len(connection.execute(sql, [county, since, until]).fetchall())


def total(county: str, since: str, until: str, *, where: str = "true") -> Floor:
    """Return the floor of the register's page: its first lines, and how many there are."""
    first = register(county, since, until, where=where, limit=50)
    detail = "join disputes_dispute d on d.matter_id = m.id" if where != "true" else ""
    sql = f"""select count(*) from matters_matter m {detail}
      where m.kind = 'dispute' and not m.is_restricted and {_IN_PERIOD} and {where}"""

    def read(connection: Connection) -> int:
        connection.execute(sql, [county, since, until]).fetchall()
        return first(connection)

    return read


def statistics(line: str, county: str, year: int) -> Floor:
    """Return the floor of a table: one pass over the disputes of a county in a year and the year before.

    What is agreed and how the last mediation ended is looked up beside; ``line``: the column of the table's lines.
    """
    sql = f"""select {line}, m.opened_at >= %(since)s, d.source, d.outcome, c.state, count(*), sum(a.amount),
      sum(d.resolved_at - m.opened_at), count(*) filter (where m.is_restricted)
      from matters_matter m join disputes_dispute d on d.matter_id = m.id join disputes_disputetype t on t.id = d.type_id
      left join lateral (select state from disputes_channel c where c.dispute_id = m.id and c.kind like 'mediation%%'
        order by c.id desc limit 1) c on true
      left join lateral (select sum(l.amount) as amount from disputes_channel c
        join disputes_agreement a on a.channel_id = c.id and a.withdrawn_at is null and a.effective_at is not null
        join disputes_agreementclause l on l.agreement_id = a.id where c.dispute_id = m.id) a on true
      where m.kind = 'dispute' and m.county_code = %(county)s and m.opened_at >= %(before)s and m.opened_at < %(until)s
        and m.state not in ('merged', 'rejected') group by 1, 2, 3, 4, 5"""
    days = {
        name: f"{year + more}-01-01T00:00:00+08:00"
        for name, more in (("before", -1), ("since", 0), ("until", 1))
    }
    return lambda connection: len(connection.execute(sql, {"county": county, **days}).fetchall())


def papers(pk: int) -> Floor:
    """Return the floor of the file: the rows of its papers. Setting and binding pages has no floor in SQL."""
    sql = """select p.kind, o.number, o.title, f.* from disputes_disputepaper p
      join documents_officialdocument o on o.id = p.document_id join files_storedfile f on f.id = o.pdf_id
      where p.dispute_id = %s order by p.made_at, p.id"""
    return lambda connection: len(connection.execute(sql, [pk]).fetchall())
