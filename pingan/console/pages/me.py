"""One's own account: how pages look, posts, keys for programs, sessions."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.accounts.models import User
from pingan.accounts.queries import has_totp
from pingan.accounts.rules.passwords import MAX_AGE
from pingan.accounts.rules.tokens import DEFAULT_DAYS, MAX_DAYS
from pingan.accounts.services import save_preferences
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid
from pingan.console.queries.accounts import devices_of, own_tokens
from pingan.console.services import accounts as services
from pingan.web.devices import device_of
from pingan.web.forms import add_errors
from pingan.web.middleware import POST_SESSION_KEY
from pingan.web.once import keep_once, take_once
from pingan.web.pages import Page
from pingan.web.preferences import show_as_preferred
from pingan.web.sign_in import has_second_factor


class OwnPage(Page):
    @property
    def user(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - dispatch let nobody else in
        return user


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As the browser says")), ("zh-hans", "简体中文"), ("en", "English")],
    )
    theme = forms.ChoiceField(label=gettext_lazy("Colours"), choices=User.Theme.choices)
    large_type = forms.BooleanField(label=gettext_lazy("Large type"), required=False)


class TokenForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Label"), max_length=100, help_text=gettext_lazy("Which program will use it.")
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"), min_value=1, max_value=MAX_DAYS, initial=DEFAULT_DAYS
    )


class MyAccount(OwnPage):
    template_name = "console/accounts/me.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = self.user
        form = PreferencesForm(
            initial={"language": user.language, "theme": user.theme, "large_type": user.large_type}
        )
        return self._show(form)

    def _show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "account": self.user,
            "own_posts": self.actor.posts,
            "devices": devices_of(self.actor, self.user.pk)[:20],
            "own_device": device_of(self.request),
            "has_totp": has_totp(self.user),
            "password_until": self.user.password_changed_at + MAX_AGE,
        }
        return self.render(context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        save_preferences(user=self.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("console:my_account")
        show_as_preferred(response, self.user, forget=True)
        return response


class SwitchPost(OwnPage):
    """Go on under another of one's own posts."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("post_id", "")
        labels = {str(post_id): label for post_id, label in self.actor.posts}
        if wanted not in labels:
            raise Forbidden(_("You do not hold this post today."))
        request.session[POST_SESSION_KEY] = int(wanted)
        log(actor=self.actor, action="post.switched", object_type="post", object_id=int(wanted))
        messages.success(request, _("You now act as: %(post)s") % {"post": labels[wanted]})
        return redirect(settings.LOGIN_REDIRECT_URL)


class Tokens(OwnPage):
    template_name = "console/accounts/tokens.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(TokenForm())

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if form.is_valid():
            try:
                _token, key = services.make_token(
                    actor=self.actor,
                    user=self.user,
                    with_second_factor=has_second_factor(request),
                    **form.cleaned_data,
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                keep_once(request, "token", key)
                return redirect("console:tokens")
        return self._show(form, status=422)

    def _show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "tokens": own_tokens(self.actor)[:100],
            "now": timezone.now(),
            "key": take_once(self.request, "token"),
        }
        response = self.render(context, status=status)
        response["Cache-Control"] = "no-store"
        return response


class TokenRevoke(OwnPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        services.end_token(actor=self.actor, user=self.user, token_id=pk)
        messages.success(request, _("The token is revoked."))
        return redirect("console:tokens")


class DeviceSignOut(OwnPage):
    """End the session of one of the own browsers; it clears what it keeps at its next contact."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        services.sign_out_own_device(actor=self.actor, device_id=pk)
        messages.success(request, _("The device is signed out and will be wiped."))
        return redirect("console:my_account")


class SignOutEverywhere(OwnPage):
    """End all other sessions and every key; this session goes on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        here = request.session.session_key or ""
        services.sign_out_everywhere(actor=self.actor, user=self.user, besides=here)
        update_session_auth_hash(request, self.user)
        messages.success(request, _("All other sessions and all API tokens have ended."))
        return redirect("console:my_account")


urlpatterns = [
    path("me/", MyAccount.as_view(), name="my_account"),
    path("me/post/", SwitchPost.as_view(), name="switch_post"),
    path("me/tokens/", Tokens.as_view(), name="tokens"),
    path("me/tokens/<int:pk>/revoke/", TokenRevoke.as_view(), name="token_revoke"),
    path("me/devices/<int:pk>/sign-out/", DeviceSignOut.as_view(), name="device_sign_out"),
    path("me/sign-out-everywhere/", SignOutEverywhere.as_view(), name="sign_out_everywhere"),
]
