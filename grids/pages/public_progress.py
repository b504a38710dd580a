"""What became of it, by code; rating and asking for a review. The code is sent in the body and stands in no address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from grids.machine import INCIDENTS
from grids.models import PublicSubmission
from grids.pages.public_forms import CodeForm, RateForm, ReviewForm, WithdrawForm
from grids.queries.submissions import progress_of
from grids.queries.volunteers import own_record
from grids.rules.submissions import plain_code
from grids.services.submission_codes import ask_review, rate
from grids.services.submissions import by_code
from pingan.common.errors import Busy, Forbidden, IllegalAction, Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.public_forms import typed_in
from pingan.web.public_pages import PublicPage
from pingan.web.throttling import is_let_through

_MINUTE, _HOUR = 60, 3600
#: Looks from one line: who guesses 128 bits gets nowhere, and this keeps them from trying the database.
PER_MINUTE, PER_HOUR, ALL_PER_MINUTE = 20, 200, 1200


class CodeDoor(PublicPage):
    """A page that a code opens."""

    folder = "grids/public"

    def is_too_much(self) -> bool:
        """Count this look; every window, whichever is over."""
        looks = (
            is_let_through("code", most=PER_MINUTE, seconds=_MINUTE, request=self.request),
            is_let_through("code", most=PER_HOUR, seconds=_HOUR, request=self.request),
            is_let_through("code:all", most=ALL_PER_MINUTE, seconds=_MINUTE),
        )
        return not all(looks)

    def shown_again(self, request: HttpRequest) -> HttpResponse | None:
        return self.ask(CodeForm(initial=typed_in(CodeForm, request)))

    def ask(self, form: CodeForm, status: int = 200) -> HttpResponse:
        """Ask for the code."""
        return self.show("code", {"form": form}, status)

    def found(self, request: HttpRequest) -> tuple[PublicSubmission | None, HttpResponse]:
        """Return what the sent code stands for, or the page that says why nothing is shown."""
        form = CodeForm(request.POST)
        is_sound = form.is_valid()
        if self.is_too_much():
            form.add_error(
                None, _("Too many codes are tried from here at once. Wait a minute, then try again.")
            )
            return None, self.ask(form, 429)
        row = by_code(form.cleaned_data["code"]) if is_sound else None
        if row is None:
            if is_sound:
                form.add_error("code", _("Nothing stands under this code. Compare it letter by letter."))
            return None, self.ask(form, 422)
        return row, HttpResponse()

    def tell_refused(self, row: PublicSubmission, words: Any) -> HttpResponse:
        """Show what holds, and say first that what was sent now changed nothing of it."""
        row.refresh_from_db()
        return self.tell(row, refused=words, status=409)

    def tell(
        self, row: PublicSubmission, *, done: Any = "", refused: Any = "", status: int = 200, **forms: Any
    ) -> HttpResponse:
        """Show what became of it, with the forms that are open now."""
        told = progress_of(row)
        code = {"code": plain_code(self.request.POST.get("code", ""))}
        context = {
            "told": told,
            "row": row,
            "done": done,
            "refused": refused,
            "own": own_record(row),
            "withdraw_form": forms.get("withdraw_form") or WithdrawForm(initial=code),
            "code": code["code"],
            "state": INCIDENTS.states[told.incident.matter.state] if told.incident else "",
            "rate_form": forms.get("rate_form") or (RateForm(initial=code) if told.may_rate else None),
            "review_form": forms.get("review_form")
            or (ReviewForm(initial=code) if told.may_ask_review else None),
        }
        return self.show("progress", context, status)


class Progress(CodeDoor):
    """Asks for the code, and tells."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        row, page = self.found(request)
        return page if row is None else self.tell(row)


class Rate(CodeDoor):
    """Takes both answers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        row, page = self.found(request)
        if row is None:
            return page
        form = RateForm(request.POST)
        if not form.is_valid():
            return self.tell(row, status=422, rate_form=form)
        try:
            rate(**form.cleaned_data)
        except Invalid as error:
            add_errors(form, error)
            return self.tell(row, status=422, rate_form=form)
        except Busy:
            words = _("Not recorded: something else is done with it at this moment. Send the rating again.")
            return self.tell_refused(row, words)
        except (NotFound, IllegalAction, Forbidden):
            words = _(
                "Not recorded: a rating was given already, or it cannot be rated now. Below stands what holds."
            )
            return self.tell_refused(row, words)
        return self.tell(row, done=_("Thank you. Both answers are recorded."))


class Review(CodeDoor):
    """Takes the wish that another person looks again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        row, page = self.found(request)
        if row is None:
            return page
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.tell(row, status=422, review_form=form)
        try:
            ask_review(**form.cleaned_data)
        except Invalid as error:
            add_errors(form, error)
            return self.tell(row, status=422, review_form=form)
        except (NotFound, IllegalAction):
            words = _(
                "Not recorded: a review was asked for already, or none is possible now. Below stands what holds."
            )
            return self.tell_refused(row, words)
        row.refresh_from_db()
        return self.tell(row, done=_("Somebody else than those who dealt with it will look at it again."))


urlpatterns = [
    path("public/progress/", Progress.as_view(), name="public_progress"),
    path("public/progress/rate/", Rate.as_view(), name="public_rate"),
    path("public/progress/review/", Review.as_view(), name="public_review"),
]
