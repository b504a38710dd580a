"""The overview counts matters with a missed term; without an index it reads every clock of the period."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("matters", "0003_no_change_without_entry")]

    operations = [
        AddIndexConcurrently(
            model_name="clock",
            index=models.Index(condition=models.Q(("is_met", False)), fields=["matter"], name="clock_missed"),
        ),
    ]
