"""What the database itself refuses about target letters (Article 8): a signed one is revised by a further version only."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse

# What somebody signed is what both sign: while one signature stands no word changes, and what both signed is fixed.
LETTER_STAYS = pgtrigger.Trigger(
    name="signed_letter_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.body_signed_at is not null or OLD.unit_signed_at is not null"),
    func=f"""
    if TG_OP = 'DELETE' then
      {refuse("a letter that somebody signed is not deleted", "signed_letter_stays")}
    end if;
    if OLD.state <> 'draft' and (OLD.state = 'replaced' or NEW.state <> 'replaced'
       or (to_jsonb(NEW) - 'state' - 'replaced_at') <> (to_jsonb(OLD) - 'state' - 'replaced_at'))
    then
      {refuse("a letter that both signed is never changed", "signed_letter_stays")}
    end if;
    if (NEW.goals, NEW.document, NEW.reason, NEW.region_id, NEW.organ_id, NEW.year, NEW.version)
       is distinct from (OLD.goals, OLD.document, OLD.reason, OLD.region_id, OLD.organ_id, OLD.year, OLD.version)
    then
      {refuse("the signature is taken back before a word changes", "signed_letter_stays")}
    end if;
    return NEW;
    """,
)

# The letter is locked, so that nobody signs it between this look and the end of the transaction.
TASKS_STAY = pgtrigger.Trigger(
    name="signed_tasks_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    perform 1 from assessment_targetletter one where one.id in (NEW.letter_id, OLD.letter_id) for share;
    perform 1 from assessment_targetletter one
     where one.id in (NEW.letter_id, OLD.letter_id)
       and (one.body_signed_at is not null or one.unit_signed_at is not null);
    if found then
      {refuse("the tasks of a letter that somebody signed are not changed", "signed_tasks_stay")}
    end if;
    if TG_OP = 'DELETE' then return OLD; end if;
    return NEW;
    """,
)

PROGRESS_OF_SIGNED = pgtrigger.Trigger(
    name="progress_of_a_signed_letter",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    perform 1 from assessment_targettask task join assessment_targetletter letter on letter.id = task.letter_id
     where task.id = NEW.task_id and letter.state = 'signed' for share of letter;
    if not found then
      {refuse("only a letter in force is followed up", "progress_of_a_signed_letter")}
    end if;
    return NEW;
    """,
)
