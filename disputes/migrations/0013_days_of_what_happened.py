from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disputes", "0012_signs_told_and_mediators_replaced")]
    operations = [
        migrations.AddField(
            model_name="channel",
            name="filed_on",
            field=models.DateField(
                help_text="When it was handed over, where that was recorded later; NULL: as it was opened.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="agreementclause",
            name="due_on",
            field=models.DateField(
                help_text="NULL: due by no day; see its term. At once is the day of effect, once there is one.",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="agreementclause", name="clause_day_where_dated"),
        migrations.AddConstraint(
            model_name="agreementclause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", False), ("term", "dated")),
                    ("term", "at_once"),
                    models.Q(models.Q(("term__in", ["dated", "at_once"]), _negated=True), ("due_on", None)),
                    _connector="OR",
                ),
                name="clause_day_where_dated",
            ),
        ),
    ]
