"""The book of a matter: append-only, chained, anchored; a change without an entry does not commit."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from pingan.access.rules import Actor, system_actor
from pingan.matters.models import EntryNote, Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.rules import REWORDED, note_digest
from pingan.matters.services import Event, append_entry, perform, record, reword_notes
from tests.factories.org import given_region
from tests.factories.world import World
from tests.matters.toy import KIND, Boat, Paint, given_boat


def constraints_now() -> None:
    """Ask the deferred triggers what they would say at commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def as_owner(statement: str, *values: Any) -> None:
    """Alter the books the way only the owner of the tables could: with the trigger off."""
    constraints_now()
    sql("set session_replication_role = replica")
    try:
        sql(statement, *values)
    finally:
        sql("set session_replication_role = origin")


@pytest.fixture
def boat(boats: World, desk: Actor) -> Boat:
    """A boat with four entries: folded, painted twice, launched."""
    made = given_boat(desk, boats.here.village)
    for colour in ("blue", "green"):
        perform(actor=desk, kind=KIND, matter_id=made.pk, action="paint", data=Paint(colour=colour))
    perform(actor=desk, kind=KIND, matter_id=made.pk, action="launch")
    constraints_now()
    return made


def faults() -> list[tuple[int, str]]:
    return [(fault.seq, fault.reason) for fault in chain_faults()]


CHANGES: dict[str, Callable[[Matter], Any]] = {
    "state": lambda m: Matter.objects.filter(pk=m.pk).update(state="sunk"),
    "state by SQL": lambda m: sql("update matters_matter set state = 'sunk' where id = %s", m.pk),
    "title": lambda m: Matter.objects.filter(pk=m.pk).update(title="another"),
    "text": lambda m: Matter.objects.filter(pk=m.pk).update(text="another"),
    "class": lambda m: Matter.objects.filter(pk=m.pk).update(class_code="OTHER"),
    "division": lambda m: Matter.objects.filter(pk=m.pk).update(region_code="360702100200"),
    "urgency": lambda m: Matter.objects.filter(pk=m.pk).update(urgency="critical"),
    "unit": lambda m: Matter.objects.filter(pk=m.pk).update(closed_at="2026-12-01T00:00Z"),
    "head": lambda m: Matter.objects.filter(pk=m.pk).update(timeline_head="0" * 64),
    "count": lambda m: Matter.objects.filter(pk=m.pk).update(timeline_count=7),
    "state with a count": lambda m: Matter.objects.filter(pk=m.pk).update(state="sunk", timeline_count=5),
}


