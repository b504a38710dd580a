"""Adding, changing and ending classes of incidents."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import CategoryKind, IncidentCategory, Severity
from grids.queries.categories import categories_in_force, category_by_code, category_parents
from grids.rules.choices import makes_cycle, path_of
from pingan.access.rules import Actor
from pingan.access.services.versions import open_version, retire_version
from pingan.common.errors import Invalid

#: Deeper trees cannot be picked from on a phone.
DEEPEST = 4
_CODE = re.compile(r"[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)*")


@dataclass(frozen=True)
class CategoryInput:
    """A class as the office types it. ``parent_code`` blank: one of the seven kinds of level 1."""

    code: str
    name: str
    name_en: str
    parent_code: str = ""
    article: str = ""
    reportable: bool = True
    default_severity: str = Severity.ORDINARY
    needs_place: bool = True
    is_clue: bool = False
    icon: str = ""
    order: int = 0
    region_code: str = "36"
    effective_from: date | None = None


def _parent_errors(data: CategoryInput, parent: IncidentCategory | None) -> dict[str, str]:
    if not data.parent_code:
        return {} if data.code in CategoryKind.values else {"parent_code": _("Choose the class above.")}
    if parent is None:
        return {"parent_code": _("There is no such class.")}
    parents = category_parents()
    if makes_cycle(data.code, data.parent_code, parents):
        return {"parent_code": _("A class cannot stand under itself.")}
    if len(path_of(data.parent_code, parents)) >= DEEPEST:
        return {"parent_code": _("The tree is at most four levels deep.")}
    if not data.region_code.startswith(parent.region_code):
        return {"region_code": _("The class above does not hold in that area.")}
    return {}


def _errors(data: CategoryInput, parent: IncidentCategory | None) -> dict[str, str]:
    errors = _parent_errors(data, parent)
    if len(data.code) > 40 or not _CODE.fullmatch(data.code):
        errors["code"] = _("Use capital letters, digits, underscores and full stops.")
    if not 0 < len(data.name.strip()) <= 60:
        errors["name"] = _("Give a name of at most 60 characters.")
    if not 0 < len(data.name_en.strip()) <= 80:
        errors["name_en"] = _("Give an English name of at most 80 characters.")
    if data.default_severity not in Severity.values:
        errors["default_severity"] = _("Choose one of the listed values.")
    if parent is not None and parent.is_clue and not data.is_clue:
        errors["is_clue"] = _("Clues stay clues: their content is never stored.")
    return errors


def save_category(
    *, actor: Actor, data: CategoryInput, reason: str, seen_version: int | None = None
) -> IncidentCategory:
    """Record a class from a day on (default: today) and close the version before; the code stays.

    An existing class keeps its area: only who may edit the old version may replace it.

    Raises:
        Invalid: a bad code or name, no parent, a circle, an area outside the parent's.
        Forbidden, Stale, Conflict: see ``open_version``.

    """
    parent = category_by_code(data.parent_code) if data.parent_code else None
    errors = _errors(data, parent)
    standing = category_by_code(data.code)
    if standing is not None and standing.region_code != data.region_code:
        errors["region_code"] = _("This class belongs to another area.")
    if errors:
        raise Invalid(errors)
    kind = parent.kind if parent is not None else data.code
    values = asdict(data) | {"effective_from": data.effective_from or timezone.localdate(), "kind": kind}
    row = IncidentCategory(**values)
    return open_version(actor=actor, row=row, key=("code",), reason=reason, seen_version=seen_version)


def retire_category(
    *, actor: Actor, category_id: int, reason: str, on: date | None = None
) -> IncidentCategory:
    """End a class on a day (default: today). Matters of the class keep it.

    Raises:
        Invalid: classes under it are still in force.

    """
    day = on or timezone.localdate()
    row = IncidentCategory.objects.filter(pk=category_id).first()
    if row is not None and categories_in_force(day).filter(parent_code=row.code).exists():
        raise Invalid({"": _("Classes under this one are still in force. End them first.")})
    return retire_version(actor=actor, model=IncidentCategory, pk=category_id, on=day, reason=reason)
