"""A board of one class is counted from the records: what a class had in a period led over every county or all its matters."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("matters", "0012_index_of_open_matters")]

    operations = [
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(
                fields=["class_code", "opened_at"], include=["region_code"], name="matter_class_opened"
            ),
        ),
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(
                fields=["class_code", "closed_at"],
                include=["region_code", "state"],
                name="matter_class_closed",
            ),
        ),
    ]