@pytest.mark.parametrize("what", CHANGES)
def test_no_change_of_a_matter_commits_without_its_entry(boat: Boat, what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CHANGES[what](boat.matter)
        constraints_now()
    assert faults() == []


def test_an_entry_without_its_matter_does_not_commit_either(boat: Boat, desk: Actor) -> None:
    matter = Matter.objects.get(pk=boat.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        append_entry(matter, desk, Event("whisper"))  # the matter is not saved
        constraints_now()


def test_a_matter_without_a_first_entry_does_not_commit(boats: World, desk: Actor) -> None:
    village = boats.here.village
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.create(
            number="X1",
            kind=KIND,
            title="t",
            region=village,
            region_code=village.code,
            class_code="TOY",
            state="folded",
            opened_at="2026-11-01T00:00Z",
        )
        constraints_now()


def test_clock_columns_follow_the_clocks_without_an_entry(boat: Boat) -> None:
    """A calendar that becomes final moves due moments; that is no event of the matter."""
    Matter.objects.filter(pk=boat.pk).update(next_due_at=None, next_warn_at=None, clock_paused=False)
    constraints_now()


@pytest.mark.parametrize(
    "attack",
    [
        lambda entry: TimelineEntry.objects.filter(pk=entry.pk).update(actor_label="nobody"),
        lambda entry: TimelineEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: entry.save(),
        lambda entry: sql("update matters_timelineentry set action = 'x' where id = %s", entry.pk),
        lambda entry: sql("delete from matters_timelineentry where id = %s", entry.pk),
    ],
)
def test_entries_can_be_neither_changed_nor_removed(
    boat: Boat, attack: Callable[[TimelineEntry], Any]
) -> None:
    last = TimelineEntry.objects.filter(matter_id=boat.pk).latest("seq")
    EntryNote.objects.filter(entry=last).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        attack(last)
    assert TimelineEntry.objects.filter(matter_id=boat.pk).count() == 4


def test_a_whole_book_has_no_faults(boat: Boat) -> None:
    assert faults() == []
    out = StringIO()
    call_command("verify_timeline", stdout=out)


@pytest.mark.parametrize(
    ("attack", "fault"),
    [
        (
            "update matters_timelineentry set actor_label = 'x' where matter_id = %s and seq = 2",
            (2, "entry altered"),
        ),
        (
            "update matters_timelineentry set data = '{{}}' where matter_id = %s and seq = 3",
            (3, "entry altered"),
        ),
        (
            "update matters_timelineentry set at = at + interval '1 second' where matter_id = %s and seq = 4",
            (4, "entry altered"),
        ),
        ("delete from matters_timelineentry where matter_id = %s and seq = 2", (2, "entry missing")),
        ("delete from matters_timelineentry where matter_id = %s and seq = 4", (4, "last entry missing")),
        ("delete from matters_timelineentry where matter_id = %s", (1, "last entry missing")),
    ],
)
def test_one_altered_one_deleted_and_one_last_deleted_row_are_found(
    boat: Boat, attack: str, fault: tuple[int, str]
) -> None:
    EntryNote.objects.all().delete() if "delete" in attack else None
    as_owner(attack.replace("{{}}", "{}"), boat.pk)
    found = faults()
    assert fault in found
    with pytest.raises((CommandError, SystemExit)):
        call_command("verify_timeline", stdout=StringIO(), stderr=StringIO())


def test_a_note_that_was_rewritten_is_found(boat: Boat) -> None:
    note = EntryNote.objects.get(entry__matter_id=boat.pk, entry__seq=2)
    note.text = "now red"
    note.save()
    assert faults() == [(2, "note altered")]


def test_a_note_whose_bytes_were_altered_is_named_and_the_rest_is_read_on(boat: Boat) -> None:
    of_entry = "where entry_id in (select id from matters_timelineentry where seq = %s)"
    sql(f"update matters_entrynote set text = 'rubbish' {of_entry}", 2)
    sql(f"update matters_entrynote set salt = 'x' {of_entry}", 3)
    assert faults() == [(2, "note altered"), (3, "note altered")]


def test_a_note_that_was_deleted_is_found(boat: Boat) -> None:
    EntryNote.objects.filter(entry__matter_id=boat.pk, entry__seq=2).delete()
    assert faults() == [(2, "note altered")]


def test_blanking_a_note_keeps_the_chain(boat: Boat) -> None:
    note = EntryNote.objects.get(entry__matter_id=boat.pk, entry__seq=2)
    digest, salt = note.entry.note_digest, note.salt
    assert digest == note_digest("now blue", salt)
    note.text, note.salt = "", ""
    note.save()
    assert faults() == []
    # the digest alone does not tell the words back: without the salt a guess cannot be checked
    assert digest != note_digest("now blue", "")


def reworded(boat: Boat, desk: Actor) -> EntryNote:
    """Let the second entry's note read otherwise, as an entry of its own tells."""
    matter = Matter.objects.select_for_update().get(pk=boat.pk)
    digests = reword_notes(matter, lambda text: text.replace("blue", "green"))
    record(boat.pk, desk, Event("renamed", data={REWORDED: digests}))
    constraints_now()
    return EntryNote.objects.get(entry__matter_id=boat.pk, entry__seq=2)


def test_words_replaced_in_a_note_keep_the_chain(boat: Boat, desk: Actor) -> None:
    old = EntryNote.objects.get(entry__matter_id=boat.pk, entry__seq=2)
    note = reworded(boat, desk)
    assert (note.text, note.entry.hash) == ("now green", old.entry.hash)
    assert note.salt != old.salt
    assert faults() == []


def test_a_note_altered_after_its_words_were_replaced_is_found(boat: Boat, desk: Actor) -> None:
    note = reworded(boat, desk)
    note.text = "now red"
    note.save()
    assert faults() == [(2, "note altered")]


def test_words_put_back_are_found(boat: Boat, desk: Actor) -> None:
    old = EntryNote.objects.get(entry__matter_id=boat.pk, entry__seq=2)
    reworded(boat, desk)
    old.save()
    assert faults() == [(2, "note altered")]


def test_notes_are_unreadable_in_the_table(boat: Boat) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select text from matters_entrynote")
        stored = [bytes(row[0]) for row in cursor.fetchall()]
    assert stored
    assert all(b"blue" not in text and b"folded" not in text for text in stored)


def test_recording_counts_version_and_entry_once(boat: Boat, desk: Actor) -> None:
    before = Matter.objects.get(pk=boat.pk)
    record(boat.pk, desk, Event("looked_at"))
    after = Matter.objects.get(pk=boat.pk)
    assert (after.version, after.timeline_count) == (before.version + 1, before.timeline_count + 1)
    assert faults() == []


TEXT = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e6, 1e6)
    | st.text(TEXT, max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(TEXT, max_size=8), inner, max_size=3),
    max_leaves=6,
)


class WhateverIsWritten(HypothesisTestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        data=st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, max_size=3),
        note=st.text(TEXT, max_size=200),
    )
    @example(data={"a": [-0.0]}, note="")
    def test_the_chain_holds_whatever_an_entry_says(self, data: dict[str, Any], note: str) -> None:
        """What JSON, time zones and the database make of the values must not break the hash."""
        village = given_region("360703203200")
        matter = Matter.objects.create(
            number="X1",
            kind="none",
            title="t",
            region=village,
            region_code=village.code,
            class_code="TOY",
            state="s",
            opened_at="2026-11-01T00:00Z",
        )
        for _turn in range(2):
            append_entry(matter, system_actor(), Event("said", note=note, data=data))
        matter.save()
        assert list(chain_faults()) == []
