"""An invented dispute as rows: what the services would have written, with encrypted words and keyed hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from disputes.machine.parties import keys_of
from disputes.rules.agreements import DAYS_BEFORE
from disputes.rules.levels import SEVERITIES
from disputes.rules.stages import CHANCES
from pingan.calendars.rules import SHANGHAI, term_of_day
from pingan.demo.books import (
    Batch,
    Seal,
    Terms,
    as_json,
    local_day,
    write_clocks,
    write_timeline,
)
from pingan.demo.mediation.stories import Agreed, DisputeStory, Session, Stretch
from pingan.documents.rules import case_number_text
from pingan.matters.services import keywords_of

#: Committee and year -> the next serial of its cases.
CaseSerial = Callable[[int, int], int]


@dataclass(frozen=True)
class Keys:
    """Primary keys taken from the tables' own sequences, and the serials of file numbers."""

    matters: Iterator[int]
    serials: Iterator[int]
    entries: Iterator[int]
    parties: Iterator[int]
    channels: Iterator[int]
    sessions: Iterator[int]
    agreements: Iterator[int]
    notices: Iterator[int]


class Writer:
    """Adds the rows of stories to a batch."""

    def __init__(
        self, batch: Batch, keys: Keys, terms: Terms, until: datetime, *, seal: Seal, case_serial: CaseSerial
    ) -> None:
        """Write into ``batch``."""
        self.batch, self.keys, self.terms, self.until = batch, keys, terms, until
        self.seal, self.case_serial = seal, case_serial

    def write(self, story: DisputeStory) -> int:
        """Add all rows of one story; return its key."""
        pk = next(self.keys.matters)
        serial = next(self.keys.serials)
        case_number = self._case_number(story)
        self._matter(story, pk, serial, case_number)
        self._dispute(story, pk, case_number)
        self._numbers(story, pk, case_number)
        parties = self._parties(story, pk)
        self._flag(story, pk)
        for stretch in story.path:
            self._channel(story, pk, stretch, parties)
        for visit in story.visits:
            self.batch.add(
                "disputes_returnvisit",
                pk, local_day(visit.made_at), visit.performance, visit.satisfaction, False, False,  # noqa: FBT003 - columns
                self.seal(visit.note, "disputes.returnvisit.note"), visit.by[0], visit.made_at,
            )  # fmt: skip
        return pk

    def _matter(self, story: DisputeStory, pk: int, serial: int, case_number: str) -> None:
        place = story.table.place
        number = f"JF{place.region_code[:6]}{story.opened_at.astimezone(SHANGHAI):%y}{serial:08d}"
        head = write_timeline(self.batch, story.steps, pk, self.keys.entries, seal=self.seal)
        due, warn, paused = write_clocks(
            self.batch,
            pk,
            [(run.stage, run) for run in story.clocks],
            terms=self.terms,
            county=place.region_code[:6],
            until=self.until,
            chances=CHANCES,
            duties=_duties(story),
        )
        leads = next((one.mediator.name for one in reversed(story.path) if one.mediator is not None), "")
        keywords = keywords_of(
            number,
            story.place_text,
            place.grid_name,
            place.region_name,
            story.external_number,
            case_number,
            leads,
        )
        self.batch.add(
            "matters_matter",
            pk, number, "dispute", f"{story.kind.name} · {place.grid_name}"[:200], story.text, keywords,
            place.region_id, place.region_code, place.grid_id, story.kind.code, SEVERITIES[story.level], "",
            story.state, story.organ_id, story.longitude, story.latitude, due, warn, paused, story.opened_at,
            story.closed_at, story.registrar[0], len(story.steps), story.steps[-1].at, head, len(story.steps),
            story.is_restricted,
        )  # fmt: skip

    def _case_number(self, story: DisputeStory) -> str:
        mediation = next((one for one in story.path if one.committee is not None), None)
        if mediation is None or mediation.committee is None:
            return ""
        year = local_day(mediation.opened_at).year
        serial = self.case_serial(mediation.committee.organ_id, year)
        return case_number_text(document_code=mediation.committee.code, year=year, serial=serial)

    def _numbers(self, story: DisputeStory, pk: int, case_number: str) -> None:
        """Write down whose number it is: the first committee's."""
        for one in story.path:
            if one.committee is not None:
                row = (pk, one.committee.organ_id, case_number, one.opened_at)
                self.batch.add("disputes_casenumber", *row)
                return

    def _dispute(self, story: DisputeStory, pk: int, case_number: str) -> None:
        self.batch.add(
            "disputes_dispute",
            pk, story.kind.pk, story.source, story.external_number, story.occurred_on, story.place_text, story.amount,
            story.people, "01" if story.people < 5 else "02", False, story.level, story.level,  # noqa: FBT003 - a column
            as_json(story.level_reasons), "", "domestic_violence" if story.is_restricted else "", "",
            case_number, story.failed, 0, 0, 0, "", story.reject_reason, story.outcome,
            story.resolved_at, story.rights_told_at, story.prevented_crime, False,  # noqa: FBT003 - a column
        )  # fmt: skip
        if story.is_restricted:
            mediators = [one.mediator.actor[0] for one in story.path if one.mediator is not None]
            people = {story.table.place.desk[0], story.registrar[0], *mediators} - {None}
            for user_id in sorted(person for person in people if person is not None):
                self.batch.add(
                    "disputes_disputereader",
                    pk,
                    user_id,
                    "涉家庭暴力",
                    story.table.place.desk[0],
                    story.opened_at,
                )

    def _parties(self, story: DisputeStory, pk: int) -> dict[str, int]:
        found = {}
        for party in story.parties:
            identity, contact = keys_of(
                name=party.name,
                phone=party.phone,
                identity_number=party.number,
                township_code=story.table.place.region_code[:9],
            )
            found[party.side] = next(self.keys.parties)
            self.batch.add(
                "disputes_disputeparty",
                found[party.side], pk, party.kind, party.side, 1, self.seal(party.name, "disputes.disputeparty.name"),
                self.seal(party.phone, "disputes.disputeparty.phone"),
                self.seal(party.number, "disputes.disputeparty.identity_number"), identity, contact,
                bool(party.number), False, story.refused_at if party.side == "respondent" else None, False,  # noqa: FBT003 - columns
                story.registrar[0], story.opened_at,
            )  # fmt: skip
        return found

    def _flag(self, story: DisputeStory, pk: int) -> None:
        flag = story.flag
        if flag is None:
            return
        notice = next(self.keys.notices) if flag.station else None
        self.batch.add(
            "disputes_redflag",
            pk, flag.code, self.seal(flag.note, "disputes.redflag.note"), flag.raised_by[0], flag.raised_at,
            "police" if flag.station else "watch", self.seal("已安排专人跟进", "disputes.redflag.review_reason"),
            flag.reviewed_by[0], flag.reviewed_at, notice,
        )  # fmt: skip
        if flag.station:
            told_at = next(step.at for step in story.steps if step.action == "tell_police")
            self.batch.add(
                "disputes_policenotice", notice, pk, flag.station, "station", told_at, "", flag.reviewed_by[0]
            )

    def _channel(self, story: DisputeStory, pk: int, stretch: Stretch, parties: dict[str, int]) -> None:
        channel = next(self.keys.channels)
        self.batch.add(
            "disputes_channel",
            channel, pk, stretch.kind, stretch.state, stretch.committee.organ_id if stretch.committee else None,
            stretch.mediator.pk if stretch.mediator else None, stretch.receiver, stretch.kind == "settlement",
            stretch.opened_at, stretch.accepted_on, stretch.number_there, stretch.result,
            self.seal(stretch.result_text, "disputes.channel.result_text"), stretch.decided_on, stretch.ended_at,
            story.table.place.desk[0],
        )  # fmt: skip
        for session in stretch.sessions:
            self._session(session, channel, stretch, parties)
        if stretch.agreement is not None:
            self._agreement(stretch.agreement, channel, stretch, parties)

    def _session(self, session: Session, channel: int, stretch: Stretch, parties: dict[str, int]) -> None:
        if stretch.committee is None:
            raise AssertionError("a session without a committee")
        pk, state = next(self.keys.sessions), "held" if session.is_held else "planned"
        if not session.is_held and stretch.state != "open":
            state = "cancelled"
        self.batch.add(
            "disputes_mediationsession",
            pk, channel, state, session.starts_at, session.ends_at, stretch.committee.organ_id, "", "村（居）民委员会",
            session.is_joint, self.seal(session.record, "disputes.mediationsession.record"), "",
            session.mediator.actor[0],
        )  # fmt: skip
        self.batch.add(
            "disputes_sessionmediator",
            pk, session.mediator.pk, session.starts_at, session.ends_at, state != "cancelled",
        )  # fmt: skip
        invited = parties.values() if session.is_joint else [parties["applicant"]]
        for party in invited:
            came = True if session.is_held else None
            self.batch.add("disputes_attendance", pk, party, session.planned_at, came)

    def _agreement(self, agreed: Agreed, channel: int, stretch: Stretch, parties: dict[str, int]) -> None:
        pk = next(self.keys.agreements)
        mediator = stretch.mediator.actor[0] if stretch.mediator else None
        self.batch.add(
            "disputes_agreement",
            pk, channel, agreed.form, self.seal(agreed.facts, "disputes.agreement.facts"), agreed.reached_on,
            agreed.effective_at,
        )  # fmt: skip
        for signer, at in agreed.signed:
            method = "seal" if signer == "committee" else "signature"
            self.batch.add("disputes_agreementsignature", pk, parties.get(signer), method, at, mediator)
        at_once_on = local_day(agreed.effective_at) if agreed.effective_at is not None else None
        for position, clause in enumerate(agreed.clauses, start=1):
            self.batch.add(
                "disputes_agreementclause",
                pk, position, self.seal(clause.text, "disputes.agreementclause.text"), clause.amount,
                "dated" if clause.due_on else "at_once", clause.due_on or at_once_on,
                clause.state, clause.settled_at, self.seal(clause.note, "disputes.agreementclause.note"),
            )  # fmt: skip


def _duties(story: DisputeStory) -> list[tuple[datetime, datetime]]:
    """Return the days of the clauses that are still to be performed."""
    agreements = [stretch.agreement for stretch in story.path if stretch.agreement is not None]
    if story.state != "performing" or not agreements:
        return []
    days = [clause.due_on for clause in agreements[-1].clauses if clause.state in {"pending", "overdue"}]
    return [term_of_day(day, DAYS_BEFORE) for day in days if day is not None]
