"""The security administrator's pages: who holds which post, and exceptional grants. No business data."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch
from pingan.access.services import grant, revoke
from pingan.accounts.models import User
from pingan.accounts.queries import account_by_username
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.console.pages.accounts import ReasonForm
from pingan.console.pages.paging import page_of
from pingan.console.queries.accounts import (
    all_posts_of,
    grants,
    matter_id_of,
    organs_named,
    regions_named,
    visible_accounts,
    with_posts,
)
from pingan.console.services import accounts as services
from pingan.org.models import Organ, Post, Region, Role
from pingan.org.services import appoint, end_post
from pingan.web.forms import add_errors
from pingan.web.pages import Page

_DATE = {"type": "date"}


def _one(found: list[Any], nothing: str) -> Any:
    if not found:
        raise forms.ValidationError(nothing)
    if len(found) > 1:
        listed = "、".join(f"{row} {getattr(row, 'code', '')}".strip() for row in found)
        raise forms.ValidationError(_("Several fit: %(list)s. Give the code.") % {"list": listed})
    return found[0]


class AppointForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    region = forms.CharField(
        label=gettext_lazy("Area"), max_length=80, help_text=gettext_lazy("Whole name or 12-digit code.")
    )
    organ = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Whole name; needed for unit handlers."),
    )
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=60, required=False)
    held_from = forms.DateField(label=gettext_lazy("Held from"), widget=forms.DateInput(_DATE))
    held_to = forms.DateField(
        label=gettext_lazy("Held to"),
        required=False,
        widget=forms.DateInput(_DATE),
        help_text=gettext_lazy("The first day on which it no longer counts. Empty: until further notice."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def clean_region(self) -> Region:
        found: Region = _one(regions_named(self.cleaned_data["region"]), _("No such division."))
        return found

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        typed, region = data.get("organ", ""), data.get("region")
        if typed and region is not None:
            try:
                data["organ"] = _one(organs_named(typed, region), _("No such unit in this area."))
            except forms.ValidationError as error:
                self.add_error("organ", error)
        return data


class EndForm(ReasonForm):
    held_to = forms.DateField(label=gettext_lazy("No longer counts from"), widget=forms.DateInput(_DATE))
    field_order = ("held_to", "reason")


class GrantForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("File number"), max_length=40)
    username = forms.CharField(label=gettext_lazy("Username"), max_length=60)
    until = forms.DateField(
        label=gettext_lazy("Until the end of"),
        widget=forms.DateInput(_DATE),
        help_text=gettext_lazy("30 days at most."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class PeopleList(Page):
    duty = "posts.manage"
    template_name = "console/posts/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("q", "").replace("\0", "")[:60]
        rows = with_posts(visible_accounts(self.actor, search=search), self.actor)
        return self.render({"page": page_of(request, rows, ("username",)), "query": search})


class PersonPosts(Page):
    """Everything a person ever held; give another post."""

    duty = "posts.manage"
    template_name = "console/posts/person.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render(self._context(pk, AppointForm(initial={"held_from": timezone.localdate()})))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = fetch(User, self.actor, pk)
        form = AppointForm(request.POST)
        if form.is_valid():
            try:
                post = self._appoint(person, form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("%(name)s holds: %(post)s") % {"name": person.name, "post": post})
                return redirect("console:person_posts", pk=pk)
        return self.render(self._context(pk, form), status=422)

    def _appoint(self, person: User, data: dict[str, Any]) -> Post:
        organ: Organ | None = data["organ"] or None
        return appoint(
            actor=self.actor,
            user_id=person.pk,
            role=data["role"],
            region_id=data["region"].pk,
            organ_id=organ.pk if organ else None,
            held_from=data["held_from"],
            held_to=data["held_to"],
            title=data["title"],
            reason=data["reason"],
        )

    def _context(self, pk: int, form: forms.Form) -> dict[str, Any]:
        person = visible_accounts(self.actor).filter(pk=pk).first()
        if person is None:
            raise NotFound()
        return {
            "person": person,
            "held": all_posts_of(self.actor, person),
            "today": timezone.localdate(),
            "is_own": person.pk == self.actor.user_id,
            "form": form,
            "reason_form": ReasonForm(auto_id="factor_%s"),
        }


class PostEnd(Page):
    duty = "posts.manage"
    template_name = "console/posts/end.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EndForm(initial={"held_to": timezone.localdate() + timedelta(days=1)})
        return self.render({"post": self._shown(pk), "form": form})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self._shown(pk)
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                end_post(actor=self.actor, post_id=pk, **form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("The post ends on %(day)s.") % {"day": form.cleaned_data["held_to"]}
                )
                return redirect("console:person_posts", pk=post.user_id)
        return self.render({"post": post, "form": form}, status=422)

    def _shown(self, pk: int) -> Post:
        return fetch(Post, self.actor, pk, refine=lambda rows: rows.select_related("user", "region", "organ"))


class SecondFactorRemove(Page):
    duty = "posts.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = request.POST.get("reason", "")[:300]
        try:
            services.remove_second_factor(actor=self.actor, user_id=pk, reason=reason)
        except Invalid as error:
            messages.error(request, "、".join(str(text) for texts in error.fields.values() for text in texts))
        else:
            messages.success(
                request, _("The second factor is removed; a new one is set up at the next sign-in.")
            )
        return redirect("console:person_posts", pk=pk)


class GrantList(Page):
    """Exceptional access to single files: give, look over, take back. The files themselves stay closed."""

    duty = "grants.manage"
    template_name = "console/posts/grants.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, GrantForm())

    def _show(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        is_all = request.GET.get("state") == "all"
        rows = page_of(request, grants(self.actor, is_live=not is_all), ("-pk",))
        return self.render(
            {"page": rows, "form": form, "is_all": is_all, "now": timezone.now()}, status=status
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = GrantForm(request.POST)
        if form.is_valid():
            try:
                self._give(form)
            except Invalid as error:
                renamed = {
                    "until" if name == "expires_at" else name: texts for name, texts in error.fields.items()
                }
                add_errors(form, Invalid(renamed))
            else:
                messages.success(request, _("Access is given."))
                return redirect("console:grant_list")
        return self._show(request, form, status=422)

    def _give(self, form: forms.Form) -> None:
        data = form.cleaned_data
        matter_id, user = matter_id_of(data["number"]), account_by_username(data["username"])
        problems: dict[str, str] = {}
        if matter_id is None:
            problems["number"] = _("No file has this number.")
        if user is None or not user.is_active:
            problems["username"] = _("No open account has this name.")
        if problems or matter_id is None or user is None:
            raise Invalid(problems)
        until = timezone.make_aware(datetime.combine(data["until"], time(23, 59, 59)))
        grant(actor=self.actor, matter_id=matter_id, user_id=user.pk, reason=data["reason"], expires_at=until)


class GrantRevoke(Page):
    duty = "grants.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        revoke(actor=self.actor, grant_id=pk, reason=request.POST.get("reason", "")[:200])
        messages.success(request, _("Access is taken back."))
        return redirect("console:grant_list")


urlpatterns = [
    path("posts/", PeopleList.as_view(), name="people_list"),
    path("posts/<int:pk>/", PersonPosts.as_view(), name="person_posts"),
    path("posts/<int:pk>/remove-second-factor/", SecondFactorRemove.as_view(), name="second_factor_remove"),
    path("posts/held/<int:pk>/end/", PostEnd.as_view(), name="post_end"),
    path("grants/", GrantList.as_view(), name="grant_list"),
    path("grants/<int:pk>/revoke/", GrantRevoke.as_view(), name="grant_revoke"),
]
