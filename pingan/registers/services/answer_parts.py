"""What an answer names besides words and numbers: divisions that must exist, files that must be the actor's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.files.services import claim_files
from pingan.registers.models import RegisterReport, ReportFile
from pingan.registers.queries.divisions import nameable_divisions
from pingan.registers.services.answers import Answer, specs_of


def check_regions(row: RegisterReport, answer: Answer) -> None:
    """Hold named divisions to those that exist inside the area of the unit and of the order.

    Raises:
        Invalid: at the field.

    """
    fields, finding_fields = specs_of(row)
    named = [(f"values.{s.code}", answer.values.get(s.code)) for s in fields if s.type == "region"]
    for place, values in enumerate(answer.findings):
        named += [
            (f"findings.{place}.{s.code}", values.get(s.code)) for s in finding_fields if s.type == "region"
        ]
    codes = {str(code) for _at, code in named if code}
    if not codes:
        return
    inside = nameable_divisions(row).filter(code__in=codes)
    known = set(inside.values_list("code", flat=True))
    wrong = {
        at: _("There is no such division in the area of this order.")
        for at, c in named
        if c and c not in known
    }
    if wrong:
        raise Invalid(wrong)


def keep_files(actor: Actor, row: RegisterReport, answer: Answer) -> None:
    """Link the files that an answer names, and let go of those that it does not name any more.

    Raises:
        Invalid: at the field; a file that is not the actor's, or belongs elsewhere.

    """
    fields, _finding_fields = specs_of(row)
    present = set(ReportFile.objects.filter(report=row).values_list("file_id", flat=True))
    named: set[int] = set()
    for spec in fields:
        if spec.type != "file":
            continue
        keys = answer.values.get(spec.code, [])
        named.update(keys)
        fresh = [key for key in keys if key not in present]
        try:
            claim_files(actor=actor, file_ids=fresh)
        except Invalid as error:
            raise Invalid({f"values.{spec.code}": next(iter(error.fields.values()))}) from error
        if ReportFile.objects.filter(file_id__in=fresh).exists():
            raise Invalid({f"values.{spec.code}": _("One of the files already belongs to another matter.")})
        ReportFile.objects.bulk_create(ReportFile(report=row, file_id=key) for key in fresh)
    ReportFile.objects.filter(report=row).exclude(file_id__in=named).delete()
