"""What a finding said moves to its matter: rows that became one before this was so keep their choices alone."""

from django.db import migrations


def keep_choices(apps, schema_editor):
    findings = apps.get_model("registers", "RegisterFinding").objects.filter(matter__isnull=False)
    for finding in findings.select_related("report__round__definition").iterator():
        fields = finding.report.round.definition.finding_fields
        kinds = {row["code"] for row in fields if row["type"] in {"choice", "choices"}}
        finding.values = {code: value for code, value in finding.values.items() if code in kinds}
        finding.save(update_fields=["values"])


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_words_that_can_be_erased")]

    operations = [migrations.RunPython(keep_choices, migrations.RunPython.noop)]
