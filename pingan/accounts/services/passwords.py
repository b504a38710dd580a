"""Setting passwords, and remembering the last five."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.accounts.models import PasswordHistory, User
from pingan.accounts.rules.passwords import REMEMBERED, temporary_password
from pingan.accounts.services.tokens import revoke_tokens


class PasswordHistoryValidator:
    """Refuses the present password and the four before it. Django calls both methods."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise where one of the remembered hashes fits."""
        if user is None or user.pk is None:
            return
        remembered = [row.password for row in user.former_passwords.all()[:REMEMBERED]]
        if user.password not in remembered:
            remembered.append(user.password)
        if any(check_password(password, encoded) for encoded in remembered):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Remember the hash just stored, and forget what is older than the last five."""
        if user is None or not user.has_usable_password():
            return
        PasswordHistory.objects.create(user=user, password=user.password)
        kept = user.former_passwords.values_list("pk", flat=True)[:REMEMBERED]
        user.former_passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("None of your last %(count)d passwords.") % {"count": REMEMBERED}


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Store a password that its owner chose; the form has checked it. Other sessions end, keys stay."""
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save()


@transaction.atomic
def reset_password(*, user: User) -> str:
    """Give the account a random password for one sign-in and return it; sessions and keys end at once."""
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = timezone.now()
    user.save()
    revoke_tokens(user=user)
    return password
