"""Domains, kinds of places, sources and grades of hazards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Domain(models.TextChoices):
    """Fields of risk in places (Articles 25, 29–31, 35–44); ``risk.rules.domains`` says which article each stands for."""

    FIRE = "fire", pgettext_lazy("domain", "Fire safety")
    TRAFFIC = "traffic", pgettext_lazy("domain", "Road traffic")
    CONSTRUCTION = "construction", pgettext_lazy("domain", "Construction")
    DANGEROUS_GOODS = "dangerous_goods", pgettext_lazy("domain", "Hazardous goods")
    MINE = "mine", pgettext_lazy("domain", "Mine safety")
    FLOOD = "flood", pgettext_lazy("domain", "Flood and drought")
    GEOLOGY = "geology", pgettext_lazy("domain", "Geological hazard")
    SCHOOL = "school", pgettext_lazy("domain", "School safety")
    FOOD_DRUG = "food_drug", pgettext_lazy("domain", "Food and drugs")
    GAS = "gas", pgettext_lazy("domain", "Gas safety")
    ELECTRICITY = "electricity", pgettext_lazy("domain", "Electrical safety")
    BUILDING = "building", pgettext_lazy("domain", "Building safety")
    FUNDRAISING = "fundraising", pgettext_lazy("domain", "Risk of illegal fundraising")
    HEALTH = "health", pgettext_lazy("domain", "Public health")
    PARCEL = "parcel", pgettext_lazy("domain", "Parcels and logistics")
    NEW_BUSINESS = "new_business", pgettext_lazy("domain", "New technology and business")
    ECOLOGY = "ecology", pgettext_lazy("domain", "Ecology and environment")
    TOURISM = "tourism", pgettext_lazy("domain", "Tourism safety")
    KEY_PLACE = "key_place", pgettext_lazy("domain", "Security of key places")
    LARGE_EVENT = "large_event", pgettext_lazy("domain", "Large event")
    OTHER = "other", pgettext_lazy("domain", "Other hazard")


class PlaceKind(models.TextChoices):
    """The 18 kinds of Article 42 in its own order, then others that an office may watch as well."""

    SCHOOL = "school", pgettext_lazy("place", "School")
    KINDERGARTEN = "kindergarten", pgettext_lazy("place", "Kindergarten")
    CARE_HOME = "care_home", pgettext_lazy("place", "Home for the elderly or for children")
    HOSPITAL = "hospital", pgettext_lazy("place", "Hospital")
    PARK = "park", pgettext_lazy("place", "Park")
    HERITAGE = "heritage", pgettext_lazy("place", "Protected monument")
    MALL = "mall", pgettext_lazy("place", "Large shopping centre")
    INDUSTRIAL_PARK = "industrial_park", pgettext_lazy("place", "Industrial park")
    AIRPORT = "airport", pgettext_lazy("place", "Airport")
    STATION = "station", pgettext_lazy("place", "Station")
    BUS = "bus", pgettext_lazy("place", "Bus line")
    METRO = "metro", pgettext_lazy("place", "Metro")
    RAILWAY = "railway", pgettext_lazy("place", "Along a railway")
    PORT = "port", pgettext_lazy("place", "Port or pier")
    BORDER_CROSSING = "border_crossing", pgettext_lazy("place", "Border crossing")
    URBAN_VILLAGE = "urban_village", pgettext_lazy("place", "Urban village")
    URBAN_FRINGE = "urban_fringe", pgettext_lazy("place", "Urban fringe")
    DETENTION = "detention", pgettext_lazy("place", "Place of detention")
    CROWDED = "crowded", pgettext_lazy("place", "Other crowded place")
    DANGEROUS_GOODS = "dangerous_goods", pgettext_lazy("place", "Site with hazardous goods")
    OTHER = "other", pgettext_lazy("place", "Other place")


#: Named by Article 42 itself.
OF_ARTICLE_42 = frozenset(PlaceKind.values) - {"crowded", "dangerous_goods", "other"}


class Inspector(models.TextChoices):
    """Who goes round: each has its own usual interval (numbers ``risk.inspection.*``)."""

    GRID = "grid", pgettext_lazy("inspector", "Grid")
    VILLAGE = "village", pgettext_lazy("inspector", "Village or community")
    TOWNSHIP = "township", pgettext_lazy("inspector", "Township or subdistrict")
    COUNTY = "county", pgettext_lazy("inspector", "County")


class HazardSource(models.TextChoices):
    """How a hazard became known (Articles 15, 25, 50)."""

    PATROL = "patrol", pgettext_lazy("source", "patrol")
    INSPECTION = "inspection", pgettext_lazy("source", "inspection")
    OWN_REPORT = "own_report", pgettext_lazy("source", "the unit's own report")
    INCIDENT = "incident", pgettext_lazy("source", "incident")
    CAMPAIGN = "campaign", pgettext_lazy("source", "screening round or campaign")
    HINT = "hint", pgettext_lazy("source", "hint of the public")


class Grade(models.TextChoices):
    """The two grades of a hazard (domain.md §6)."""

    GENERAL = "general", pgettext_lazy("hazard", "general")
    MAJOR = "major", pgettext_lazy("hazard", "major")


class YesNo(models.TextChoices):
    """Questions that must be answered."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
