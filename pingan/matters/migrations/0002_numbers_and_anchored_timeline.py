"""The sequence of file numbers, and the trigger that ties every change of a matter to its timeline."""

from django.db import migrations

SEQUENCE = "create sequence matters_number"

ANCHOR = r"""
create function matters_anchored() returns trigger language plpgsql as $$
declare
  now_row record;
  last_entry record;
begin
  select timeline_count, timeline_head into now_row from matters_matter where id = new.id;
  if not found then
    return null;
  end if;
  select seq, hash into last_entry
  from matters_timelineentry where matter_id = new.id order by seq desc limit 1;
  if now_row.timeline_count is distinct from coalesce(last_entry.seq, 0)
     or now_row.timeline_head is distinct from coalesce(last_entry.hash, '')
     or now_row.timeline_count = 0 then
    raise exception 'matter % was changed without its timeline entry', new.id
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create constraint trigger matters_anchored
after insert or update on matters_matter
deferrable initially deferred
for each row execute function matters_anchored();

create function matters_state_needs_entry() returns trigger language plpgsql as $$
begin
  if new.state is distinct from old.state and new.timeline_count = old.timeline_count then
    raise exception 'state of matter % changed without a timeline entry', new.id
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

create trigger matters_state_needs_entry
before update of state on matters_matter
for each row execute function matters_state_needs_entry();
"""
UNANCHOR = """
drop trigger matters_state_needs_entry on matters_matter;
drop function matters_state_needs_entry();
drop trigger matters_anchored on matters_matter;
drop function matters_anchored();
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial_tables")]
    operations = [
        migrations.RunSQL(SEQUENCE, "drop sequence matters_number"),
        migrations.RunSQL(ANCHOR, UNANCHOR),
    ]
