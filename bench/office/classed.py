# ruff: noqa: E402 - Django is set up before models are imported
"""Spreads what was seeded over the classes of the catalogues, and gives what is open its term. Prints JSON."""

from __future__ import annotations

import json

import django

django.setup()

from django.db import connection, transaction

_INCIDENTS = """
    WITH class AS (
      SELECT array_agg(id ORDER BY code) ids, array_agg(code ORDER BY code) codes, count(*)::int many
      FROM grids_incidentcategory
    ), drawn AS (
      SELECT one.matter_id, 1 + (hashint8(one.matter_id) & 2147483647) % class.many AS place FROM grids_incident one, class
    ), classed AS (
      UPDATE grids_incident one SET category_id = class.ids[drawn.place] FROM drawn, class
      WHERE drawn.matter_id = one.matter_id RETURNING one.matter_id, class.codes[drawn.place] AS code
    )
    UPDATE matters_matter matter SET class_code = classed.code FROM classed WHERE classed.matter_id = matter.id
"""
_DISPUTES = """
    WITH class AS (SELECT array_agg(code ORDER BY code) codes, count(*)::int many FROM disputes_disputetype)
    UPDATE matters_matter SET class_code = class.codes[1 + (hashint8(id) & 2147483647) % class.many] FROM class
    WHERE kind = 'dispute'
"""
_TERMS = "UPDATE matters_matter SET next_due_at = opened_at + interval '21 days' WHERE closed_at IS NULL"


def main() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # No book of a single matter is read here, and the sums are counted afterwards anyway.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (_INCIDENTS, _DISPUTES, _TERMS):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"is_classed": True}))


if __name__ == "__main__":
    main()
