"""What the database itself refuses about surveys, whoever writes (Article 59; invariant 15)."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse

# Only the province surveys officially; of which kind it is, is settled when it is drafted.
SURVEY_OFFICIAL = pgtrigger.Trigger(
    name="official_survey_of_province",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
    if TG_OP = 'UPDATE' then
      if NEW.kind <> OLD.kind or NEW.matter_id <> OLD.matter_id then
        {refuse("what kind of survey it is never changes", "official_survey_of_province")}
      end if;
    end if;
    if NEW.kind = 'official' then
      perform 1 from matters_matter matter join org_region region on region.id = matter.region_id
       where matter.id = NEW.matter_id and region.level = 1;
      if not found then
        {refuse("only the province surveys officially", "official_survey_of_province")}
      end if;
    end if;
    return NEW;
    """,
)

# What was asked in the field is what was asked; the way goes on from there, never back.
SURVEY_STAYS = pgtrigger.Trigger(
    name="fielded_survey_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.fielded_at is not null"),
    func=f"""
    if TG_OP = 'DELETE' or OLD.published_at is not null
       or (OLD.closed_at is not null and to_jsonb(NEW) - 'published_at' - 'published_by_id' - 'document'
           <> to_jsonb(OLD) - 'published_at' - 'published_by_id' - 'document')
       or to_jsonb(NEW) - 'closed_at' - 'published_at' - 'published_by_id' - 'document'
           - 'answered' - 'straight' - 'speeders' - 'coverage'
          <> to_jsonb(OLD) - 'closed_at' - 'published_at' - 'published_by_id' - 'document'
           - 'answered' - 'straight' - 'speeders' - 'coverage'
    then
      {refuse("a survey in the field is never changed", "fielded_survey_stays")}
    end if;
    return NEW;
    """,
)


def of_draft(name: str, words: str) -> pgtrigger.Trigger:
    """Refuse any change of rows of a survey that has gone into the field. The survey is locked until the end."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
        perform 1 from assessment_survey one
         where one.matter_id in (NEW.survey_id, OLD.survey_id) for share;
        perform 1 from assessment_survey one
         where one.matter_id in (NEW.survey_id, OLD.survey_id) and one.fielded_at is not null;
        if found then
          {refuse(words, name)}
        end if;
        if TG_OP = 'DELETE' then return OLD; end if;
        return NEW;
        """,
    )


QUESTIONS_STAY = of_draft("survey_questions_stay", "what a survey in the field asks is never changed")
CELLS_STAY = of_draft("survey_plan_stays", "the plan of a survey in the field is never changed")

# One look per statement, not per row: a third party's file has hundreds of thousands. The survey is locked, so that
# nobody closes it between this look and the end of the transaction.
ANSWERED_IN_FIELD = pgtrigger.Trigger(
    name="answered_in_field",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    level=pgtrigger.Statement,
    referencing=pgtrigger.Referencing(new="new_rows"),  # type: ignore[no-untyped-call]
    func=f"""
    perform 1 from assessment_survey one where one.matter_id in (select survey_id from new_rows) for share;
    perform 1 from assessment_survey one
     where one.matter_id in (select survey_id from new_rows)
       and (one.fielded_at is null or one.closed_at is not null);
    if found then
      {refuse("this survey takes no answers", "answered_in_field")}
    end if;
    perform 1 from new_rows left join assessment_samplecell cell
         on cell.survey_id = new_rows.survey_id and cell.region_id = new_rows.region_id
        and cell.sex = new_rows.sex and cell.age = new_rows.age and cell.setting = new_rows.setting
     where cell.id is null limit 1;
    if found then
      {refuse("an answer belongs to a cell of the plan", "answered_in_field")}
    end if;
    return null;
    """,  # noqa: S608 - constant text
)
ANSWERS_STAY = pgtrigger.Trigger(
    name="survey_answers_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=refuse("an answer is never changed", "survey_answers_stay"),
)

# Written once, by the end of the field; what was published cannot be added to either.
RESULTS_STAY = pgtrigger.Trigger(
    name="survey_results_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP <> 'INSERT' then
      {refuse("a result is never changed", "survey_results_stay")}
    end if;
    perform 1 from assessment_survey one
     where one.matter_id = NEW.survey_id and one.fielded_at is not null and one.published_at is null;
    if not found then
      {refuse("results come between the field and publication", "survey_results_stay")}
    end if;
    return NEW;
    """,
)
