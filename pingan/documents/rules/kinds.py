"""Every kind of document by its name."""

from __future__ import annotations

from collections.abc import Mapping

from pingan.documents.rules.accountability_kinds import ACCOUNTABILITY_KINDS
from pingan.documents.rules.brief_kinds import BRIEF_KINDS
from pingan.documents.rules.mediation_kinds import MEDIATION_KINDS
from pingan.documents.rules.office_kinds import OFFICE_KINDS
from pingan.documents.rules.shapes import KindRule

KINDS: Mapping[str, KindRule] = {
    **OFFICE_KINDS,
    **BRIEF_KINDS,
    **ACCOUNTABILITY_KINDS,
    **MEDIATION_KINDS,
}
