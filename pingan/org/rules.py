"""Pure rules of the organisation: codes, pairing of names, who may hold which post.

Sources: 国统字〔2009〕91号 and GB/T 2260, GB/T 10114 (codes); domain.md §2.1; three separated
administrators (GB/T 22239, domain.md §9.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

_WIDTHS = (2, 4, 6, 9, 12)
_KINDS_OF_TOWNSHIP = ("街道", "镇", "乡")

ADMINISTRATOR_ROLES = frozenset({"system_admin", "security_admin", "audit_admin"})
_ANY = frozenset({1, 2, 3, 4, 5})
_BODIES = frozenset({1, 2, 3, 4})
#: Level of the region for which a post of this role can be held (Articles 11, 13-15).
LEVELS_OF_ROLE: dict[str, frozenset[int]] = {
    "grid_worker": frozenset({4, 5}),
    "community_staff": frozenset({4, 5}),
    "township_desk": frozenset({4}),
    "county_dispatcher": frozenset({3}),
    "county_government": frozenset({3}),
    "unit_handler": _ANY,
    "mediator": frozenset({3, 4, 5}),
    # Whoever assesses a decision may be called in by any level (重大行政决策程序暂行条例 §19–24).
    "expert": _BODIES,
    "body_office": _BODIES,
    "leader": _BODIES,
    "auditor": _BODIES,
    "system_admin": _ANY,
    "security_admin": _ANY,
    "audit_admin": _ANY,
}


def level_of_code(code: str) -> int | None:
    """Return the level (1 province … 5 village) that zero padding gives a code; None: no code of 江西."""
    if len(code) != 12 or not (code.isascii() and code.isdigit()) or not code.startswith("36"):
        return None
    parts = [code[start:end] for start, end in zip((0, *_WIDTHS), _WIDTHS, strict=False)]
    filled = [part.strip("0") != "" for part in parts]
    level = sum(filled)
    return level if all(filled[:level]) else None


def code_above(code: str) -> str | None:
    """Return the code of the division one level up; None for the province.

    Raises:
        ValueError: ``code`` is no division code.

    """
    level = level_of_code(code)
    if level is None:
        raise ValueError(code)
    return None if level == 1 else code[: _WIDTHS[level - 2]].ljust(12, "0")


def prefixes_cover(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return the shortest set of prefixes that covers the same codes, in order."""
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return tuple(kept)


def name_stem(name: str) -> str:
    """Return a township's name without its kind: 朱坊 for 朱坊乡 and 朱坊镇; other names stay as they are."""
    for kind in _KINDS_OF_TOWNSHIP:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            return name.removesuffix(kind)
    return name


@dataclass(frozen=True)
class Division:
    """Code and name as a list of divisions gives them."""

    code: str
    name: str


@dataclass(frozen=True)
class Pairing:
    """What a comparison of two lists says without guessing."""

    pairs: tuple[tuple[Division, Division], ...]
    removed: tuple[Division, ...]
    added: tuple[Division, ...]


def pair_by_stem(removed: Sequence[Division], added: Sequence[Division]) -> Pairing:
    """Pair a code that went with one that came where county and stem agree and nothing else does.

    Anything else is left unpaired: which village fell to whom is a matter for the decision document.
    """
    went, came = Counter(map(_key, removed)), Counter(map(_key, added))
    certain = {key for key in went if went[key] == came.get(key) == 1}
    new_of = {_key(division): division for division in added}
    return Pairing(
        pairs=tuple((old, new_of[_key(old)]) for old in removed if _key(old) in certain),
        removed=tuple(old for old in removed if _key(old) not in certain),
        added=tuple(new for new in added if _key(new) not in certain),
    )


def _key(division: Division) -> tuple[str, str]:
    return division.code[:6], name_stem(division.name)


def periods_overlap(from_a: date, to_a: date | None, from_b: date, to_b: date | None) -> bool:
    """Say whether two half-open periods share a day. None is an open end; an empty period shares none."""
    ends = [day for day in (to_a, to_b) if day is not None]
    return max(from_a, from_b) < min(ends) if ends else True


@dataclass(frozen=True)
class Tenure:
    """A role held from a day until the day before ``held_to`` (None: open)."""

    role: str
    held_from: date
    held_to: date | None = None


def tenures_conflict(one: Tenure, other: Tenure) -> bool:
    """Say whether one person may not hold both: an administrator holds no other role at the same time."""
    if one.role == other.role or not ADMINISTRATOR_ROLES & {one.role, other.role}:
        return False
    return periods_overlap(one.held_from, one.held_to, other.held_from, other.held_to)


def role_fits_level(role: str, level: int) -> bool:
    """Say whether a post of this role can be held for a region of this level; unknown roles fit nowhere."""
    return level in LEVELS_OF_ROLE.get(role, frozenset())
