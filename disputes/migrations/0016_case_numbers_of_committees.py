"""Each case number with the committee whose it is: the one whose code it bears, else the first that had the dispute.

Papers that another committee issued under it keep it. Safe to run again.
"""

from django.db import migrations

FILL = """
insert into disputes_casenumber (dispute_id, committee_id, number, taken_at)
select d.matter_id, owner.committee_id, d.case_number, coalesce(owner.opened_at, m.opened_at)
from disputes_dispute d
join matters_matter m on m.id = d.matter_id
cross join lateral (
  select channel.committee_id, channel.opened_at
  from disputes_channel channel
  join org_organ organ on organ.id = channel.committee_id
  where channel.dispute_id = d.matter_id
  order by (organ.document_code <> '' and strpos(d.case_number, '）' || organ.document_code || '人调字第') > 0) desc,
    channel.opened_at, channel.id
  limit 1
) owner
where d.case_number <> ''
on conflict do nothing
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0015_sessions_of_papers_and_case_numbers"), ("org", "0004_experts")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
