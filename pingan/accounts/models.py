"""People who sign in, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pingan.common.fields import EncryptedTextField
from pingan.common.text import pinyin_key


class UserManager(BaseUserManager["User"]):
    """Creates users; rights come from posts, never from the user."""

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> User:
        """Create an active account. ``name`` is the person's name as colleagues see it.

        ``password`` None gives an account that nobody can sign in to yet.
        """
        extra.setdefault("name_pinyin", pinyin_key(extra.get("name", ""), is_person=True))
        extra.setdefault("password_changed_at", timezone.now())
        user = self.model(username=self.model.normalize_username(username.strip()), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do follows from the posts its holder has on that day (``org.Post``)."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("username"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    phone = EncryptedTextField(_("phone"), null=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, help_text="Made by the demo data; its password is public.")
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(default=timezone.now)
    session_epoch = models.PositiveIntegerField(
        default=0, help_text="Part of every session's key: raised by one, all sessions of the user end."
    )
    large_type = models.BooleanField(_("large type"), default=False)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text="Blank: as the browser says, Chinese otherwise."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(username="") & ~models.Q(name=""), name="user_is_named"
            ),
        )
        indexes = (models.Index(fields=["name_pinyin", "id"], name="user_by_name"),)

    def __str__(self) -> str:
        """Show the name that colleagues know."""
        return self.name

    def get_full_name(self) -> str:
        """Return the person's name, for libraries that ask."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """Bind sessions to the password and to the epoch, so that raising the epoch signs out everywhere."""
        return self._bound_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same under former secret keys, so that rotating the key signs nobody out."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._bound_hash(secret)

    def _bound_hash(self, secret: str | bytes) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("pingan.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class PasswordHistory(models.Model):
    """Hashes of the latest passwords, the present one among them; none of the last five may be chosen."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        """Never show the hash."""
        return f"former password {self.pk}"


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 is stored; it expires and can be revoked.

    The key has 256 random bits, so a plain digest cannot be searched backwards.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("label"), max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(null=True, help_text="NULL: not revoked.")
    last_used_at = models.DateTimeField(null=True, help_text="To the hour; NULL: never used.")
    with_second_factor = models.BooleanField(
        default=False,
        help_text="Made by somebody who had shown a second factor; posts that need one accept it.",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="api_token_expires_later"
            ),
        )

    def __str__(self) -> str:
        """Show the label, never the key."""
        return self.label or f"token {self.pk}"


class Device(models.Model):
    """One browser that signed in for one account. Its secret stands in a cookie; only the SHA-256 is stored.

    ``signed_out_at``: signed out from afar; its session ended then, and what it keeps goes at its next contact.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, db_index=True)
    label = models.CharField(max_length=100, blank=True, help_text="Browser and system; blank: unknown.")
    session_key = models.CharField(
        max_length=40, blank=True, help_text="Of its latest session; blank: ended from afar."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(help_text="To the hour.")
    signed_out_at = models.DateTimeField(null=True, help_text="NULL: not signed out from afar.")
    wiped_at = models.DateTimeField(null=True, help_text="First told to clear what it keeps; NULL: not yet.")

    class Meta:
        ordering = ("-last_seen_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "digest"],
                condition=models.Q(signed_out_at=None),
                name="device_once_per_account",
            ),
            models.CheckConstraint(
                condition=models.Q(wiped_at=None) | models.Q(signed_out_at__isnull=False),
                name="device_is_wiped_after_sign_out",
            ),
        )

    def __str__(self) -> str:
        """Show the label, never the secret."""
        return self.label or f"device {self.pk}"
