import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a document said goes when its retention ends; number, kind and day stay."""

    dependencies = [
        ("documents", "0002_papers_of_mediation"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="officialdocument",
            name="document_is_fixed",
        ),
        migrations.AddField(
            model_name="officialdocument",
            name="erased_at",
            field=models.DateTimeField(
                help_text="Since when neither words nor sheets are kept any more; NULL: they are kept.",
                null=True,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="officialdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="document_is_fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organ_id" IS DISTINCT FROM (NEW."organ_id") OR OLD."template_id" IS DISTINCT FROM (NEW."template_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."serial" IS DISTINCT FROM (NEW."serial") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."case_number" IS DISTINCT FROM (NEW."case_number") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."addressee" IS DISTINCT FROM (NEW."addressee") OR OLD."region_code" IS DISTINCT FROM (NEW."region_code") OR OLD."replaced_characters" IS DISTINCT FROM (NEW."replaced_characters") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."pdf_id" IS DISTINCT FROM (NEW."pdf_id") OR OLD."docx_id" IS DISTINCT FROM (NEW."docx_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="44a508a9faa0164ab2e6609dad381fdec8ecb3e8",
                    operation="UPDATE",
                    pgid="pgtrigger_document_is_fixed_412fc",
                    table="documents_officialdocument",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="officialdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="document_words_only_go",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.snapshot IS DISTINCT FROM NEW.snapshot AND (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL)) OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="bdbc11de59de5ea66e3e9d0f0a24eabb6c95c066",
                    operation="UPDATE",
                    pgid="pgtrigger_document_words_only_go_3a10b",
                    table="documents_officialdocument",
                    when="BEFORE",
                ),
            ),
        ),
    ]
