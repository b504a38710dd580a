"""Who looks among all incidents ever returned twice for those still open looked up each of them in the matters."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("matters", "0011_index_of_open_restricted")]

    operations = [
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["id"], name="matter_open"),
        ),
    ]
