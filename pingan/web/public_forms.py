"""What every form of a public door bears against floods: a signed moment, a number of its own, a field that nobody sees.

No captcha of others is asked: a person takes longer for writing than a program, and what is sent twice counts once.
"""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.errors import Invalid
from pingan.common.text import LOST, storable_text

_SALT = "public.form"
#: Nobody reads and writes faster; and a form that lay open overnight is given a new number (our own choice).
FASTEST_SECONDS, OLDEST_SECONDS = 3, 12 * 3600


def new_token() -> str:
    """Return the number of a form that is shown now, signed with the moment."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(24))


def nonce_of(token: str) -> str:
    """Return the number in a token.

    Raises:
        BadSignature: it is not ours; SignatureExpired (one of those): it is too old.

    """
    return signing.TimestampSigner(salt=_SALT).unsign(token, max_age=OLDEST_SECONDS)


def is_too_fast(token: str) -> bool:
    """Say whether a form comes back sooner than anybody reads it."""
    try:
        signing.TimestampSigner(salt=_SALT).unsign(token, max_age=FASTEST_SECONDS)
    except signing.SignatureExpired:
        return False
    return True


class KeptText(forms.CharField):
    """Words as somebody sent them, whatever their program did to the letters: one that was lost shows as that."""

    default_validators: list[Any] = []

    def to_python(self, value: Any) -> Any:
        """Put the sign of a lost letter in place of what no column holds."""
        return super().to_python(storable_text(value).replace("\0", LOST) if isinstance(value, str) else "")


def typed_in(form_class: type[forms.Form], request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
    """Return what was typed into a form, by its fields, to be shown again and not to be checked."""
    blank = form_class(**kwargs)
    return {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name)
        for name, field in blank.fields.items()
        if name in request.POST
    }


class PublicForm(forms.Form):
    """A form that anybody may send. ``website`` is the field that people do not see."""

    form_number = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("form_number", new_token())

    def clean(self) -> dict[str, Any]:
        """Refuse what no person sent, in words that a person can act on."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("website"):
            self.add_error(
                None, _("One field has to stay empty: it catches programs. Empty it and send again.")
            )
        token = cleaned.get("form_number", "")
        try:
            self.nonce = nonce_of(token)
        except signing.BadSignature:
            self.renew()
            self.add_error(
                None, _("This page was open for very long. Look at it once more, then send it again.")
            )
            return cleaned
        # Whoever left fields empty sends again anyway, and has to be told of them alone.
        if not self.errors and is_too_fast(token):
            self.add_error(
                None, _("This was sent very quickly. Please look through it once more, then send it again.")
            )
        return cleaned

    def renew(self) -> None:
        """Give the form that is shown again a number of its own: what it says now is something else."""
        self.data = (
            {**self.data.dict(), "form_number": new_token()}
            if isinstance(self.data, QueryDict)
            else self.data
        )

    def refuse(self, error: Invalid) -> None:
        """Put a rule's refusals at their fields; with one of the whole form, it gets a new number."""
        for name, sentences in error.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))
        if "" in error.fields:
            self.renew()
