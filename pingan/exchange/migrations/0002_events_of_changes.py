"""Every entry of a timeline that a subscription is about becomes an event, in the transaction of the change.

The book of a matter is written in one place and chained, so a trigger on it can lose nothing, and the app below hears nothing
of partners. What changes no state is told as ``changed``: what an entry inside the house is called stays there. Loaders that
copy whole histories switch triggers off; they tell nobody.
"""

from django.db import migrations

MADE = """
CREATE FUNCTION exchange_tell() RETURNS trigger LANGUAGE plpgsql AS $tell$
BEGIN
  WITH wanted AS (
    SELECT r.matter_id, r.seq, r.at, s.id AS subscription_id,
      m.kind || '.' || CASE WHEN r.from_state <> r.to_state THEN r.action ELSE 'changed' END AS type,
      coalesce(nullif(r.to_state, ''), m.state) AS state
    FROM new_rows r
    JOIN matters_matter m ON m.id = r.matter_id AND NOT m.is_restricted
    JOIN exchange_catalogueentry c ON c.direction = 'outbound' AND c.resource = m.kind || 's'
      AND c.state IN ('approved', 'suspended')
      AND (now() AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.valid_from AND c.valid_until
      AND starts_with(m.region_code, c.area)
      AND (c.class_codes = '[]'::jsonb OR EXISTS (
        SELECT FROM jsonb_array_elements_text(c.class_codes) AS k(code) WHERE starts_with(m.class_code, k.code)))
    JOIN exchange_subscription s ON s.entry_id = c.id AND s.state <> 'ended'
  ), told AS (
    INSERT INTO exchange_event (public_id, matter_id, number, type, state, occurred_at)
    SELECT DISTINCT ON (matter_id, seq) gen_random_uuid(), matter_id, seq, type, state, at FROM wanted
    ORDER BY matter_id, seq
    RETURNING id, matter_id, number
  )
  INSERT INTO exchange_delivery
    (subscription_id, event_id, matter_id, number, state, attempts, due_at, last_error, reason)
  SELECT w.subscription_id, t.id, t.matter_id, t.number, 'waiting', 0, now(), '', ''
  FROM told t JOIN wanted w ON w.matter_id = t.matter_id AND w.seq = t.number;
  RETURN NULL;
END $tell$;
CREATE TRIGGER exchange_tell AFTER INSERT ON matters_timelineentry
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION exchange_tell();
"""
UNDONE = """
DROP TRIGGER exchange_tell ON matters_timelineentry;
DROP FUNCTION exchange_tell();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_partners_and_events"),
        ("matters", "0009_files_that_supplement_a_report"),
    ]
    operations = [migrations.RunSQL(MADE, UNDONE)]
