"""The order in which imports are taken back: the last one that touched a row first."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.imports.models import ImportChange, ImportRecord


class InTheWay(Invalid):
    """Later imports changed the same rows and still stand (422). ``records``: their keys, the latest first."""

    def __init__(self, records: Sequence[int]) -> None:
        """Name them by their numbers, in the order in which they are taken back."""
        self.records = tuple(records)
        words = _("Later imports changed the same rows. Take these back first, in this order: %(imports)s.")
        super().__init__({"": words % {"imports": _(", ").join(str(pk) for pk in records)}})


def later_imports(record: ImportRecord, changes: Sequence[ImportChange]) -> list[int]:
    """Return the keys of later imports of the same kind that stand and touched one of these rows, the latest first."""
    rows = ImportChange.objects.filter(
        record__kind=record.kind,
        record__pk__gt=record.pk,
        record__undone_at=None,
        object_id__in=[change.object_id for change in changes],
    )
    return sorted(set(rows.values_list("record_id", flat=True)), reverse=True)
