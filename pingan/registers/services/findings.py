"""A finding becomes a matter: once, and both know of each other.

Its account moves there: who may read a matter, whose names are taken out of it and when it ends is decided for the
matter alone, and a report that kept a second copy would undo all three.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid
from pingan.common.slots import register_findings
from pingan.registers.models import RegisterFinding
from pingan.registers.rules import FindingTarget, kinds_only, specs_from


def target_of(finding: RegisterFinding, key: str) -> FindingTarget:
    """Return what the definition lets a finding become.

    Raises:
        Invalid: not this, or no part of the product makes such matters.

    """
    found: FindingTarget | None = register_findings.get(key)
    if found is None or key not in finding.report.round.definition.targets:
        raise Invalid({"target": _("A finding of this form cannot become this.")})
    return found


@transaction.atomic
def refer_finding(*, actor: Actor, finding_id: int, target: str, given: Any = None) -> RegisterFinding:
    """Make the matter that a finding is about and move its account there; of what it said the choices stay.

    ``given`` is what the target asks for besides; None: nothing was said. A second call changes
    nothing and returns the same.

    Raises:
        NotFound: outside the scope.
        Forbidden: not this post's to take further.
        Invalid: an unknown target; or the report is not handed in yet, or erased.

    """
    finding = fetch(
        RegisterFinding,
        actor,
        finding_id,
        "refer",
        refine=lambda rows: rows.select_related("report__round__definition").select_for_update(of=("self",)),
    )
    if finding.matter_id is not None:
        return finding
    found = target_of(finding, target)
    if not actor.has(found.duty):
        raise Forbidden()
    if finding.report.state not in {"submitted", "accepted"}:
        raise Invalid({"": _("Hand the report in first.")})
    if finding.settled_on is not None:
        raise Invalid({"": _("This entry was closed; nothing can come of it any more.")})
    if finding.report.erased_at is not None:
        raise Invalid({"": _("The words of this finding were erased; nothing can come of it any more.")})
    finding.target, finding.matter_id = (
        target,
        found.make(actor, finding, found.input() if given is None else given),
    )
    finding.values = kinds_only(specs_from(finding.report.round.definition.finding_fields), finding.values)
    # From here on the matter has its own terms.
    finding.due_on = finding.warn_on = None
    finding.save(update_fields=["target", "matter", "values", "due_on", "warn_on"])
    log(
        actor=actor,
        action="register.finding_referred",
        object_type="registers.registerfinding",
        object_id=finding.pk,
        region_code=finding.report.region_code,
        data={"target": target, "matter": finding.matter_id, "report": finding.report_id},
    )
    return finding
