"""Verbs of imports."""

from pingan.imports.services.importing import (
    MOST_BYTES,
    Importer,
    Touched,
    apply_import,
    importer_for,
    keep_file,
    kept_content,
    plan_import,
    register_importer,
    undo_import,
)
from pingan.imports.services.order import InTheWay

__all__ = [
    "MOST_BYTES",
    "Importer",
    "InTheWay",
    "Touched",
    "apply_import",
    "importer_for",
    "keep_file",
    "kept_content",
    "plan_import",
    "register_importer",
    "undo_import",
]
