"""Applying the list of township changes since the reference edition, as far as it pairs without doubt."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from pingan.org.models import Region
from pingan.org.queries.reference import REFERENCE
from pingan.org.rules import Division, pair_by_stem
from pingan.org.services.edits import require
from pingan.org.services.successions import recode_region, rename_region

if TYPE_CHECKING:
    from pingan.access.rules import Actor


@dataclass(frozen=True)
class TownshipChanges:
    """What was done, and what a person has to decide with the document in hand.

    ``applied``: (old, new) per change made now. ``already``: pairs that stand as they should.
    ``removed`` and ``added``: codes without a certain partner. ``mismatched``: rows whose old name or code
    is not what the database has.
    """

    applied: tuple[tuple[Division, Division], ...]
    already: tuple[tuple[Division, Division], ...]
    removed: tuple[Division, ...]
    added: tuple[Division, ...]
    mismatched: tuple[tuple[Division, Division], ...]


@transaction.atomic
def apply_township_changes(*, actor: Actor, effective_on: date, document: str) -> TownshipChanges:
    """Rename and recode the townships that the list pairs by county and name stem; list all others.

    Idempotent. Nothing is guessed: a name that changed its stem, or a town that fell apart into several
    subdistricts, is left to ``recode_region``, ``merge_regions`` and ``create_region``.

    Raises:
        Forbidden: the post does not edit the organisation of one of the counties.
        Invalid: no document, or a day in the future.

    """
    require(document=document)
    pairs, removed, added = _read_list()
    applied, already, mismatched = [], [], []
    for old, new in pairs:
        if _stands(old, new):
            already.append((old, new))
        elif (region := _in_force(old)) is None:
            mismatched.append((old, new))
        else:
            _apply(actor, region, new, effective_on, document)
            applied.append((old, new))
    return TownshipChanges(tuple(applied), tuple(already), removed, added, tuple(mismatched))


def _read_list() -> tuple[list[tuple[Division, Division]], tuple[Division, ...], tuple[Division, ...]]:
    renamed, went, came = [], [], []
    path = REFERENCE / "jiangxi_township_changes_since_2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            before = Division(row["code"], row["name_2023"])
            after = Division(row["code"], row["name_newer"])
            if row["change"] == "renamed":
                renamed.append((before, after))
            elif row["change"] == "removed_or_recoded":
                went.append(before)
            else:
                came.append(after)
    pairing = pair_by_stem(went, came)
    return [*renamed, *pairing.pairs], pairing.removed, pairing.added


def _in_force(division: Division) -> Region | None:
    return Region.objects.in_force().filter(code=division.code, name=division.name).first()


def _stands(old: Division, new: Division) -> bool:
    rows = Region.objects.in_force().filter(code=new.code, name=new.name)
    return rows.exists() and (old.code == new.code or rows.filter(predecessors__code=old.code).exists())


def _apply(actor: Actor, region: Region, new: Division, effective_on: date, document: str) -> None:
    if region.code == new.code:
        rename_region(
            actor=actor,
            region_id=region.pk,
            new_name=new.name,
            effective_on=effective_on,
            document=document,
        )
        return
    recode_region(
        actor=actor,
        region_id=region.pk,
        new_code=new.code,
        new_name=new.name,
        effective_on=effective_on,
        document=document,
    )
