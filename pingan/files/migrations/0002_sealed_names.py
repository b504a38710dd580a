"""A place for the encrypted name beside the plain one, which may be empty from now on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial_tables")]
    operations = [
        migrations.AddField("storedfile", "sealed_name", models.BinaryField(null=True)),
        migrations.AlterField(
            "storedfile",
            "original_name",
            models.CharField(
                help_text="Cleaned; never a path.", max_length=130, null=True, verbose_name="file name"
            ),
        ),
    ]
