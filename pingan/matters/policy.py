"""The scope of lists of matters (generated area columns, so that an index can serve them), and what follows
from it for files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from pingan.access.policy import EVERYTHING, NOTHING, Scope, any_of, value_at, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter, MatterFile

_COLUMN = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}


def _significant(code: str) -> str:
    """Return the digits that say which division a code means: of twelve those before the zeros, of a prefix all."""
    if len(code) == 12:
        return next((code[:width] for width in (2, 4, 6, 9) if not code[width:].strip("0")), code)
    return code


@dataclass(frozen=True)
class Around:
    """Rows whose area (a code or a prefix of one) holds the post's own, or lies in it: what concerns the post's area."""

    path: str = "region_code"

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Prefixes in both directions; above stand prefixes as well as whole codes."""
        near = NOTHING
        for area in actor.areas:
            above = [area[:width] for width in (2, 4, 6, 9, 12) if width <= len(area)]
            above += [code.ljust(12, "0") for code in above]
            near |= Q(**{f"{at}{self.path}__startswith": area}) | Q(**{f"{at}{self.path}__in": above})
        return near

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        code = value_at(obj, self.path)
        return code is not None and any(
            code.startswith(area) or area.startswith(_significant(code)) for area in actor.areas
        )


@dataclass(frozen=True)
class Published:
    """Rows that have been published, whatever became of them since."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """They say since when."""
        return Q(**{f"{at}published_at__isnull": False})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, "published_at") is not None


@dataclass(frozen=True)
class MatterArea:
    """Matters whose division lies in the post's area, by equality on the column of that level."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """One equality or IN per level of area; the province sees all."""
        by_width: dict[int, list[str]] = {}
        for area in actor.areas:
            if len(area) == 2:
                return EVERYTHING
            by_width.setdefault(len(area), []).append(area)
        return any_of(
            Q(**{f"{at}{_COLUMN[width]}": codes[0]})
            if len(codes) == 1
            else Q(**{f"{at}{_COLUMN[width]}__in": codes})
            for width, codes in by_width.items()
        )

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Prefix match on the matter's own code."""
        code = value_at(obj, "region_code")
        return code is not None and any(code.startswith(area) for area in actor.areas)


@dataclass(frozen=True)
class OfKind:
    """Matters of one kind within another scope; the kind stands first in every index of lists of matters."""

    kind: str
    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """The other scope's condition, of this kind."""
        reach = self.within.as_q(actor, at)
        return NOTHING if reach == NOTHING else reach & Q(**{f"{at}kind": self.kind})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, "kind") == self.kind and self.within.allows(actor, obj)


@dataclass(frozen=True)
class OfMatter:
    """Rows that hang on a matter by ``matter``: those whose matter another scope reaches."""

    within: Scope

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """The other scope's condition, one step further on."""
        return self.within.as_q(actor, f"{at}matter__")

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer for the row's matter."""
        return self.within.allows(actor, obj.matter)


def among(at: str, rows: QuerySet[Any]) -> Q:
    """Return the condition that the matter's key is in one column of other rows: ``id = any(array(select …))``."""
    return Q(
        Func(
            F(f"{at}pk"),
            ArraySubquery(rows.order_by()),
            template="%(expressions)s)",
            arg_joiner=" = any(",
            output_field=BooleanField(),
        )
    )


def linked_files() -> Q:
    """Return the condition on ``StoredFile``: it lies on a matter, so that the sweeper leaves it alone."""
    return Q(Exists(MatterFile.objects.filter(file_id=OuterRef("pk"))))


def files_on_visible_matters(actor: Actor) -> Q:
    """Return the condition on ``StoredFile``: it lies on a matter that the actor may see."""
    return Q(Exists(visible_to(Matter, actor).filter(files__file_id=OuterRef("pk")).order_by()))
