"""What the database itself refuses about accountability and commendations (Articles 58, 61; invariants 7, 16-18)."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse

_COUNTY = 3

# A veto is decided by a committee of a county or above; a township may only propose it (1991 试行 §5).
CASE_MEASURE_GATE = pgtrigger.Trigger(
    name="case_measure_gate",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.measure = 'veto'"),
    func=f"""
    perform 1 from matters_matter one join org_region body on body.id = one.region_id
     where one.id = NEW.matter_id and body.level <= {_COUNTY};
    if not found then
      {refuse("a township may only propose a veto", "case_measure_gate")}
    end if;
    return NEW;
    """,
)

# What was decided stands as it was decided; it is lifted, never rewritten. Words of people go when their retention ends.
CASE_DECIDED_STAYS = pgtrigger.Trigger(
    name="case_decided_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.measure <> ''"),
    func=f"""
    if TG_OP = 'DELETE'
       or (NEW.measure, NEW.decided_on, NEW.document_number, NEW.authority, NEW.demand, NEW.lift_rule, NEW.event_on,
           NEW.circumstances)
          is distinct from
          (OLD.measure, OLD.decided_on, OLD.document_number, OLD.authority, OLD.demand, OLD.lift_rule, OLD.event_on,
           OLD.circumstances)
       or NEW.region_id is distinct from OLD.region_id or NEW.organ_id is distinct from OLD.organ_id
    then
      {refuse("a decided measure is never changed", "case_decided_stays")}
    end if;
    if (NEW.statement, NEW.findings) is distinct from (OLD.statement, OLD.findings) then
      perform 1 from matters_matter one
       where one.id = OLD.matter_id and one.closed_at < NEW.words_deleted_at
         and NEW.statement = '' and NEW.findings = '';
      if not found then
        {refuse("words of a decided case only go when their retention ends", "case_decided_stays")}
      end if;
    end if;
    return NEW;
    """,
)

RECORD_OF_ITS_RULE = pgtrigger.Trigger(
    name="case_record_of_its_rule",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    perform 1 from assessment_accountabilitycase one where one.matter_id = NEW.case_id and one.rule = NEW.rule;
    if not found then
      {refuse("a record bears the rule of its case", "case_record_of_its_rule")}
    end if;
    return NEW;
    """,
)

# Whoever answers held the post on the day of the event, in the unit or division that the case is about (Article 7).
LEADER_HELD_THE_POST = pgtrigger.Trigger(
    name="case_leader_held_the_post",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
    perform 1
       from org_leaderresponsibility held
       join org_organ unit on unit.id = held.organ_id
       join assessment_accountabilitycase one on one.matter_id = NEW.case_id
      where held.id = NEW.responsibility_id
        and held.valid_from <= one.event_on and (held.valid_to is null or held.valid_to > one.event_on)
        and held.year = extract(year from one.event_on)
        and (unit.id = one.organ_id or unit.region_id = one.region_id);
    if not found then
      {refuse("this post was not held there on the day of the event", "case_leader_held_the_post")}
    end if;
    return NEW;
    """,
)

RESTRICTION_STAYS = pgtrigger.Trigger(
    name="restriction_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    if TG_OP = 'DELETE' or OLD.ended_on is not null
       or (to_jsonb(NEW) - 'ended_on') <> (to_jsonb(OLD) - 'ended_on')
    then
      {refuse("a restriction is lifted, never changed", "restriction_stays")}
    end if;
    return NEW;
    """,
)

# Refused while a restriction holds or a case is open, unless two persons let it pass with a reason (invariant 18).
COMMENDATION_BLOCKED = pgtrigger.Trigger(
    name="commendation_blocked",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.decided_on is not null and NEW.override_by_id is null"),
    func=f"""
    if TG_OP = 'UPDATE' and OLD.decided_on is not null then
      return NEW;
    end if;
    perform 1 from assessment_restriction one
     where (one.organ_id = NEW.organ_id or one.region_id = NEW.division_id) and one.forbids = 'no_honours'
       and one.from_on <= NEW.decided_on and coalesce(one.ended_on, one.to_on) > NEW.decided_on;
    if found then
      {refuse("a restriction of the nominee is in force", "commendation_blocked")}
    end if;
    perform 1 from assessment_accountabilitycase one join matters_matter matter on matter.id = one.matter_id
     where (one.organ_id = NEW.organ_id or one.region_id = NEW.division_id)
       and matter.closed_at is null and matter.state <> 'candidate';
    if found then
      {refuse("a case of the nominee is open", "commendation_blocked")}
    end if;
    return NEW;
    """,
)
