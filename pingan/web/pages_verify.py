"""The public page that tells whether a file is the one that was given out. Nothing that is sent is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.web.exports import label_of
from pingan.web.public_pages import PublicPage
from pingan.web.throttling import is_let_through
from pingan.web.upload_limit import LARGEST
from pingan.web.verification import Checked, check, digest_of

_MINUTE = 60
PER_MINUTE, ALL_PER_MINUTE = 20, 300


class VerifyForm(forms.Form):
    """The file, the code printed in it, or both."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("It is read once to compute its digest, and not kept."),
    )
    code = forms.CharField(
        label=gettext_lazy("Verification code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("It stands at the end of the file, for example 7K3M-Q9XT-2B4D-W8HZ."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_file(self) -> Any:
        """Refuse what no export can be."""
        file = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("No file that was given out is so large."))
        return file

    def clean(self) -> dict[str, Any]:
        """Demand one of the two."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("code"):
            raise forms.ValidationError(_("Choose the file, or type its code."))
        return data

    def verdict(self) -> Checked:
        """Compute the digest and ask."""
        file = self.cleaned_data["file"]
        return check(digest=digest_of(file.chunks()) if file else "", code=self.cleaned_data["code"])


class VerifyPage(PublicPage):
    """Asks for a file, and tells whether it is unaltered."""

    folder = "web"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(VerifyForm(initial={"code": request.GET.get("code", "")[:40]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = VerifyForm(request.POST, request.FILES)
        if not self._is_let_through(request):
            form.add_error(None, _("Too many questions arrive at once. Wait a minute, then ask again."))
            return self._show(form, status=429)
        if not form.is_valid():
            return self._show(form, status=422)
        return self._show(form, form.verdict(), has_file=bool(form.cleaned_data["file"]))

    def _is_let_through(self, request: HttpRequest) -> bool:
        return is_let_through("verify", most=PER_MINUTE, seconds=_MINUTE, request=request) and is_let_through(
            "verify:all", most=ALL_PER_MINUTE, seconds=_MINUTE
        )

    def _show(
        self, form: VerifyForm, checked: Checked | None = None, *, has_file: bool = False, status: int = 200
    ) -> HttpResponse:
        label = label_of(checked.issued.name) if checked and checked.issued else ""
        context = {"form": form, "checked": checked, "label": label, "has_file": has_file}
        return self.show("verify", context, status)


urlpatterns = [path("verify/", VerifyPage.as_view(), name="verify")]
