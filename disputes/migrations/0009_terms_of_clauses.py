from django.db import migrations, models

TERMS = [
    ("dated", "by a day"),
    ("at_once", "at once"),
    ("standing", "from now on, as a standing duty"),
    ("unstated", "no term was stated"),
]


class Migration(migrations.Migration):
    dependencies = [("disputes", "0008_outcome_given_up")]
    operations = [
        migrations.AddField(
            model_name="agreementclause",
            name="term",
            field=models.CharField(
                choices=TERMS,
                db_default="unstated",
                default="unstated",
                help_text="Unstated: written before it was asked for.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="agreementclause",
            name="due_on",
            field=models.DateField(help_text="NULL: due by no day; see its term.", null=True),
        ),
    ]
