"""The supervision desk tells how many restricted matters wait: few rows, which no index led to."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("matters", "0010_index_of_closings")]

    operations = [
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("is_restricted", True)),
                fields=["next_due_at", "id"],
                name="matter_restricted_open",
            ),
        ),
    ]
