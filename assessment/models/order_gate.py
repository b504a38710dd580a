"""What the database itself refuses about rectification orders, whoever writes (Article 62; invariants 7 and 19)."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse


def stays(name: str, what: str) -> pgtrigger.Trigger:
    """Return the trigger of a table whose rows are never changed nor taken away."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refuse(what, name),
    )


# The level of a unit is that of its division: a body orders units of its own division, none above and none below.
ORDER_OF_OWN_LEVEL = pgtrigger.Trigger(
    name="order_of_own_level",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("body_id", "organ_id", "issuer_id"),  # type: ignore[no-untyped-call]
    func=f"""
    perform 1 from org_coordinatingbody body
      join org_organ unit on unit.id = NEW.organ_id and unit.region_id = body.region_id
      join org_organ office on office.id = NEW.issuer_id and office.region_id = body.region_id
     where body.id = NEW.body_id and unit.id <> office.id;
    if not found then
      {refuse("a body orders units of its own level", "order_of_own_level")}
    end if;
    return NEW;
    """,
)

# What was issued stands; its day moves with a reason (the timeline keeps both), and what the reviews found is added.
ORDER_STAYS = pgtrigger.Trigger(
    name="issued_order_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.issued_at is not null"),
    func=f"""
    if TG_OP = 'DELETE'
       or (to_jsonb(NEW) - 'due_on' - 'first_passed' - 'failed_reviews')
          <> (to_jsonb(OLD) - 'due_on' - 'first_passed' - 'failed_reviews')
       or OLD.first_passed is not null and NEW.first_passed is distinct from OLD.first_passed
       or NEW.failed_reviews < OLD.failed_reviews
    then
      {refuse("an issued order is never changed", "issued_order_stays")}
    end if;
    return NEW;
    """,
)

# The order is locked, so that nobody issues it between this look and the end of the transaction.
ITEMS_STAY = pgtrigger.Trigger(
    name="issued_items_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    perform 1 from assessment_rectificationorder one
     where one.matter_id in (NEW.order_id, OLD.order_id) for share;
    perform 1 from assessment_rectificationorder one
     where one.matter_id in (NEW.order_id, OLD.order_id) and one.issued_at is not null;
    if found then
      {refuse("the points of an issued order are never changed", "issued_items_stay")}
    end if;
    if TG_OP = 'DELETE' then return OLD; end if;
    return NEW;
    """,
)
REPLY_STAYS = stays("order_reply_stays", "a reply is never changed")
REVIEW_STAYS = stays("order_review_stays", "a review is never changed")
REVIEW_BY_ANOTHER = pgtrigger.Trigger(
    name="order_review_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    perform 1 from assessment_orderreply reply
     where reply.id = NEW.reply_id and reply.made_by_id = NEW.made_by_id;
    if found then
      {refuse("who replied does not review", "order_review_by_another")}
    end if;
    return NEW;
    """,
)
# An answer is recorded once; the suggestion itself stands.
SUGGESTION_STAYS = pgtrigger.Trigger(
    name="suggestion_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP = 'DELETE' or OLD.answered_on is not null
       or (to_jsonb(NEW) - array['answered_on', 'answer_number', 'answer', 'recorded_at'])
          <> (to_jsonb(OLD) - array['answered_on', 'answer_number', 'answer', 'recorded_at'])
    then
      {refuse("a suggestion to the authority is never changed", "suggestion_stays")}
    end if;
    return NEW;
    """,
)
