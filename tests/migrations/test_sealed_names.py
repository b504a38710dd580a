"""Names of files that stood in clear are encrypted when the product is renewed, and come back when that is undone."""

from __future__ import annotations

import psycopg
import pytest

from pingan.common import crypto
from tests.migrations.test_every_migration import empty, migrate

__all__ = ["empty"]
NAME = "张三13907970001欠条.jpg"
FILE = """
insert into files_storedfile
  (kind, original_name, media_type, size_bytes, sha256, storage_name, thumbnail_name, created_at)
select 'photo', %s, 'image/jpeg', 1, 'x', 'vault/' || step, '', now() from generate_series(1, 5) step
"""


def names(address: str) -> list[object]:
    with psycopg.connect(address) as session:
        return [row[0] for row in session.execute("select original_name from files_storedfile").fetchall()]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_names_are_encrypted_on_the_way_and_plain_on_the_way_back(empty: str) -> None:  # noqa: F811 - the fixture
    migrate(empty, "files", "0001")
    with psycopg.connect(empty) as session:
        session.execute(FILE, [NAME])
    migrate(empty, "files")
    sealed = names(empty)
    assert len(sealed) == 5 and not [one for one in sealed if "欠条".encode() in bytes(one)]  # type: ignore[call-overload]
    context = "files.storedfile.original_name"
    assert {crypto.decrypt(one, context=context).decode() for one in sealed} == {NAME}  # type: ignore[arg-type]
    migrate(empty, "files", "0001")
    assert set(names(empty)) == {NAME}
    migrate(empty, "files")
    assert len(names(empty)) == 5
