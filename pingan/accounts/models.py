"""People who sign in, and how."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.common.fields import EncryptedTextField


class UserManager(BaseUserManager["User"]):
    """Creates users; rights come from posts, never from the user."""

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> User:
        """Create an active account. ``name`` is the person's name as colleagues see it."""
        user = self.model(username=username, password_changed_at=timezone.now(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do follows from the posts its holder has on that day (``org.Post``)."""

    username = models.CharField(_("username"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    phone = EncryptedTextField(_("phone"), null=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, help_text="Made by the demo data; its password is public.")
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(default=timezone.now)
    large_type = models.BooleanField(_("large type"), default=False)
    theme = models.CharField(
        _("theme"), max_length=5, default="auto", choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        """Show the name that colleagues know."""
        return self.name

    def get_full_name(self) -> str:
        """Return the person's name, for libraries that ask."""
        return self.name


class PasswordHistory(models.Model):
    """Hashes of former passwords; the last five may not come back (domain.md §9.3)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Never show the hash."""
        return f"former password {self.pk}"


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 is stored; it expires and can be revoked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    with_second_factor = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Show the label, never the key."""
        return self.label or f"token {self.pk}"
