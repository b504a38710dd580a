"""The entry of the main menu that leads to the incidents."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grids.policy.incidents import VIEW
from grids.policy.submissions import DESK
from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.public_pages import PublicDoor


def sees_incidents(actor: Actor) -> bool:
    """Say whether incidents are this post's business: administrators and mediators have others."""
    return any(actor.has(permit.duty) for permit in VIEW)


def incident_menu(actor: Actor) -> list[NavigationItem]:
    """Return the inbox for everybody whose business the incidents are."""
    if not sees_incidents(actor):
        return []
    return [NavigationItem(_("Incidents"), reverse("grids:incident_list"), "inbox", "events")]


def submission_menu(actor: Actor) -> list[NavigationItem]:
    """Return the queue of what the public sent, for the desks that decide about it."""
    if not actor.has(DESK):
        return []
    return [
        NavigationItem(
            _("From the public"), reverse("grids:submission_list"), "message", "events", on_phone=False
        )
    ]


def volunteer_menu(actor: Actor) -> list[NavigationItem]:
    """Return the volunteers of the area, for the desks that look after them."""
    if not actor.has(DESK):
        return []
    return [
        NavigationItem(_("Volunteers"), reverse("grids:volunteer_list"), "users", "events", on_phone=False)
    ]


def report_door(_request: HttpRequest) -> PublicDoor:
    """Return what the public index says of reporting."""
    words = _(
        "A hazard, a disturbance, a dispute in the neighbourhood, something that does not work. No account is needed."
    )
    return PublicDoor(_("Report something"), words, reverse("grids:public_report"), "report")


def progress_door(_request: HttpRequest) -> PublicDoor:
    """Return what the public index says of asking by code."""
    words = _("With the code that you were given: the answer, your rating, and a review by somebody else.")
    return PublicDoor(_("See what became of it"), words, reverse("grids:public_progress"), "search")


def map_menu(actor: Actor) -> list[NavigationItem]:
    """Return the map for everybody whose business the grids are."""
    if not actor.has("grids.view"):
        return []
    return [NavigationItem(_("Map"), reverse("grids:map"), "map-pin", "events", on_phone=False)]
