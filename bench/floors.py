"""The raw SQL that each request needs at least: same rows, same columns as shown, nothing else.

Written by hand, for psycopg. Writing floors copy an existing incident, so that constraints and triggers work
as they do for the product.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
Floor = Callable[[Connection], int]
_LIST = """
select m.id, m.number, m.title, m.text, m.class_code, c.name, c.kind, m.severity, m.urgency, m.state, i.source,
  m.region_code, r.name, m.grid_id, g.name, m.organ_id, o.name, m.longitude, m.latitude, i.place_text, i.occurred_at,
  m.opened_at, m.closed_at, m.next_due_at, m.next_warn_at, m.clock_paused, i.is_emergency, i.is_self_resolved,
  i.is_solved, i.satisfaction, m.version
from matters_matter m join grids_incident i on i.matter_id = m.id join org_region r on r.id = m.region_id
  join grids_incidentcategory c on c.id = i.category_id left join grids_grid g on g.id = m.grid_id
  left join org_organ o on o.id = m.organ_id
where m.kind = 'incident' and {where}
order by {order} limit 51
"""
_NEWEST = "m.opened_at desc, m.id desc"


def rows(where: str, *params: Any, order: str = _NEWEST) -> Floor:
    """Return the floor of a list."""
    statement = _LIST.format(where=where, order=order)
    return lambda connection: len(connection.execute(statement, params).fetchall())


def detail(pk: int) -> Floor:
    """Return the floor of one incident with what its resource shows."""
    beside = (
        "select t.*, o.name from grids_incidenttask t join org_organ o on o.id = t.organ_id where incident_id = %s",
        "select * from grids_extensionrequest where incident_id = %s",
        "select * from grids_emergencyreport where incident_id = %s",
        "select * from grids_supervision where incident_id = %s",
        "select f.file_id from matters_matterfile f where matter_id = %s",
    )

    def read(connection: Connection) -> int:
        found = connection.execute(_LIST.format(where="m.id = %s", order=_NEWEST), [pk]).fetchall()
        return len(found) + sum(len(connection.execute(sql, [pk]).fetchall()) for sql in beside)

    return read


def point(longitude: float, latitude: float) -> Floor:
    """Return the floor of point-in-grid: the candidates with their lines."""
    sql = """select g.id, g.code, g.name, g.kind, r.code, r.name, g.boundary from grids_grid g
      join org_region r on r.id = g.region_id where g.bbox @> point(%s, %s) and g.valid_to is null"""
    return lambda connection: len(connection.execute(sql, [longitude, latitude]).fetchall())


def drill_down(column: str, since: Any, *, prefix: str = "36") -> Floor:
    """Return the floor of the overview: one grouped count over the period."""
    sql = f"""select {column}, count(*), count(*) filter (where closed_at is null),
      count(*) filter (where closed_at is null and not clock_paused and next_due_at < now()),
      count(*) filter (where state = 'returned'), count(*) filter (where state = 'closed'),
      count(*) filter (where state = 'closed' and i.is_solved), count(*) filter (where i.satisfaction = 'satisfied')
      from matters_matter m join grids_incident i on i.matter_id = m.id
      where m.kind = 'incident' and m.region_code like %s and m.opened_at >= %s group by 1"""
    return lambda connection: len(connection.execute(sql, [f"{prefix}%", since]).fetchall())


def _columns(connection: Connection, table: str) -> list[str]:
    found = connection.execute(
        """select column_name from information_schema.columns where table_name = %s and is_generated = 'NEVER'
           and is_identity = 'NO' order by ordinal_position""",
        [table],
    ).fetchall()
    return [row[0] for row in found]


class Writes:
    """The floors of reporting and accepting: the statements, and a commit that waits for the disk."""

    def __init__(self, connection: Connection, model: int) -> None:
        """Copy the shape of one existing reported incident."""
        self.model = model
        self.made: list[int] = []
        self._serial = 0
        self._inserts = {
            table: self._copy(connection, table, key)
            for table, key in (
                ("matters_matter", "id"), ("grids_incident", "matter_id"), ("matters_timelineentry", "matter_id"),
                ("matters_clock", "matter_id"),
            )
        }  # fmt: skip

    def _copy(self, connection: Connection, table: str, key: str) -> str:
        own = {"matters_matter": {"number": "%(number)s"}}.get(table, {key: "%(id)s"})
        names = _columns(connection, table)
        values = [own.get(name, f'"{name}"') for name in names]
        listed = ", ".join(f'"{name}"' for name in names)
        return (
            f"insert into {table} ({listed}) select {', '.join(values)} from {table} where {key} = %(model)s"
            + (" and seq = 1" if table == "matters_timelineentry" else "")
            + (" and stage = 'accept' limit 1" if table == "matters_clock" else "")
            + (" returning id" if table == "matters_matter" else "")
        )

    def report(self, connection: Connection) -> int:
        """Matter, detail, entry, clock, notice: the rows that a report writes."""
        self._serial += 1
        with connection.transaction():
            number = connection.execute("select nextval('matters_number')").fetchone()
            values = {"model": self.model, "number": f"BENCH{number[0] if number else 0:020d}"}
            made = connection.execute(self._inserts["matters_matter"], values).fetchone()
            values["id"] = made[0] if made else 0
            for table in ("grids_incident", "matters_timelineentry", "matters_clock"):
                connection.execute(self._inserts[table], values)
            self._notice(connection)
        self.made.append(int(values["id"]))
        return 1

    def _notice(self, connection: Connection) -> None:
        connection.execute(
            """insert into common_outboxentry (job, payload, created_at, available_at, attempts, last_error)
               values ('bench.none', '{}', now(), now() + interval '9 years', 0, '')"""
        )

    def accept(self, connection: Connection) -> int:
        """Lock, update matter and detail, one entry, stop one clock, start one, one notice."""
        pk = self.made.pop()
        with connection.transaction():
            connection.execute(
                """select * from matters_matter m join grids_incident i on i.matter_id = m.id
                   where m.id = %s for update of m, i""",
                [pk],
            ).fetchall()
            connection.execute(
                """insert into matters_timelineentry (matter_id, seq, action, from_state, to_state, actor_user_id,
                   actor_post_id, actor_label, at, data, note_digest, previous_hash, hash)
                   select matter_id, 2, 'accept', 'reported', 'accepted', actor_user_id, actor_post_id, actor_label,
                   now(), '{}', '', hash, hash from matters_timelineentry where matter_id = %s and seq = 1""",
                [pk],
            )
            connection.execute(
                "update matters_clock set stopped_at = now(), is_met = true where matter_id = %s", [pk]
            )
            connection.execute(self._inserts["matters_clock"], {"model": self.model, "id": pk})
            connection.execute(
                """update matters_matter set state = 'accepted', version = version + 1, timeline_count = 2,
                   next_due_at = now() + interval '1 day', updated_at = now() where id = %s""",
                [pk],
            )
            connection.execute("update grids_incident set route = '{}' where matter_id = %s", [pk])
            self._notice(connection)
        return 1
