"""Keeping, opening, claiming and clearing files."""

from pingan.files.services.reading import open_file, open_thumbnail
from pingan.files.services.sweeping import erase, sweep_abandoned, sweep_unlinked
from pingan.files.services.uploads import claim_files, reword_names, store_generated, store_upload

__all__ = [
    "claim_files",
    "erase",
    "open_file",
    "open_thumbnail",
    "reword_names",
    "store_generated",
    "store_upload",
    "sweep_abandoned",
    "sweep_unlinked",
]
