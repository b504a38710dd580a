"""Search finds a dispute by its case number and by who led its mediation last: those of before today as well.

Words that only search reads are no event of the matter, so the trigger that demands an entry sleeps meanwhile.
"""

from django.db import migrations

ADD = """
alter table matters_matter disable trigger matters_change_needs_entry;

update matters_matter m set keywords = concat_ws(' ', m.keywords, d.case_number, led.name)
from disputes_dispute d
left join lateral (
  select p.name from disputes_channel c join disputes_mediator p on p.id = c.mediator_id
  where c.dispute_id = d.matter_id order by c.opened_at desc, c.id desc limit 1
) led on true
where m.id = d.matter_id and d.case_number <> '' and position(d.case_number in m.keywords) = 0;

set constraints all immediate;
alter table matters_matter enable trigger matters_change_needs_entry;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0005_agreements_replaced"),
        ("matters", "0003_no_change_without_entry"),
    ]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
