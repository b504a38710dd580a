"""Upward links. A lower app leaves a named place, a higher app fills it in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """A named, ordered list of entries. Filling twice with one key replaces the entry (autoreload)."""

    def __init__(self, name: str) -> None:
        """Name the slot for error messages and documentation."""
        self.name = name
        self._entries: dict[str, tuple[int, T]] = {}

    def fill(self, key: str, entry: T, *, order: int = 100) -> None:
        """Put ``entry`` into the slot under ``key``; entries come out by ``order``, then key."""
        self._entries[key] = (order, entry)

    def entries(self) -> list[T]:
        """Return what stands in the slot, in order."""
        return list(self.items().values())

    def items(self) -> dict[str, T]:
        """Return what stands in the slot by key, in order."""
        ordered = sorted(self._entries.items(), key=lambda i: (i[1][0], i[0]))
        return {key: entry for key, (_order, entry) in ordered}

    def get(self, key: str) -> T | None:
        """Return one entry, or None where nobody filled it."""
        found = self._entries.get(key)
        return found[1] if found else None


#: (actor) -> mapping of scope name to frozenset of ids, e.g. {"own_grids": {3, 4}}; read once per request.
actor_scopes: Slot[Callable[..., dict[str, frozenset[int]]]] = Slot("actor_scopes")
#: (actor) -> Q on StoredFile: files the actor may read because of rows of the filling app.
file_scopes: Slot[Callable[[Any], Any]] = Slot("file_scopes")
#: () -> Q on StoredFile: files that rows of the filling app refer to; anything else is swept after 48 hours.
file_in_use: Slot[Callable[[], Any]] = Slot("file_in_use")
#: (actor) -> Q on OfficialDocument: documents the actor may read because of rows of the filling app.
document_scopes: Slot[Callable[[Any], Any]] = Slot("document_scopes")
#: (request) -> NavigationItem entries for the main menu.
navigation: Slot[Callable[[Any], list[Any]]] = Slot("navigation")
#: (actor) -> list of cards for the home page.
home_cards: Slot[Callable[[Any], list[Any]]] = Slot("home_cards")
#: kind of matter -> URL of its detail page.
matter_urls: Slot[Callable[[int], str]] = Slot("matter_urls")
#: (number of a matter, people) -> those of them who may be told of it now.
notice_readers: Slot[Callable[[int, Iterable[int]], Iterable[int]]] = Slot("notice_readers")
#: Action whose entry says that the matter went on as another one -> kind of that matter; told to who may see it.
entries_that_lead: Slot[str] = Slot("entries_that_lead")
#: Kind of matter -> (actor, matter) -> actions whose entries the actor is not told although the matter is seen.
entries_kept_inside: Slot[Callable[[Any, Any], frozenset[str]]] = Slot("entries_kept_inside")
#: Action of an entry that the filling app writes into timelines of other apps' matters -> its name.
entry_labels: Slot[Any] = Slot("entry_labels")
#: Named, tested counts that dashboards and assessment share.
figures: Slot[Any] = Slot("figures")
#: Kind of record -> its classes (``common.figure_classes.Catalogue``), by which figures are split.
figure_classes: Slot[Any] = Slot("figure_classes")
#: Code of a stage (at most 30 characters) -> its name: what terms of the filling app count.
term_stages: Slot[Any] = Slot("term_stages")
#: () -> name by code: classes by which the filling app's terms differ. No code may be one of a class of incidents.
term_classes: Slot[Callable[[], Mapping[str, Any]]] = Slot("term_classes")
#: Folder with time_limits.csv and workflow_numbers.csv of the filling app, loaded with the catalogue.
term_tables: Slot[Path] = Slot("term_tables")
#: (old_region, new_region, actor), in the transaction of the change: move open work to the successor.
region_successions: Slot[Callable[[Any, Any, Any], object]] = Slot("region_successions")
#: (keys of grids, chosen): grids were split or merged, in that transaction. ``chosen(grid, point or None)`` names the
# grid #: that follows, or None. Move what the filling app keeps in grids besides matters; closed history stays.
grid_successions: Slot[Callable[[Any, Any], object]] = Slot("grid_successions")
#: Keyword arguments of ``audit.services.log``: writes a change of the organisation into the book.
organisation_changes: Slot[Callable[..., Any]] = Slot("organisation_changes")
#: Kinds of units that report (``registers.rules.UnitKind``): divisions and organs by the registers, grids by grids.
reporting_units: Slot[Any] = Slot("reporting_units")
#: What a finding of a screening may become (``registers.rules.FindingTarget``), e.g. a dispute.
register_findings: Slot[Any] = Slot("register_findings")
#: (actor, report) -> ``registers.rules.Lead`` entries: what came of a report outside the registers, or may come of it.
report_leads: Slot[Callable[[Any, Any], list[Any]]] = Slot("report_leads")
#: (text) -> the text as a report may keep it: what units type is passed through each before it is stored.
report_words: Slot[Callable[[str], str]] = Slot("report_words")
#: (circumstance=, organ_id= or region_id=, reason=, matter_id=, actor=, rule=): proposes a case under Article 58; None: it
#: is proposed already.
case_proposals: Slot[Callable[..., object]] = Slot("case_proposals")
#: Key -> what a kind of matter brings to the map (``pingan.web.map_layers.MapLayer``).
map_layers: Slot[Any] = Slot("map_layers")
#: What somebody reported and what became of it (``web.own_reports.OwnReports``), by kind of record.
own_reports: Slot[Any] = Slot("own_reports")
#: Records that stand in the ledger of a grid and in the monthly tables (``grids.queries.ledger_books``).
ledger_books: Slot[Any] = Slot("ledger_books")
#: (request) -> ``web.public_pages.PublicDoor``: what the filling app lets everybody do, for the public index.
public_doors: Slot[Callable[[Any], Any]] = Slot("public_doors")
#: Kind of a public submission -> (key) -> address of the page on which a desk takes it; reports have theirs where they wait.
submission_takers: Slot[Callable[[int], str]] = Slot("submission_takers")
