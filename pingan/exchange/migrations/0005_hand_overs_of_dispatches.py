"""A task given to a unit whose own system is connected becomes a hand-over, in the transaction of the dispatch.

A trigger, as for all events: the app below hears nothing of partners. Such a system is told what happens to the matter as long
as its unit has the task, and last that it has it no longer; of its own acknowledgements (``hand_over_…``) it is not told.
"""

# ruff: noqa: S608 - the parts that are put together stand below; nothing comes from outside

from django.db import migrations

HOLDS = """c.direction = 'outbound' AND c.state IN ('approved', 'suspended')
      AND (now() AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.valid_from AND c.valid_until"""
REACHES = """starts_with(m.region_code, c.area)
      AND (c.class_codes = '[]'::jsonb OR EXISTS (
        SELECT FROM jsonb_array_elements_text(c.class_codes) AS k(code) WHERE starts_with(m.class_code, k.code)))"""
COLUMNS = """r.matter_id, r.seq, r.at, s.id AS subscription_id,
      m.kind || '.' || CASE WHEN r.from_state <> r.to_state THEN r.action ELSE 'changed' END AS type,
      coalesce(nullif(r.to_state, ''), m.state) AS state"""
TOLD = """, told AS (
    INSERT INTO exchange_event (public_id, matter_id, number, type, state, occurred_at)
    SELECT DISTINCT ON (matter_id, seq) gen_random_uuid(), matter_id, seq, type, state, at FROM wanted
    ORDER BY matter_id, seq
    RETURNING id, matter_id, number
  )
  INSERT INTO exchange_delivery
    (subscription_id, event_id, matter_id, number, state, attempts, due_at, last_error, reason)
  SELECT w.subscription_id, t.id, t.matter_id, t.number, 'waiting', 0, now(), '', ''
  FROM told t JOIN wanted w ON w.matter_id = t.matter_id AND w.seq = t.number;"""
OF_ENTRIES = f"""SELECT {COLUMNS}
    FROM new_rows r
    JOIN matters_matter m ON m.id = r.matter_id AND NOT m.is_restricted
    JOIN exchange_catalogueentry c ON c.resource = m.kind || 's' AND {HOLDS}
      AND {REACHES}
    JOIN exchange_subscription s ON s.entry_id = c.id AND s.state <> 'ended'"""
OF_HAND_OVERS = f"""SELECT DISTINCT {COLUMNS}
    FROM new_rows r
    JOIN matters_matter m ON m.id = r.matter_id AND NOT m.is_restricted
    JOIN exchange_handover h ON h.matter_id = r.matter_id AND h.ended_at IS NULL AND h.number <= r.seq
    JOIN exchange_catalogueentry c ON c.id = h.entry_id AND {HOLDS}
    JOIN exchange_subscription s ON s.entry_id = c.id AND s.state <> 'ended'
    WHERE NOT starts_with(r.action, 'hand_over_')"""
MADE = f"""
CREATE FUNCTION exchange_hand_over() RETURNS trigger LANGUAGE plpgsql AS $give$
BEGIN
  INSERT INTO exchange_handover (public_id, entry_id, matter_id, task_id, number, handed_at, partner_number, said)
  SELECT gen_random_uuid(), c.id, r.matter_id, t.id, r.seq, r.at, '', ''
  FROM new_rows r
  JOIN matters_matter m ON m.id = r.matter_id AND m.kind = 'incident' AND NOT m.is_restricted
  JOIN grids_incidenttask t ON t.incident_id = r.matter_id AND t.state = 'pending' AND t.dispatched_at = r.at
  JOIN exchange_partner p ON p.organ_id = t.organ_id AND p.ended_at IS NULL
  JOIN exchange_catalogueentry c ON c.partner_id = p.id AND c.resource = 'hand_overs' AND {HOLDS}
      AND {REACHES}
  WHERE EXISTS (SELECT FROM exchange_subscription s WHERE s.entry_id = c.id AND s.state <> 'ended')
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $give$;
-- Triggers of one event run in the order of their names: this one before exchange_tell.
CREATE TRIGGER exchange_hand_over AFTER INSERT ON matters_timelineentry
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION exchange_hand_over();
CREATE OR REPLACE FUNCTION exchange_tell() RETURNS trigger LANGUAGE plpgsql AS $tell$
BEGIN
  WITH wanted AS (
    {OF_ENTRIES}
    UNION ALL
    {OF_HAND_OVERS}
  ){TOLD}
  UPDATE exchange_handover h SET ended_at = r.at
  FROM grids_incidenttask t, new_rows r
  WHERE h.matter_id = r.matter_id AND h.task_id = t.id AND h.ended_at IS NULL
    AND (t.state IN ('returned', 'withdrawn', 'waived') OR r.to_state IN ('closed', 'rejected', 'merged'));
  RETURN NULL;
END $tell$;
"""
UNDONE = f"""
DROP TRIGGER exchange_hand_over ON matters_timelineentry;
DROP FUNCTION exchange_hand_over();
CREATE OR REPLACE FUNCTION exchange_tell() RETURNS trigger LANGUAGE plpgsql AS $tell$
BEGIN
  WITH wanted AS (
    {OF_ENTRIES}
  ){TOLD}
  RETURN NULL;
END $tell$;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_hand_overs_and_told_letters")]
    operations = [migrations.RunSQL(MADE, UNDONE)]
