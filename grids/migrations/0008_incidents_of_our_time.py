"""The oldest moment at which an incident can have happened: added without reading the table, then checked without locking it."""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

NAME = "incident_happened_in_our_time"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("grids", "0007_outlines_of_grids"),
    ]

    operations = [
        AddConstraintNotValid(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurred_at__gte", datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.UTC))
                ),
                name=NAME,
            ),
        ),
        ValidateConstraint(model_name="incident", name=NAME),
    ]
