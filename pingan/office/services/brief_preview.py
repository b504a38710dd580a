"""A brief as it would be printed, before anybody signs for it: for a meeting, for whoever reads better on paper."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid
from pingan.documents.services import print_draft
from pingan.office.models import Brief
from pingan.office.queries.briefs import office_of, recipients_of
from pingan.office.rules.brief_annexes import annexes_of
from pingan.office.rules.brief_facts import facts_of_json
from pingan.office.services.brief_issuing import TEMPLATE, values_of
from pingan.office.services.brief_rows import SECTIONS, logged

#: What a paper is called is in Chinese, whoever prints it.
_MARK: Final = "草稿，未编号，未签发"
_OPEN: Final = "（尚未填写）"


@transaction.atomic
def preview_brief(*, actor: Actor, brief: Brief) -> bytes:
    """Return a brief that is not issued as PDF, marked as a draft on every page; no number is taken, nothing is kept.

    The caller's policy has allowed the brief. It holds no more than the page of the brief does; that it left as a file
    stands in the security log.

    Raises:
        Conflict: it is issued: the paper itself is there.
        Invalid: the body has no office, or there is no template.

    """
    if brief.document_id is not None:
        raise Conflict(_("This brief is issued: open its document."))
    office, to = office_of(brief.region), recipients_of(brief.region)
    if office is None:
        raise Invalid({"": _("The body of this division has no office that could issue a brief.")})
    values = values_of(brief, to)
    for name in (*SECTIONS, "addressee"):
        values[name] = values[name] or _OPEN
    logged(actor, "previewed", brief)
    charts = brief.charts.order_by("place").values_list("title", "svg")
    return print_draft(
        organ_id=office.pk,
        template_code=TEMPLATE,
        data=values,
        mark=_MARK,
        annexes=annexes_of(facts_of_json(brief.figures), charts),
    )
