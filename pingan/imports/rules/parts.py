"""Which files may be sent together: the loose parts of one Shapefile, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from django.utils.translation import gettext as _

#: What systems write beside a .shp; those that are not read are let through, for people choose the whole folder.
_BESIDE: Final = (
    ".shp", ".dbf", ".prj", ".cpg", ".shx", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".atx", ".fix", ".xml",
)  # fmt: skip


def refusal_of_names(names: Sequence[str], *, with_shapes: bool) -> str:
    """Return why files of these names are no one import, in the reader's language; blank: they may be.

    ``with_shapes``: the import takes layers. What a single file really is, its bytes decide later.
    """
    endings = [PurePosixPath(name.lower()).suffix for name in names]
    if len(names) == 1:
        alone = _("A Shapefile has several files: send .shp, .dbf and .prj together.")
        return alone if with_shapes and endings == [".shp"] else ""
    if not with_shapes:
        return _(
            "Several files were chosen. Only one is brought in at a time: send them one after the other."
        )
    strange = [name for name, ending in zip(names, endings, strict=True) if ending not in _BESIDE]
    if len(strange) == len(names):
        return _(
            "Several files were chosen. Only one is brought in at a time: send them one after the other. Only the "
            "parts of a Shapefile (.shp, .dbf, .prj) belong together."
        )
    if strange:
        words = _(
            "%(files)s is no part of the Shapefile. Only one is brought in at a time: send it by itself."
        )
        return words % {"files": ", ".join(strange[:5])}
    return ""
