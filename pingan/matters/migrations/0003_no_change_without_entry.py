"""Whatever a list or a page shows of a matter changes only together with an entry of its timeline.

Due columns and the light follow the clocks and may be counted anew without one.
"""

from django.db import migrations

CONTENT = (
    "number", "kind", "title", "text", "keywords", "region_id", "region_code", "grid_id", "class_code", "severity",
    "urgency", "state", "organ_id", "longitude", "latitude", "opened_at", "closed_at", "created_by_id",
)  # fmt: skip
FORMER_FUNCTION = r"""
create or replace function matters_state_needs_entry() returns trigger language plpgsql as $$
begin
  if new.state is distinct from old.state and new.timeline_count = old.timeline_count then
    raise exception 'state of matter % changed without a timeline entry', new.id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
"""
FORMER_TRIGGER = """
create trigger matters_state_needs_entry
before update of state on matters_matter
for each row execute function matters_state_needs_entry();
"""
CHANGE = f"""
drop trigger matters_state_needs_entry on matters_matter;
drop function matters_state_needs_entry();

create function matters_change_needs_entry() returns trigger language plpgsql as $$
begin
  raise exception 'matter % was changed without a timeline entry', new.id
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger matters_change_needs_entry
before update on matters_matter
for each row when (
  new.timeline_count = old.timeline_count
  and ({", ".join(f"old.{name}" for name in CONTENT)})
    is distinct from ({", ".join(f"new.{name}" for name in CONTENT)})
) execute function matters_change_needs_entry();

create function matters_entry_needs_anchor() returns trigger language plpgsql as $$
begin
  if not exists (
    select from matters_matter
    where id = new.matter_id and timeline_count >= new.seq
  ) then
    raise exception 'timeline entry % of matter % was written without its matter', new.seq, new.matter_id
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create constraint trigger matters_entry_needs_anchor
after insert on matters_timelineentry
deferrable initially deferred
for each row execute function matters_entry_needs_anchor();
"""
BACK = f"""
drop trigger matters_entry_needs_anchor on matters_timelineentry;
drop function matters_entry_needs_anchor();
drop trigger matters_change_needs_entry on matters_matter;
drop function matters_change_needs_entry();
{FORMER_FUNCTION}
{FORMER_TRIGGER}
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_numbers_and_anchored_timeline")]
    operations = [migrations.RunSQL(CHANGE, BACK)]
