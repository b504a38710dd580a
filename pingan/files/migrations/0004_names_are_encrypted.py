"""The encrypted name takes the place of the plain one."""

from django.db import migrations

import pingan.common.fields


class Migration(migrations.Migration):
    dependencies = [("files", "0003_seal_names")]
    operations = [
        migrations.RemoveField("storedfile", "original_name"),
        migrations.RenameField("storedfile", "sealed_name", "original_name"),
        migrations.AlterField(
            "storedfile",
            "original_name",
            pingan.common.fields.EncryptedTextField(
                help_text="Cleaned; never a path. People put names and phones into it.",
                verbose_name="file name",
            ),
        ),
    ]
