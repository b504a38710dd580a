"""Accounts, keys, exceptional grants and the security log: the three administrators, kept apart.

system_admin opens and closes accounts, security_admin gives posts and grants, audit_admin reads the book
about both; an auditor reads what concerns the own area (GB/T 22239-2019 §8.1.5; domain.md §9.3).
"""

from __future__ import annotations

from pingan.access.models import Grant
from pingan.access.policy import Area, Everywhere, Own, Permit, register
from pingan.accounts.models import ApiToken, Device, User
from pingan.audit.models import AuditEntry


def register_permits() -> None:
    """Say it to the access floor; called from ``AppConfig.ready()``."""
    manage = Permit("users.manage", Everywhere())
    posts = Permit("posts.manage", Everywhere())
    register(
        User,
        {
            "view": [manage, Permit("users.list", Everywhere())],
            "manage": [manage],
            "remove_second_factor": [posts],
        },
    )
    register(ApiToken, {"view": [Permit("inbox.read", Own())], "revoke": [Permit("inbox.read", Own())]})
    register(
        Device,
        {
            "view": [Permit("inbox.read", Own()), manage],
            "sign_out": [Permit("inbox.read", Own()), manage],
        },
    )
    grants = Permit("grants.manage", Everywhere())
    register(Grant, {"view": [grants], "revoke": [grants]})
    register(
        AuditEntry,
        {"view": [Permit("audit.read_all", Everywhere()), Permit("audit.read", Area("region_code"))]},
    )
