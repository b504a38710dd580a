"""What the database itself refuses about schemes (Article 57; invariant 13)."""

from __future__ import annotations

import pgtrigger

from pingan.org.models.triggers import refuse

# Published once: from then on another may take its place, and nothing else changes.
SCHEME_STAYS = pgtrigger.Trigger(
    name="published_scheme_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.published_at is not null"),
    func=f"""
    if TG_OP = 'DELETE' or NEW.state not in ('published', 'replaced') or OLD.state = 'replaced'
       or (to_jsonb(NEW) - 'state' - 'replaced_at') <> (to_jsonb(OLD) - 'state' - 'replaced_at')
    then
      {refuse("a published scheme is never changed", "published_scheme_stays")}
    end if;
    return NEW;
    """,
)

# Only the province has nobody above it; a parent is published, of the next higher level, for the same year and audience.
SCHEME_DERIVES = pgtrigger.Trigger(
    name="scheme_derives_from_above",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("own", "org_region%ROWTYPE"), ("above", "assessment_assessmentscheme%ROWTYPE")],
    func=f"""
    select * into own from org_region where id = NEW.region_id;
    if NEW.parent_id is null then
      if own.level > 1 and NEW.published_at is not null then
        {refuse("a scheme below the province derives from the one above", "scheme_derives_from_above")}
      end if;
      return NEW;
    end if;
    select * into above from assessment_assessmentscheme where id = NEW.parent_id;
    perform 1 from org_region one
     where one.id = above.region_id and one.level < own.level
       and starts_with(own.code, left(one.code, (array[2, 4, 6, 9, 12])[one.level]));
    if not found or above.published_at is null or above.year <> NEW.year or above.audience <> NEW.audience then
      {refuse("a scheme derives from a published one above it, of its year and audience", "scheme_derives_from_above")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)

# The scheme is locked, so that nobody publishes it between this look and the end of the transaction.
INDICATORS_STAY = pgtrigger.Trigger(
    name="published_indicators_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    perform 1 from assessment_assessmentscheme one
     where one.id in (NEW.scheme_id, OLD.scheme_id) for share;
    perform 1 from assessment_assessmentscheme one
     where one.id in (NEW.scheme_id, OLD.scheme_id) and one.published_at is not null;
    if found then
      {refuse("the indicators of a published scheme are never changed", "published_indicators_stay")}
    end if;
    if TG_OP = 'DELETE' then return OLD; end if;
    return NEW;
    """,
)

# Where an indicator stands and comes from: a parent of its own scheme, an origin of the scheme above.
INDICATOR_STANDS = pgtrigger.Trigger(
    name="indicator_stands_in_its_scheme",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
    if NEW.parent_id is not null and not exists (
      select 1 from assessment_indicator one where one.id = NEW.parent_id and one.scheme_id = NEW.scheme_id
    ) then
      {refuse("an indicator stands under one of its own scheme", "indicator_stands_in_its_scheme")}
    end if;
    if NEW.origin_id is not null and not exists (
      select 1 from assessment_indicator one
        join assessment_assessmentscheme own on own.id = NEW.scheme_id
       where one.id = NEW.origin_id and one.scheme_id = own.parent_id
    ) then
      {refuse("an indicator comes from the scheme above its own", "indicator_stands_in_its_scheme")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)

# Invariant 13, whoever publishes: each indicator above is there, and what it means is what it means above.
SCHEME_INHERITS = pgtrigger.Trigger(
    name="scheme_inherits_everything",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.published_at is not null and NEW.parent_id is not null"),
    func=f"""
    if NEW.state = 'published' and exists (
      select 1 from assessment_indicator above
       where above.scheme_id = NEW.parent_id and not exists (
         select 1 from assessment_indicator one
          where one.scheme_id = NEW.id and one.origin_id = above.id
            and (one.source, one.method, one.params, one.expression)
                = (above.source, above.method, above.params, above.expression)
       )
    ) then
      {refuse("a derived scheme holds every indicator of the scheme above as it is", "scheme_inherits_everything")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)
