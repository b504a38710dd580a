"""What the database itself refuses about briefs: frozen figures never move, words in a draft alone, nothing once issued."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse

WHOLE_PERIOD = pgtrigger.Trigger(
    name="brief_of_a_whole_period",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    -- In brackets: an IF ends at the first THEN that stands outside of them.
    if not (case NEW.cadence
        when 'weekly' then NEW.since = date_trunc('week', NEW.since)::date and NEW.until = NEW.since + 6
        when 'monthly' then NEW.since = date_trunc('month', NEW.since)::date
          and NEW.until = (NEW.since + interval '1 month')::date - 1
        when 'quarterly' then NEW.since = date_trunc('quarter', NEW.since)::date
          and NEW.until = (NEW.since + interval '3 months')::date - 1
        else false end)
    then
      {refuse("a brief covers a whole week, month or quarter", "brief_of_a_whole_period")}
    end if;
    if NEW.state <> 'drafted' then {refuse("a brief begins as a draft", "brief_begins_drafted")} end if;
    return NEW;
    """,
)

# Whoever wrote a word of it looks at it with an author's eyes, also where somebody else wrote the last one.
BRIEF_STAYS = pgtrigger.Trigger(
    name="brief_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP = 'DELETE' then {refuse("a brief is never deleted", "brief_stays")} end if;
    if OLD.state in ('issued', 'superseded') and (OLD.state = 'superseded' or NEW.state <> 'superseded'
       or (to_jsonb(NEW) - 'state' - 'superseded_at') <> (to_jsonb(OLD) - 'state' - 'superseded_at'))
    then
      {refuse("an issued brief is never changed", "brief_stays")}
    end if;
    if (NEW.figures, NEW.counted_at, NEW.region_id, NEW.cadence, NEW.since, NEW.until, NEW.version, NEW.corrects_id,
        NEW.reason, NEW.created_by_id)
       is distinct from (OLD.figures, OLD.counted_at, OLD.region_id, OLD.cadence, OLD.since, OLD.until, OLD.version,
        OLD.corrects_id, OLD.reason, OLD.created_by_id)
    then
      {refuse("what a brief was drafted from is frozen", "brief_figures_stay")}
    end if;
    if OLD.state = 'reviewed' and (NEW.situation, NEW.hot_spots, NEW.problems, NEW.forecast, NEW.measures)
       is distinct from (OLD.situation, OLD.hot_spots, OLD.problems, OLD.forecast, OLD.measures)
    then
      {refuse("a reviewed brief goes back to a draft before a word changes", "brief_words_stay")}
    end if;
    if OLD.state = 'drafted' and NEW.state not in ('drafted', 'reviewed') then
      {refuse("only a reviewed brief is issued", "brief_reviewed_first")}
    end if;
    if NEW.reviewed_by_id is not null and exists (
      select 1 from office_briefchange one where one.brief_id = NEW.id and one.made_by_id = NEW.reviewed_by_id
    ) then
      {refuse("another person reviews a brief than those who wrote it", "brief_reviewed_by_another")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)


def rows_stay(name: str) -> pgtrigger.Trigger:
    """Refuse to change or delete a row of a brief."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refuse("what belongs to a brief is only added to", name),
    )


# The brief is locked, so that nobody reviews it between this look and the end of the transaction.
CHANGES_OF_DRAFTS = pgtrigger.Trigger(
    name="brief_changes_of_drafts",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    perform 1 from office_brief one where one.id = NEW.brief_id and one.state = 'drafted' for share;
    if not found then {refuse("only a draft is written on", "brief_changes_of_drafts")} end if;
    return NEW;
    """,
)
