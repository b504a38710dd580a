"""Each sign names the notice that tells the police of it; who was replaced as mediator sees nothing any more.

Until now one notice stood for all signs of its dispute, so each of them gets the first one. Safe to run again.
"""

import django.db.models.deletion
from django.db import migrations, models

TOLD = """
update disputes_redflag sign set notice_id = (
  select notice.id from disputes_policenotice notice
  where notice.dispute_id = sign.dispute_id order by notice.told_at, notice.id limit 1
)
where sign.notice_id is null
  and exists (select 1 from disputes_policenotice notice where notice.dispute_id = sign.dispute_id)
"""
#: The reason with which the act that opens a mediation names who mediates, in both languages.
MEDIATING = """
update disputes_disputereader set mediates = true
where ended_at is null and not mediates and reason in ('mediates it', '担任本案调解员')
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0011_clauses_say_by_when")]
    operations = [
        migrations.AddField(
            model_name="disputereader",
            name="mediates",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Named because this person mediates: ends with that.",
            ),
        ),
        migrations.AddField(
            model_name="redflag",
            name="notice",
            field=models.ForeignKey(
                help_text="The notice that tells the police of it; NULL: none does.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="signs",
                to="disputes.policenotice",
            ),
        ),
        migrations.AddField(
            model_name="sessionmediator",
            name="replaced_at",
            field=models.DateTimeField(
                help_text="Another one has led the mediation since: opens nothing any more. NULL: no.",
                null=True,
            ),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
        migrations.RunSQL(MEDIATING, migrations.RunSQL.noop),
    ]
