"""A small world: two townships of one county, one of another, with a person in every role of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from disputes.models import MediationCommittee, Mediator
from grids.models import Grid, GridAssignment
from pingan.access.queries import actor_for
from pingan.access.rules import SECOND_FACTOR_ROLES, Actor
from pingan.accounts.models import User
from pingan.org.models import Organ, Post, Region
from tests.factories.committees import given_committee, given_mediator
from tests.factories.org import LONG_AGO, given_organ, given_region
from tests.factories.reference import load_reference

PASSWORD = "Ceshi-2026-Pingan"
#: role -> level of the region it is held for
LEVELS = {
    "grid_worker": 5, "community_staff": 5, "township_desk": 4, "unit_handler": 3, "county_dispatcher": 3,
    "body_office": 3, "leader": 3, "auditor": 3, "county_government": 3, "mediator": 4,
    "expert": 3,
}  # fmt: skip
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def square(west: float, south: float, size: float = 0.02) -> dict[str, Any]:
    """Return a GeoJSON square."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass
class Place:
    """One township with its village, grid and people. ``point`` lies inside the grid."""

    county: Region
    township: Region
    village: Region
    grid: Grid
    point: tuple[float, float]
    units: dict[str, Organ]
    committee: MediationCommittee
    users: dict[str, User] = field(default_factory=dict)
    mediators: list[Mediator] = field(default_factory=list)

    def actor(self, role: str) -> Actor:
        """Return the actor of this place's person in a role; ``unit_handler`` is the first unit's."""
        actor = actor_for(self.users[role])
        assert actor is not None
        return actor

    def client(self, role: str) -> Client:
        """Return a browser signed in as this place's person, second factor passed where one is needed."""
        return signed_in(self.users[role])


def signed_in(user: User) -> Client:
    """Return a client with a session of the user; the sign-in pages themselves are tested elsewhere."""
    from allauth.mfa.models import Authenticator

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    roles = set(Post.objects.filter(user=user).values_list("role", flat=True))
    if roles & SECOND_FACTOR_ROLES:
        Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": "x"}})
    pass_second_factor(client, user)
    return client


def pass_second_factor(client: Client, user: User) -> None:
    """Mark the session as one that passed its second factor, the way the sign-in pages do."""
    from django.test import RequestFactory

    from pingan.web.sign_in import note_second_factor

    request = RequestFactory().get("/")
    request.session = client.session
    request.user = user  # type: ignore[assignment]
    note_second_factor(request, user.pk)
    request.session.save()


@dataclass
class World:
    """Two townships of 南康区 and one of 章贡区."""

    here: Place
    neighbour: Place
    far: Place
    admins: dict[str, User]
    province_office: User

    @cached_property
    def places(self) -> dict[str, Place]:
        """Return the three by name."""
        return {"here": self.here, "neighbour": self.neighbour, "far": self.far}


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def _user(username: str, name: str) -> User:
    # As if the first password came from elsewhere: remembering it for each of 46 people is half of making the world.
    return User.objects.create(username=username, name=name, is_demo=True, password=_hashed())


def given_worker(place: Place, user: User) -> GridAssignment:
    """Put a user on full-time duty in the place's grid."""
    return GridAssignment.objects.create(
        grid=place.grid, user=user, duty_role="worker", employment="full_time", valid_from=LONG_AGO
    )


def _grid(village: Region, code: str, west: float, south: float) -> Grid:
    boundary = square(west, south)
    west_, south_, east_, north_ = west, south, west + 0.02, south + 0.02
    return Grid.objects.create(
        code=code,
        name=f"{village.name}第一网格",
        kind="basic_grid",
        region=village,
        boundary=boundary,
        west=west_,
        south=south_,
        east=east_,
        north=north_,
        valid_from=LONG_AGO,
        households=120,
        resident_population=400,
    )


def _place(
    prefix: str, township_code: str, village_code: str, corner: tuple[float, float], shared: dict[str, Any]
) -> Place:
    county = given_region(f"{township_code[:6]}000000")
    township, village = given_region(township_code), given_region(village_code)
    if county.code not in shared:
        shared[county.code] = {
            "city_management": given_organ(county, f"{county.name}城市管理局"),
            "housing": given_organ(county, f"{county.name}住房和城乡建设局"),
            "office": given_organ(county, f"{county.name}委平安办", kind=Organ.Kind.COORDINATING_OFFICE),
        }
        Organ.objects.filter(pk=shared[county.code]["office"].pk).update(
            document_code=f"{county.name[0]}平安办"
        )
    units = shared[county.code]
    place = Place(
        county=county,
        township=township,
        village=village,
        grid=_grid(village, f"{village_code}001", *corner),
        point=(corner[0] + 0.01, corner[1] + 0.01),
        units=units,
        committee=given_committee(township),
    )
    by_level = {3: county, 4: township, 5: village}
    for role, level in LEVELS.items():
        user = _user(f"{prefix}_{role}", f"{prefix}{role}")
        place.users[role] = user
        organ = {
            "unit_handler": units["city_management"],
            "body_office": units["office"],
            "mediator": place.committee.organ,
        }.get(role)
        _post(user, role, by_level[level], organ)
    place.mediators.append(given_mediator(place.committee, place.users["mediator"]))
    second = _user(f"{prefix}_unit_handler_2", f"{prefix}住建")
    place.users["unit_handler_2"] = second
    _post(second, "unit_handler", county, units["housing"])
    for role in ("township_desk", "unit_handler"):
        place.users[f"{role}_b"] = _user(f"{prefix}_{role}_b", f"{prefix}{role}乙")
    _post(place.users["township_desk_b"], "township_desk", township, None)
    _post(place.users["unit_handler_b"], "unit_handler", county, units["city_management"])
    given_worker(place, place.users["grid_worker"])
    return place


def _post(user: User, role: str, region: Region, organ: Organ | None) -> Post:
    return Post.objects.create(user=user, role=role, region=region, organ=organ, held_from=date(2024, 1, 1))


def given_world() -> World:
    """Create the small world; call once per test (or per module, in a transaction)."""
    load_reference()
    shared: dict[str, Any] = {}
    here = _place("h", "360703203000", "360703203200", (114.60, 25.70), shared)
    neighbour = _place("n", "360703204000", "360703204200", (114.70, 25.70), shared)
    far = _place("f", "360702100000", "360702100200", (114.95, 25.85), shared)
    province = given_region("360000000000")
    admins = {}
    for role in ADMINISTRATORS:
        admins[role] = _user(role, role)
        _post(admins[role], role, province, None)
    office = _user("province_office", "省平安办")
    _post(
        office,
        "body_office",
        province,
        given_organ(province, "省委平安办", kind=Organ.Kind.COORDINATING_OFFICE),
    )
    return World(here, neighbour, far, admins, office)
