"""What the database itself refuses about major decisions, whoever writes: page, API, job, direct save or raw SQL.

Article 24 makes the assessment a step that must come before the decision (重大决策前的必经程序); invariant 12.
"""

from __future__ import annotations

import pgtrigger

from pingan.matters.models import Matter
from pingan.org.models.triggers import refuse

_MADE = "('implement', 'implement_phased')"

# The assessment is locked, so that nobody sets it aside between this look and the end of the transaction.
DECISION_GATE = pgtrigger.Trigger(
    name="decision_gate",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    if NEW.outcome in {_MADE} and NEW.exception_reason !~ '[^[:space:]]' then
      perform 1 from risk_assessment one
       where one.id = NEW.assessment_id and one.decision_id = NEW.decision_id
         and one.approved_at is not null and one.superseded_at is null
         and one.level_final <> 'high' and one.conclusion in ('implement', NEW.outcome)
         and one.conclusion in {_MADE}
         for share;
      if not found then
        {refuse("no approved assessment lets this decision be made", "decision_gate")}
      end if;
    end if;
    return NEW;
    """,
)

RECORD_STAYS = pgtrigger.Trigger(
    name="decision_record_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP = 'DELETE' or OLD.superseded_at is not null
       or (to_jsonb(NEW) - 'superseded_at') <> (to_jsonb(OLD) - 'superseded_at')
    then
      {refuse("the record of a decision is never changed", "decision_record_stays")}
    end if;
    return NEW;
    """,
)

# What was approved is what the decision rests on: it can be set aside, never rewritten.
APPROVED_STAYS = pgtrigger.Trigger(
    name="approved_assessment_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.approved_at is not null"),
    func=f"""
    if TG_OP = 'DELETE' or OLD.superseded_at is not null
       or (to_jsonb(NEW) - 'superseded_at') <> (to_jsonb(OLD) - 'superseded_at')
    then
      {refuse("an approved assessment is never changed", "approved_assessment_stays")}
    end if;
    return NEW;
    """,
)

DECIDED_WITH_RECORD = pgtrigger.Trigger(
    name="decided_with_record",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "kind"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Condition(
        "NEW.kind = 'decision' and NEW.state in ('decided', 'following', 'closed')"
    ),
    func=f"""
    perform 1 from risk_decisionrecord record
     where record.decision_id = NEW.id and record.superseded_at is null
       and (record.outcome in {_MADE} or NEW.state = 'closed');
    if not found then
      {refuse("no record of this decision stands", "decided_with_record")}
    end if;
    return NEW;
    """,
)


class DecisionMatter(Matter):
    """The matter of a decision, for the sake of its trigger: the kernel's table knows no business word."""

    class Meta:
        proxy = True
        triggers = (DECIDED_WITH_RECORD,)
