from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The week of an area reads the sessions of that week, not those of all years."""

    atomic = False
    dependencies = [("disputes", "0001_initial_tables")]

    operations = [
        AddIndexConcurrently(
            model_name="mediationsession", index=models.Index(fields=["starts_at"], name="session_by_time")
        ),
    ]
