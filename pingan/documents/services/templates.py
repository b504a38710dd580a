"""Keeping the wording of documents: the defaults of the product and the versions of an office."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, QuerySet

from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid, Stale
from pingan.documents.models import CASE_KINDS, DocumentTemplate
from pingan.documents.rules import SEEDS, template_problems
from pingan.org.models import Organ


def _locked(code: str) -> QuerySet[DocumentTemplate]:
    """Let two editors at once queue at the rows of a code, of which the default always exists."""
    alike = DocumentTemplate.objects.filter(code=code)
    list(alike.select_for_update().order_by("pk").values_list("pk", flat=True))
    return alike


def _follow(
    *, code: str, kind: str, organ_id: int | None, title: str, body: str, source: str, user_id: int | None
) -> DocumentTemplate:
    """Add the next version and put it in use; the versions before stay for the documents that cite them."""
    alike = _locked(code)
    line = alike.filter(organ=None) if organ_id is None else alike.filter(organ_id=organ_id)
    last: int | None = line.aggregate(last=Max("version"))["last"]
    line.filter(is_active=True).update(is_active=False)
    return DocumentTemplate.objects.create(
        code=code,
        kind=kind,
        organ_id=organ_id,
        version=(last or 0) + 1,
        title=title.strip(),
        body=body.strip(),
        source=source,
        created_by_id=user_id,
    )


@transaction.atomic
def save_template_version(
    *, actor: Actor, code: str, kind: str, title: str, body: str, seen_version: int | None = None
) -> DocumentTemplate:
    """Put a new version of an office's own wording in use; the product's default is left as it is.

    ``seen_version``: key of the wording that the editor started from (numbers of the default and of the
    office's own run apart). None: a program that wants the next version whatever stands there.

    Raises:
        Forbidden: the post edits no templates, or belongs to no organ.
        Invalid: unknown or malformed placeholders, a needed one missing, empty text, or another kind than
            that of the template which is replaced.
        Stale: another wording is in use by now.

    """
    if not actor.has("documents.edit_templates") or actor.organ_id is None:
        raise Forbidden()
    problems = template_problems(kind=kind, title=title, body=body)
    _locked(code)
    present = template_in_use(code=code, organ_id=actor.organ_id)
    if present is not None and present.kind != kind:
        problems["kind"] = str(present.get_kind_display())
    if problems:
        raise Invalid(problems)
    if seen_version is not None and (present is None or present.pk != seen_version):
        raise Stale()
    return _follow(
        code=code,
        kind=kind,
        organ_id=actor.organ_id,
        title=title,
        body=body,
        source=actor.name[:200],
        user_id=actor.user_id,
    )


def template_in_use(*, code: str, organ_id: int) -> DocumentTemplate | None:
    """Return the office's own version, else the default, else None."""
    own = DocumentTemplate.objects.filter(code=code, organ_id=organ_id, is_active=True).first()
    return own or DocumentTemplate.objects.filter(code=code, organ=None, is_active=True).first()


def wording_for(*, code: str, organ_id: int) -> DocumentTemplate | None:
    """Return the wording that a document of this organ is written with; None: no such template.

    An organ's own goes first. A mediation committee edits none: the office of the coordinating body of its division
    words its papers, or the nearest office above it (Article 11: the office runs the daily work).
    """
    found = template_in_use(code=code, organ_id=organ_id)
    if found is None or found.organ_id is not None or found.kind not in CASE_KINDS:
        return found
    return _of_office_above(code, organ_id) or found


def _of_office_above(code: str, organ_id: int) -> DocumentTemplate | None:
    committees = Organ.objects.filter(pk=organ_id).select_related("region__parent__parent__parent__parent")
    committee = committees.first()
    region = committee.region if committee is not None else None
    chain: list[int] = []
    while region is not None:
        chain.append(region.pk)
        region = region.parent
    offices = DocumentTemplate.objects.filter(
        code=code,
        is_active=True,
        organ__kind=Organ.Kind.COORDINATING_OFFICE,
        organ__valid_to=None,
        organ__region_id__in=chain,
    )
    return offices.order_by("-organ__region__level", "organ_id").first()


@transaction.atomic
def load_templates() -> int:
    """Load the defaults. Idempotent: only wording that changed becomes a new version; return how many."""
    added = 0
    for seed in SEEDS:
        present = DocumentTemplate.objects.filter(code=seed.code, organ=None, is_active=True).first()
        if present is not None and (present.title, present.body) == (seed.title, seed.body.strip()):
            continue
        _follow(
            code=seed.code,
            kind=seed.kind,
            organ_id=None,
            title=seed.title,
            body=seed.body,
            source=seed.source,
            user_id=None,
        )
        added += 1
    return added
