"""Clauses with a day are dated; disputes whose agreement is performed are due by their earliest duty.

What was due by the time for a judicial confirmation is no longer: it is a chance of the parties. Safe to run again.
"""

from django.db import migrations

DATED = "update disputes_agreementclause set term = 'dated' where due_on is not null and term <> 'dated'"
DUE = """
update matters_matter m set next_due_at = found.due, next_warn_at = found.warn
from (
  select distinct on (matter.id) matter.id, duty.due, duty.warn
  from matters_matter matter
  left join lateral (
    select clock.due_at as due, clock.warn_at as warn
    from matters_clock clock
    where clock.matter_id = matter.id and clock.stopped_at is null and clock.paused_at is null
      and clock.stage <> 'confirm_apply'
    union all
    select ends.due, ends.due - interval '3 days'
    from disputes_agreementclause clause
    join disputes_agreement agreement on agreement.id = clause.agreement_id
    join disputes_channel channel on channel.id = agreement.channel_id
    cross join lateral (
      select (clause.due_on + time '23:59:59') at time zone 'Asia/Shanghai' as due
    ) ends
    where channel.dispute_id = matter.id and agreement.withdrawn_at is null
      and clause.due_on is not null and clause.state in ('pending', 'overdue', 'breached')
  ) duty on true
  where matter.kind = 'dispute' and matter.state = 'performing'
  order by matter.id, duty.due
) found
where m.id = found.id and (m.next_due_at, m.next_warn_at) is distinct from (found.due, found.warn)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0009_terms_of_clauses"),
        ("matters", "0007_extensions_asked_for_outside"),
    ]
    operations = [
        migrations.RunSQL(DATED, migrations.RunSQL.noop),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
