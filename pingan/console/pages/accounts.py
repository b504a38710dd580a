"""The system administrator's pages: accounts, and nothing of what people do with them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch
from pingan.accounts.models import User
from pingan.common.errors import Invalid, NotFound
from pingan.console.pages.paging import page_of
from pingan.console.queries.accounts import devices_of, visible_accounts
from pingan.console.services import accounts as services
from pingan.web.forms import add_errors
from pingan.web.once import keep_once, take_once
from pingan.web.pages import Page

STATES = {"active": True, "closed": False}


class AccountForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=60,
        help_text=gettext_lazy("What the person types to sign in."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Stored encrypted."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Stands in the security log."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AccountList(Page):
    duty = "users.manage"
    template_name = "console/accounts/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        search, state = request.GET.get("q", "").replace("\0", "")[:60], request.GET.get("state", "")
        rows = visible_accounts(self.actor, search=search, is_active=STATES.get(state))
        return self.render({"page": page_of(request, rows, ("username",)), "query": search, "state": state})


class AccountOpen(Page):
    duty = "users.manage"
    template_name = "console/accounts/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": AccountForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AccountForm(request.POST)
        if form.is_valid():
            try:
                user, password = services.open_account(actor=self.actor, **form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            else:
                keep_once(request, f"password.{user.pk}", password)
                return redirect("console:account_detail", pk=user.pk)
        return self.render({"form": form}, status=422)


class AccountDetail(Page):
    duty = "users.manage"
    template_name = "console/accounts/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render(account_context(self, pk, password=take_once(request, f"password.{pk}")))


def account_context(page: Page, pk: int, **more: Any) -> dict[str, Any]:
    account = visible_accounts(page.actor).filter(pk=pk).first()
    if account is None:
        raise NotFound()
    is_own = account.pk == page.actor.user_id
    devices = devices_of(page.actor, pk)[:20]
    return {"account": account, "is_own": is_own, "form": ReasonForm(), "devices": devices, **more}


class AccountAct(Page):
    """Reset the password, close, reopen or sign out a device, each with a reason."""

    duty = "users.manage"
    template_name = "console/accounts/detail.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        if verb not in {"reset-password", "close", "reopen", "sign-out-device"}:
            raise NotFound()
        fetch(User, self.actor, pk)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render(account_context(self, pk, form=form, opened=verb), status=422)
        reason = form.cleaned_data["reason"]
        if verb == "reset-password":
            user, password = services.reset_password(actor=self.actor, user_id=pk, reason=reason)
            keep_once(request, f"password.{user.pk}", password)
        elif verb == "sign-out-device":
            device = request.POST.get("device", "")
            if not (device.isascii() and device.isdigit() and len(device) < 19):
                raise NotFound()
            services.sign_out_device(actor=self.actor, user_id=pk, device_id=int(device), reason=reason)
            messages.success(request, _("The device is signed out and will be wiped."))
        elif verb == "close":
            services.close_account(actor=self.actor, user_id=pk, reason=reason)
            messages.success(request, _("The account is closed; its sessions and tokens have ended."))
        else:
            services.reopen_account(actor=self.actor, user_id=pk, reason=reason)
            messages.success(request, _("The account is open again."))
        return redirect("console:account_detail", pk=pk)


urlpatterns = [
    path("accounts/", AccountList.as_view(), name="account_list"),
    path("accounts/new/", AccountOpen.as_view(), name="account_new"),
    path("accounts/<int:pk>/", AccountDetail.as_view(), name="account_detail"),
    path("accounts/<int:pk>/<slug:verb>/", AccountAct.as_view(), name="account_act"),
]
