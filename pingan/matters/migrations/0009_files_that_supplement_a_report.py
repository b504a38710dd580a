"""Files that supplement a report stand apart from those of its handling."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0008_cells_of_the_map"),
    ]

    operations = [
        migrations.AlterField(
            model_name="matterfile",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("report", "report"),
                    ("supplement", "supplement"),
                    ("handling", "handling"),
                    ("verification", "verification"),
                    ("document", "document"),
                ],
                max_length=12,
            ),
        ),
    ]
