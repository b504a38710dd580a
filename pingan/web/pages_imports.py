"""Doors of imports: send a file, see what it would do and what is wrong with it, bring it in whole, take it back.

An app names its importer (``pingan.imports.services.Importer``) and subclasses the three doors; the record of an
import is one page for all of them (``pages_import_records``).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import visible_to
from pingan.common.errors import Conflict, Invalid, Stale
from pingan.imports.models import ImportRecord
from pingan.imports.rules.faults import SHOWN_FAULTS
from pingan.imports.rules.parts import refusal_of_names
from pingan.imports.rules.plans import Act, Options, Plan
from pingan.imports.services import (
    MOST_BYTES,
    Importer,
    apply_import,
    importer_for,
    keep_file,
    kept_content,
    plan_import,
)
from pingan.web.action_pages import ManyFiles, UploadsField
from pingan.web.export_writers import MEDIA_TYPES
from pingan.web.forms import add_errors
from pingan.web.import_files import faults_file, template_file
from pingan.web.pages import Page
from pingan.web.pages_exports import disposition, file_name
from pingan.web.tables import address, page_of

#: Rows that a preview shows; changed ones come first.
SHOWN = 100
_TABLES, _LAYERS = ".csv,.xlsx", ".json,.geojson,.zip,.shp,.dbf,.shx,.prj,.cpg"
_COORDINATES = [
    ("wgs84", gettext_lazy("WGS-84 or CGCS2000 (surveys, Tianditu)")),
    ("gcj02", gettext_lazy("GCJ-02 (drawn on a commercial map); it is converted")),
]


class ImportForm(forms.Form):
    """A file, how its coordinates are meant, and why it is brought in."""

    file = UploadsField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Nothing is written before you have seen the preview."),
    )
    coordinates = forms.ChoiceField(
        label=gettext_lazy("Coordinates"), choices=_COORDINATES, initial="wgs84", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, importer: Importer, initial: Any = None
    ) -> None:
        super().__init__(data, files, initial=initial)
        # After a preview the file lies here already.
        self.fields["file"].required = not (data or {}).get("kept")
        accept = f"{_TABLES},{_LAYERS}" if importer.has_shapes else _TABLES
        self.fields["file"].widget = ManyFiles(
            attrs={"data-ui": "files", "accept": accept, "data-max-files": "5"}
        )
        if not importer.has_shapes:
            del self.fields["coordinates"]

    def options(self) -> Options:
        """Return what was said of the file."""
        return Options(self.cleaned_data.get("reason", ""), self.cleaned_data.get("coordinates", "wgs84"))


def _key_in(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None


class ImportDoor(Page):
    """A door of one importer. ``home`` is the name of the page with the form."""

    importer_name: ClassVar[str]
    home: ClassVar[str]

    @property
    def importer(self) -> Importer:
        """Return what is brought in here."""
        return importer_for(self.importer_name)


class ImportPage(ImportDoor):
    """The form and the latest imports; a sent file is answered with its preview, a confirmed one is brought in."""

    template_name = "web/import/new.html"
    template_url: ClassVar[str]
    faults_url: ClassVar[str]
    back_url: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(ImportForm(importer=self.importer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES, importer=self.importer)
        kept = _key_in(request.POST.get("kept", ""))
        content = b""
        try:
            if not form.is_valid():
                return self.show(form, status=422)
            if kept is not None:
                content = kept_content(actor=self.actor, file_id=kept)
                if "again" in request.POST:
                    return self._preview(form, kept, content)
                return self._bring_in(content, form.options())
            files = self._files(request)
            content = files[0][1] if len(files) == 1 else b""
            stored = keep_file(actor=self.actor, files=files)
            content = content or kept_content(actor=self.actor, file_id=stored.pk)
            return self._preview(form, stored.pk, content)
        except (Stale, Conflict) as error:
            # Overtaken by somebody, told before or only while writing: the kept file is judged anew.
            messages.warning(request, str(error.message))
            return self._preview(form, kept or 0, content, status=409)
        except Invalid as error:
            add_errors(form, error)
            return self.show(form, status=422)

    def _files(self, request: HttpRequest) -> list[tuple[str, bytes]]:
        sent = request.FILES.getlist("file")
        if not sent:
            raise Invalid({"file": _("Choose a file.")})
        if sum(upload.size or 0 for upload in sent) > MOST_BYTES:
            raise Invalid({"file": _("At most %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024}})
        files = [(upload.name or "", upload.read()) for upload in sent]
        refusal = refusal_of_names([name for name, _content in files], with_shapes=self.importer.has_shapes)
        if refusal:
            raise Invalid({"file": refusal})
        return files

    def _bring_in(self, content: bytes, options: Options) -> HttpResponse:
        seen = self.request.POST.get("seen", "")
        record = apply_import(
            actor=self.actor, importer=self.importer, content=content, options=options, seen=seen
        )
        messages.success(self.request, _("The file is brought in whole."))
        return redirect("web:import_record", pk=record.pk)

    def _preview(self, form: ImportForm, kept: int, content: bytes, *, status: int = 200) -> HttpResponse:
        options = form.options()
        plan = plan_import(actor=self.actor, importer=self.importer, content=content, options=options)
        shown = {"plan": plan, "kept": kept, "options": options, **_rows_of(plan)}
        status = status if plan.is_good else 422
        # Who corrects the file says nothing of it twice.
        said = {"reason": options.reason, "coordinates": options.coordinates}
        return self.show(ImportForm(importer=self.importer, initial=said), status=status, **shown)

    def show(self, form: ImportForm, *, status: int = 200, **shown: Any) -> HttpResponse:
        rows = visible_to(ImportRecord, self.actor).filter(kind=self.importer.name).select_related("user")
        page = page_of(rows, order=("-id",), cursor=self.request.GET.get("cursor", ""), size=10)
        query = self.request.GET
        context = {
            "form": form,
            "importer": self.importer,
            "columns": [(column.labels[0], column.key, column.is_needed) for column in self.importer.columns],
            "home_url": reverse(self.home),
            "template_url": reverse(self.template_url),
            "faults_url": reverse(self.faults_url),
            "back_url": reverse(self.back_url),
            "records": page.rows,
            "previous_url": page.previous and f"{address(query)}&cursor={page.previous}",
            "next_url": page.next and f"{address(query)}&cursor={page.next}",
        }
        return self.render({**context, **shown}, status=status)


def _rows_of(plan: Plan) -> dict[str, Any]:
    work = sorted(plan.work, key=lambda item: item.act is not Act.CHANGED)
    return {
        "items": work[:SHOWN],
        "more_items": max(0, len(work) - SHOWN),
        "faults": plan.reading.told(plan.faults[:SHOWN_FAULTS]),
        "more_faults": max(0, len(plan.faults) - SHOWN_FAULTS),
        "fault_count": len(plan.faults),
        "fault_rows": len({fault.line for fault in plan.faults}),
        "more_missing": plan.missing_count - len(plan.missing),
    }


class ImportTemplate(ImportDoor):
    """The workbook to fill in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = HttpResponse(template_file(self.importer), content_type=MEDIA_TYPES["xlsx"])
        answer.headers["Content-Disposition"] = disposition(file_name(self.importer.label, "xlsx"))
        answer["Cache-Control"] = "no-store"
        return answer


class ImportFaults(ImportDoor):
    """Every fault of a kept file as a table."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        kept = _key_in(request.POST.get("kept", ""))
        if kept is None:
            return redirect(self.home)
        options = Options(coordinates="gcj02" if request.POST.get("coordinates") == "gcj02" else "wgs84")
        content = kept_content(actor=self.actor, file_id=kept)
        plan = plan_import(actor=self.actor, importer=self.importer, content=content, options=options)
        answer = HttpResponse(
            faults_file(self.actor, self.importer, plan.reading.told(plan.faults)),
            content_type=MEDIA_TYPES["csv"],
        )
        answer.headers["Content-Disposition"] = disposition(file_name(_("Faults"), "csv"))
        answer["Cache-Control"] = "no-store"
        return answer
