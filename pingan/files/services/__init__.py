"""Keeping, opening, claiming and clearing files."""

from pingan.files.services.reading import open_file, open_thumbnail
from pingan.files.services.receiving import (
    Promise,
    WrongOffset,
    begin_upload,
    files_of_parts,
    receive_piece,
)
from pingan.files.services.sweeping import erase, sweep_abandoned, sweep_unlinked, sweep_uploads
from pingan.files.services.uploads import claim_files, reword_names, store_generated, store_upload

__all__ = [
    "Promise",
    "WrongOffset",
    "begin_upload",
    "claim_files",
    "erase",
    "files_of_parts",
    "open_file",
    "open_thumbnail",
    "receive_piece",
    "reword_names",
    "store_generated",
    "store_upload",
    "sweep_abandoned",
    "sweep_unlinked",
    "sweep_uploads",
]
