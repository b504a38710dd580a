"""Writing, issuing, serving, voiding and binding official documents."""

from pingan.documents.services.binding import bind_file
from pingan.documents.services.closing import close_documents, void
from pingan.documents.services.erasing import erase_document
from pingan.documents.services.issuing import issue, print_draft
from pingan.documents.services.numbers import take_case_number
from pingan.documents.services.reports import print_report
from pingan.documents.services.serving import acknowledge, serve
from pingan.documents.services.takings import note_taking
from pingan.documents.services.templates import load_templates, save_template_version

__all__ = [
    "acknowledge",
    "bind_file",
    "close_documents",
    "erase_document",
    "issue",
    "load_templates",
    "note_taking",
    "print_draft",
    "print_report",
    "save_template_version",
    "serve",
    "take_case_number",
    "void",
]
