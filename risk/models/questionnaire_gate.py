"""What the database itself refuses about questionnaires: an answer never changes its meaning, and is never changed."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse

# Published once: from then on it can be closed, and nothing else.
QUESTIONNAIRE_STAYS = pgtrigger.Trigger(
    name="published_questionnaire_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.published_at is not null"),
    func=f"""
    if TG_OP = 'DELETE' or OLD.closed_at is not null
       or (to_jsonb(NEW) - 'closed_at') <> (to_jsonb(OLD) - 'closed_at')
    then
      {refuse("a published questionnaire is never changed", "published_questionnaire_stays")}
    end if;
    return NEW;
    """,
)

# The questionnaire is locked, so that nobody publishes it between this look and the end of the transaction.
QUESTIONS_STAY = pgtrigger.Trigger(
    name="published_questions_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    perform 1 from risk_questionnaire one
     where one.id in (NEW.questionnaire_id, OLD.questionnaire_id) for share;
    perform 1 from risk_questionnaire one
     where one.id in (NEW.questionnaire_id, OLD.questionnaire_id) and one.published_at is not null;
    if found then
      {refuse("the questions of a published questionnaire are never changed", "published_questions_stay")}
    end if;
    if TG_OP = 'DELETE' then return OLD; end if;
    return NEW;
    """,
)

SHEET_IN_TIME = pgtrigger.Trigger(
    name="answered_while_open",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    perform 1 from risk_questionnaire one
     where one.id = NEW.questionnaire_id and one.published_at is not null and one.closed_at is null
       and NEW.answered_on between one.opens_on and one.closes_on
       for share;
    if not found then
      {refuse("this questionnaire is not open on this day", "answered_while_open")}
    end if;
    return NEW;
    """,
)

SHEETS_STAY = pgtrigger.Trigger(
    name="answer_sheets_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=refuse("an answer is never changed", "answer_sheets_stay"),
)

REPLY_FITS = pgtrigger.Trigger(
    name="reply_fits_question",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("asked", "risk_question%ROWTYPE")],
    func=f"""
    select one.* into asked from risk_question one
      join risk_answersheet sheet on sheet.questionnaire_id = one.questionnaire_id
     where one.id = NEW.question_id and sheet.id = NEW.sheet_id;
    if not found
       or (asked.kind = 'text') <> (NEW.choice is null)
       or (asked.kind = 'attitude' and NEW.choice > 3)
       or (asked.kind = 'scale' and NEW.choice not between 1 and 5)
       or (asked.kind in ('one', 'several') and NEW.choice >= cardinality(asked.choices))
       or (asked.kind <> 'several' and exists (
             select 1 from risk_reply other
              where other.sheet_id = NEW.sheet_id and other.question_id = NEW.question_id))
    then
      {refuse("this is no answer to the question", "reply_fits_question")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)

# Words that name somebody are taken out; what was counted stays.
REPLIES_STAY = pgtrigger.Trigger(
    name="replies_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP = 'DELETE' or OLD.text = '' or NEW.struck_at is null
       or (to_jsonb(NEW) - 'text' - 'struck_at') <> (to_jsonb(OLD) - 'text' - 'struck_at')
    then
      {refuse("an answer is never changed", "replies_stay")}
    end if;
    return NEW;
    """,
)
