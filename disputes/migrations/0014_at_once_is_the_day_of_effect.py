"""What is to be done at once and is open falls due on the day of effect, and its matter with it. Safe to run again.

On the way back such clauses have no day again, as the constraint of before wants it.
"""

from django.db import migrations

DAYS = """
update disputes_agreementclause clause
set due_on = (agreement.effective_at at time zone 'Asia/Shanghai')::date
from disputes_agreement agreement
where agreement.id = clause.agreement_id and agreement.effective_at is not null and agreement.withdrawn_at is null
  and clause.term = 'at_once' and clause.due_on is null and clause.state in ('pending', 'overdue', 'breached')
"""
DUE = """
update matters_matter m set next_due_at = found.due, next_warn_at = found.due - interval '3 days'
from (
  select channel.dispute_id, min((clause.due_on + time '23:59:59') at time zone 'Asia/Shanghai') as due
  from disputes_agreementclause clause
  join disputes_agreement agreement on agreement.id = clause.agreement_id
  join disputes_channel channel on channel.id = agreement.channel_id
  where agreement.effective_at is not null and agreement.withdrawn_at is null
    and clause.term = 'at_once' and clause.state in ('pending', 'overdue', 'breached')
  group by channel.dispute_id
) found
where m.id = found.dispute_id and m.state = 'performing' and (m.next_due_at is null or m.next_due_at > found.due)
"""
BACK = "update disputes_agreementclause set due_on = null where term = 'at_once' and due_on is not null"


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0013_days_of_what_happened"),
        ("matters", "0007_extensions_asked_for_outside"),
    ]
    operations = [
        migrations.RunSQL(DAYS, BACK),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
