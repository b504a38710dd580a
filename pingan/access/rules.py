"""Who is acting, and which duties a role carries. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from pingan.common.ids import OrganId, PostId, UserId

#: Roles whose business is the matters themselves; administrators are outside (domain.md §9.3, 三员).
BUSINESS_ROLES = frozenset({
    "grid_worker", "community_staff", "township_desk", "county_dispatcher", "unit_handler",
    "body_office", "leader", "auditor", "county_government", "mediator", "expert",
})  # fmt: skip
#: The three administrators exclude one another and see no business data.
ADMINISTRATOR_ROLES = frozenset({"system_admin", "security_admin", "audit_admin"})
#: Roles that must sign in with a second factor from the first day (issue of the house, domain.md §9.3).
SECOND_FACTOR_ROLES = ADMINISTRATOR_ROLES | {"body_office", "auditor"}

#: Whoever comes through a public door: no account holds it. Their code opens what it stands for, and nothing else.
PUBLIC_ROLE = "public"

_DUTIES: dict[str, frozenset[str]] = {
    **{role: frozenset({"organisation.view", "inbox.read", "file.upload"}) for role in BUSINESS_ROLES},
    "system_admin": frozenset({"users.manage", "system.view", "inbox.read"}),
    "security_admin": frozenset(
        {"posts.manage", "grants.manage", "users.list", "organisation.view", "inbox.read"}
    ),
    "audit_admin": frozenset({"audit.read_all", "inbox.read"}),
}
_EXTRA: dict[str, set[str]] = {}


def extend_duties(duties: Mapping[str, Iterable[str]]) -> None:
    """Let an app add its duties per role, from ``AppConfig.ready()``. An unknown role is an error."""
    for role, names in duties.items():
        if role not in BUSINESS_ROLES | ADMINISTRATOR_ROLES | {PUBLIC_ROLE}:
            raise ValueError(f"unknown role {role!r}")
        _EXTRA.setdefault(role, set()).update(names)


def duties_of(role: str) -> frozenset[str]:
    """Return every duty that posts of this role carry."""
    return _DUTIES.get(role, frozenset()) | _EXTRA.get(role, set())


extend_duties(
    {
        "body_office": {
            "organisation.edit", "responsibility.view", "responsibility.edit", "calendar.edit",
            "documents.issue", "documents.edit_templates",
        },
        "auditor": {"audit.read", "responsibility.view"},
        PUBLIC_ROLE: {"file.upload"},
        "leader": {"responsibility.view"},
    }
)  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """One person in one post at one moment; the only thing services ask "who" of.

    ``areas`` are region-code prefixes (2, 4, 6, 9 or 12 digits) and include the codes that the post's region
    succeeded, so that a successor's desk sees the old matters. ``scopes`` are sets of row ids filled by apps.
    """

    user_id: UserId | None
    name: str
    post_id: PostId | None = None
    role: str = ""
    role_label: str = ""
    post_label: str = ""
    signature: str = ""
    """Name and post as the books keep them, always in the product's first language."""
    level: int = 0
    areas: tuple[str, ...] = ()
    region_id: int | None = None
    region_code: str = ""
    organ_id: OrganId | None = None
    scopes: Mapping[str, frozenset[int]] = field(default_factory=dict)
    granted: frozenset[int] = frozenset()
    """Matters outside the scope that this person may see for a time (``Grant``), as of now."""
    posts: tuple[tuple[int, str], ...] = ()
    is_system: bool = False
    ip: str = ""
    request_id: str = ""

    def has(self, duty: str) -> bool:
        """Say whether the post held carries this duty. The system carries those that jobs need."""
        return self.is_system or duty in duties_of(self.role)

    def covers(self, region_code: str) -> bool:
        """Say whether a division lies inside the post's area."""
        return self.is_system or any(region_code.startswith(area) for area in self.areas)

    @property
    def person(self) -> UserId:
        """Return the account that acts, where a person must.

        Raises:
            AssertionError: the system acts; no rule should have let it come here.

        """
        if self.user_id is None:
            raise AssertionError("the system acts where a person must")
        return self.user_id

    @property
    def is_administrator(self) -> bool:
        """Say whether this post is one of the three that see no business data."""
        return self.role in ADMINISTRATOR_ROLES


def system_actor() -> Actor:
    """Return the actor of jobs and loaders; the timeline shows it as the system."""
    return Actor(user_id=None, name=str(_("System")), role="system", is_system=True, areas=("36",))


def public_actor(*, region_code: str = "", granted: Iterable[int] = ()) -> Actor:
    """Return whoever comes through a public door, for a place, or with the code of the ``granted`` matters.

    The books keep no more of them than this, in the product's first language as every signature.
    """
    return Actor(
        user_id=None,
        name="公众",
        signature="公众（公共入口）",
        role=PUBLIC_ROLE,
        areas=(region_code[:6],) if region_code else (),
        region_code=region_code,
        granted=frozenset(granted),
    )
