"""A small world with boats in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pingan.access.rules import Actor
from tests.factories.world import World, given_world
from tests.matters import toy


@pytest.fixture
def boats(db: None) -> Iterator[World]:
    """Make the toy kind known, with its table, in a world of two townships and another county."""
    toy.make_known()
    toy.make_table()
    try:
        yield given_world()
    finally:
        toy.drop_table()
        toy.forget()


@pytest.fixture
def desk(boats: World) -> Actor:
    """The desk of the township here."""
    return boats.here.actor("township_desk")
