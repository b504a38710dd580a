"""The supervision desk looks for disputes with a petition; without an index it reads every dispute."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("disputes", "0016_case_numbers_of_committees")]

    operations = [
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("petition_count__gte", 1)), fields=["matter"], name="dispute_petitioned"
            ),
        ),
    ]
