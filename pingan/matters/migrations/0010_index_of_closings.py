"""Figures count what was closed on the days of a period; without an index each of them reads every matter."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("matters", "0009_files_that_supplement_a_report")]

    operations = [
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["closed_at"],
                name="matter_by_closing",
            ),
        ),
    ]
