from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A matter that is closed takes its notices out of inboxes without reading all notices there are."""

    atomic = False
    dependencies = [("notify", "0001_initial_tables")]

    operations = [
        AddIndexConcurrently(model_name="notice", index=models.Index(fields=["url"], name="notice_by_page")),
    ]
