"""The wording of official documents: the product's defaults and the office's own versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.common.errors import Invalid, Stale
from pingan.console.pages.organisation_forms import show
from pingan.console.queries import documents as queries
from pingan.documents import services
from pingan.web.pages import Page


class TemplateForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("official document", "title"))
    body = forms.CharField(
        label=pgettext_lazy("official document", "text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One line is one paragraph; # and ## begin headings; | label | value | is a row of a table. "
            "Nothing else has a meaning."
        ),
    )


class TemplatesPage(Page):
    duty = "documents.edit_templates"
    template_name = "console/documents/templates.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"templates": queries.templates_in_use(self.actor), "crumbs": _crumbs()})


class TemplatePage(Page):
    """What is in use, an editor that makes the next version of it, and all versions."""

    duty = "documents.edit_templates"
    template_name = "console/documents/template.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        view = queries.template_view(self.actor, code)
        return self._show(
            view, TemplateForm(initial={"title": view.current.title, "body": view.current.body})
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        view = queries.template_view(self.actor, code)
        form = TemplateForm(request.POST)
        seen = _number(request.POST.get("seen_version", ""))
        if not form.is_valid():
            return self._show(view, form, status=422, seen=seen)
        kind = view.current.kind
        try:
            services.save_template_version(
                actor=self.actor,
                code=code,
                kind=kind,
                seen_version=seen,
                **form.cleaned_data,
            )
        except Invalid as refusal:
            return self._show(view, form, status=show(form, refusal), seen=seen)
        except Stale as refusal:
            # Shown beside what was typed; whoever saves again has read it.
            view = queries.template_view(self.actor, code)
            return self._show(view, form, status=show(form, refusal), is_stale=True)
        messages.success(request, _("Saved. New documents use this wording."))
        return redirect("console:document_template", code=code)

    def _show(
        self,
        view: queries.TemplateView,
        form: forms.Form,
        *,
        status: int = 200,
        seen: int | None = None,
        is_stale: bool = False,
    ) -> HttpResponse:
        """Render the page. ``seen``: the wording that a refused form began from; None: the one shown."""
        label = str(view.current.get_kind_display())
        context = {"view": view, "form": form, "label": label, "crumbs": _crumbs(label)}
        context |= {"seen_version": view.current.pk if seen is None else seen, "is_stale": is_stale}
        return self.render(context, status=status)


def _number(sent: str) -> int:
    """Return the key of the wording that was read; 0, which none has, for anything else."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _crumbs(*last: str) -> list[dict[str, Any]]:
    steps = [
        {"label": _("Documents"), "url": reverse("console:document_list")},
        {"label": _("Templates"), "url": reverse("console:document_templates") if last else ""},
    ]
    return steps + [{"label": label, "url": ""} for label in last]


urlpatterns = [
    path("documents/templates/", TemplatesPage.as_view(), name="document_templates"),
    path("documents/templates/<slug:code>/", TemplatePage.as_view(), name="document_template"),
]
