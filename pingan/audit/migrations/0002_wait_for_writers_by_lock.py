from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial_tables")]

    operations = [
        # One row that the next run of the job writes again, so the table may go and come back empty.
        migrations.DeleteModel(name="SealCandidate"),
        migrations.CreateModel(
            name="SealCandidate",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("last_id", models.BigIntegerField()),
                ("waiting_for", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="seal_candidate_is_one")
                ],
            },
        ),
    ]
