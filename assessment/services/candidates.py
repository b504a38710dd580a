"""Candidates for accountability that a rule proposes; a person takes each up or closes it with a reason (Article 58)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessment.machine.case_opening import CaseData, body_for, open_case_matter
from assessment.models import AccountabilityCase, CaseRecord
from assessment.models.case_choices import CIRCUMSTANCES
from assessment.queries.case_terms import threshold, threshold_in_words
from assessment.rules.cases import CASE_FINAL
from disputes.services.screening import without_numbers
from pingan.access.rules import Actor
from pingan.org.models import Organ, Region

#: Rules by which a candidate is proposed, with the threshold that each rests on; blank: the fact itself is enough.
RULES = {
    "assessment_failed": "",
    "order_refused": "",
    "hazard_refused": "",
    "repeated_petition": "petitions",
    "serious_incidents": "serious_incidents",
    "survey_low": "survey_below",
}


@transaction.atomic
def propose_case(
    *,
    circumstance: int,
    reason: str,
    basis: str = "",
    actor: Actor,
    region_id: int | None = None,
    organ_id: int | None = None,
    matter_id: int | None = None,
    rule: str = "",
    event_on: date | None = None,
    records: Iterable[int] = (),
) -> AccountabilityCase | None:
    """Propose a candidate about a division's or a unit's leading group; None: it is proposed already.

    ``basis`` is the line that was passed, in words with version and source, where it is no number of the rulebook alone.
    ``matter_id`` is what it rests on (an order, a run, a dispute); once per source, rule and subject. Without a source
    none is proposed while one by the same rule about the same subject is open. ``event_on``: default today.
    ``records`` are keys of the matters that the rule counted: they are opened from the candidate, each stands behind one
    candidate of a rule.

    Raises:
        ValueError: no such circumstance or rule, or not exactly one subject.

    """
    if circumstance not in CIRCUMSTANCES or (rule and rule not in RULES):
        raise ValueError(f"no such circumstance or rule: {circumstance}, {rule}")
    if (region_id is None) == (organ_id is None):
        raise ValueError("a case is about a division or a unit")
    rule = rule or f"item_{circumstance}"
    # The subject's row is locked, so that two jobs propose one candidate.
    region = Region.objects.select_for_update().get(pk=region_id) if region_id is not None else None
    organ = Organ.objects.select_for_update().get(pk=organ_id) if organ_id is not None else None
    known = AccountabilityCase.objects.filter(rule=rule, region=region, organ=organ)
    same = (
        known.filter(source_id=matter_id)
        if matter_id is not None
        else known.exclude(matter__state__in=CASE_FINAL)
    )
    if same.exists():
        return None
    body = body_for(region=region, organ=organ)
    number = threshold(RULES[rule], body.code) if RULES.get(rule) else None
    case = open_case_matter(
        actor=actor,
        action="propose_candidate",
        data=CaseData(
            body=body,
            circumstances=(circumstance,),
            event_on=event_on or timezone.localdate(),
            facts=without_numbers(reason),
            region=region,
            organ=organ,
            rule=rule,
            threshold=basis or threshold_in_words(number),
            source_id=matter_id,
        ),
    )
    CaseRecord.objects.bulk_create(CaseRecord(case=case, matter_id=key, rule=rule) for key in records)
    return case
