"""Encrypt the names of files, batch by batch. Safe to run again, and after it was stopped."""

from django.db import migrations, transaction

from pingan.common import crypto

#: What the field of the model authenticates with each value.
CONTEXT = "files.storedfile.original_name"
BATCH = 2_000


def seal(apps, schema_editor):
    """Encrypt what is not encrypted yet."""
    _each(
        apps.get_model("files", "StoredFile"),
        "sealed_name",
        lambda row: crypto.encrypt((row.original_name or "").encode(), context=CONTEXT),
    )


def unseal(apps, schema_editor):
    """Write the plain names back."""
    _each(
        apps.get_model("files", "StoredFile"),
        "original_name",
        lambda row: crypto.decrypt(bytes(row.sealed_name), context=CONTEXT).decode()[:130],
    )


def _each(model, column, value_of):
    last = 0
    while True:
        with transaction.atomic():
            left = model.objects.filter(pk__gt=last, **{f"{column}__isnull": True})
            rows = list(left.order_by("pk").only("pk", "original_name", "sealed_name")[:BATCH])
            for row in rows:
                setattr(row, column, value_of(row))
            model.objects.bulk_update(rows, [column])
        if not rows:
            return
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("files", "0002_sealed_names")]
    operations = [migrations.RunPython(seal, unseal)]
