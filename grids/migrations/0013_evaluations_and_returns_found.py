"""Figures count who was asked in a period, the supervision desk what came back twice: each would read every incident."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("grids", "0012_volunteers_without_service")]

    operations = [
        AddIndexConcurrently(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("evaluated_at__isnull", False)),
                fields=["evaluated_at"],
                name="incident_by_evaluation",
            ),
        ),
        AddIndexConcurrently(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("returned_count__gte", 2)),
                fields=["matter"],
                name="incident_returned_twice",
            ),
        ),
    ]
