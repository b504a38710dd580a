"""What the statistical tables of disputes count: what is counted, in what unit, from which day, out of what.

Tables and registers read the columns here, so that a number and its list cannot differ; every column that counts is a
figure of the slot ``figures`` besides (``disputes.queries.figures``). All count disputes by the day they were
registered, as they stand now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    DecimalField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models import AgreementClause, Channel, Dispute, RedFlag
from disputes.models.choices import ChannelKind, Level, Outcome
from disputes.rules.figures import MEDIATION_ENDS, NOT_COUNTED, SOURCE_GROUPS, SOURCE_LABELS

#: Counts in the statistics at all.
COUNTED = ~Q(matter__state__in=NOT_COUNTED)
_YES_NO = BooleanField()
_YUAN = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True)
class Column:
    """A column: disputes of ``measured`` whose ``attribute`` has one of ``values``; blank: all.

    ``measure`` names what is added up over them (blank: one each). ``unit``: ``disputes``, ``persons``, ``yuan``,
    ``days``. ``per``: the column whose count it is divided by (itself: an average per dispute; blank: none).
    ``date_rule`` names the day that decides the period.
    """

    code: str
    label: Any
    attribute: str = ""
    values: tuple[Any, ...] = ()
    unit: str = "disputes"
    measure: str = ""
    per: str = ""
    date_rule: str = "registered_on"

    @property
    def condition(self) -> Q:
        """Return the same as ``holds`` for the database."""
        if not self.attribute:
            return Q()
        return (
            Q(**{self.attribute: None})
            if self.values == (None,)
            else Q(**{f"{self.attribute}__in": self.values})
        )

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Say whether rows with these attributes belong to it."""
        return not self.attribute or row[self.attribute] in self.values

    @property
    def is_share(self) -> bool:
        """Say whether it is shown as a share of another column, in per cent."""
        return bool(self.per) and self.per != self.code


def measured(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Add what columns ask of a dispute; what a query does not use costs nothing."""
    channels = Channel.objects.filter(dispute=OuterRef("pk")).order_by("-opened_at", "-pk")
    mediations = channels.filter(kind__startswith="mediation_")
    clauses = (
        AgreementClause.objects.filter(
            agreement__channel__dispute=OuterRef("pk"),
            agreement__withdrawn_at=None,
            agreement__effective_at__isnull=False,
        )
        .order_by()
        .values("agreement__channel__dispute")
        .annotate(agreed=Sum("amount"))
    )
    signs = RedFlag.objects.filter(dispute=OuterRef("pk")).exclude(review=RedFlag.Review.UNFOUNDED)
    return rows.annotate(
        last_channel=Subquery(channels.values("kind")[:1]),
        last_mediation=Subquery(mediations.values("state")[:1]),
        agreed_amount=Subquery(clauses.values("agreed"), output_field=_YUAN),
        has_sign=Exists(signs),
    ).annotate(
        has_amount=ExpressionWrapper(Q(agreed_amount__gt=0), _YES_NO),
        is_resolved=ExpressionWrapper(Q(resolved_at__isnull=False), _YES_NO),
    )


#: What can be added up, by name.
MEASURES: Mapping[str, Any] = {
    "amount": Coalesce(F("agreed_amount"), 0, output_field=_YUAN),
    "people": F("people_involved"),
    "duration": ExpressionWrapper(F("resolved_at") - F("matter__opened_at"), output_field=DurationField()),
}


def _each(prefix: str, attribute: str, choices: Iterable[tuple[str, Any]]) -> Iterator[Column]:
    return (Column(f"{prefix}_{code}", label, attribute, (code,)) for code, label in choices)


def _columns() -> Iterator[Column]:
    yield Column("total", _("Disputes"))
    for code, sources in SOURCE_GROUPS.items():
        yield Column(code, SOURCE_LABELS[code], "source", sources)
    yield from _each("outcome", "outcome", Outcome.choices)
    yield Column("pending", _("not ended yet"), "outcome", ("",))
    yield from _each("channel", "last_channel", ChannelKind.choices)
    yield Column("channel_none", _("no channel yet"), "last_channel", (None,))
    yield Column("mediation_ended", _("mediations ended"), "last_mediation", MEDIATION_ENDS)
    success = _("mediated with success")
    yield Column("mediation_agreed", success, "last_mediation", ("agreed",), per="mediation_ended")
    yield Column("agreed_amount", _("amount agreed"), "has_amount", (True,), "yuan", "amount")
    days = _("average days to the result")
    yield Column("resolved_days", days, "is_resolved", (True,), "days", "duration", per="resolved_days")
    yield from _each("level", "level", Level.choices)
    yield Column("flagged", _("with red flags"), "has_sign", (True,))
    crime, petition = "prevented_crime", "prevented_group_petition"
    yield Column(crime, _("kept from becoming a crime"), crime, (True,))
    people = _("kept from becoming a crime, people")
    yield Column(f"{crime}_people", people, crime, (True,), "persons", "people")
    yield Column(petition, _("kept from a group petition"), petition, (True,))
    people = _("kept from a group petition, people")
    yield Column(f"{petition}_people", people, petition, (True,), "persons", "people")


TABLE_COLUMNS: dict[str, Column] = {column.code: column for column in _columns()}
_SOURCES = tuple(SOURCE_GROUPS)
_OUTCOMES = (*(f"outcome_{code}" for code in Outcome.values), "pending")
_CHANNELS = (*(f"channel_{code}" for code in ChannelKind.values), "channel_none")
_LEVELS = tuple(f"level_{code}" for code in Level.values)


@dataclass(frozen=True)
class TableForm:
    """One table: its columns, which of them add up to the total, and the heads over them with their width."""

    code: str
    label: Any
    columns: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    heads: tuple[tuple[Any, int], ...]


TABLES: dict[str, TableForm] = {
    form.code: form
    for form in (
        TableForm(
            "results",
            _("Sources and results"),
            (
                "total", *_SOURCES, *_OUTCOMES, "mediation_ended", "mediation_agreed", "agreed_amount",
                "resolved_days",
            ),
            (_SOURCES, _OUTCOMES),
            (("", 1), (_("Source"), 3), (_("Result"), len(_OUTCOMES)), (_("Mediation"), 2), ("", 2)),
        ),
        TableForm(
            "channels",
            pgettext_lazy("table", "Channels"),
            ("total", *_CHANNELS),
            (_CHANNELS,),
            (("", 1), (_("Last channel (Article 32)"), len(_CHANNELS))),
        ),
        TableForm(
            "risks",
            _("Risks and what was prevented"),
            (
                "total", *_LEVELS, "flagged", "prevented_crime", "prevented_crime_people", "prevented_group_petition",
                "prevented_group_petition_people",
            ),
            (_LEVELS,),
            (("", 1), (pgettext_lazy("dispute", "Level"), 3), ("", 1), (_("Prevented"), 4)),
        ),
    )
}  # fmt: skip
