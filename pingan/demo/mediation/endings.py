"""How an invented dispute ends: agreed and performed, in another channel, left to the parties. No database."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Final

from disputes.rules.channels import mediation_stage
from pingan.calendars.rules import SHANGHAI
from pingan.demo.books import local_day
from pingan.demo.mediation import words
from pingan.demo.mediation.diary import Diary
from pingan.demo.mediation.stories import Agreed, Clause, DisputeStory, Mediating, Stretch, Visit
from pingan.demo.stories import Actor

SYSTEM: Final[Actor] = (None, None, "系统")
_ORAL, _LATE = 0.45, 0.06


class NotYetError(Exception):
    """The next step lies in the future: here the dispute stands today."""


class Endings:
    """What happens after the table; ``at`` is the moment that the story has reached."""

    def __init__(self, draw: random.Random, story: DisputeStory, diary: Diary, until: datetime) -> None:
        """Begin at the moment of registration."""
        self.draw, self.story, self.diary, self.until = draw, story, diary, until
        self.at = story.opened_at
        self.desk = story.table.place.desk

    def _later(self, *, hours: tuple[float, float]) -> datetime:
        return self._reach(self.at + timedelta(hours=self.draw.uniform(*hours)))

    def _reach(self, moment: datetime) -> datetime:
        if moment > self.until:
            raise NotYetError
        self.at = moment
        return moment

    def _end(self, stretch: Stretch, state: str, at: datetime) -> None:
        stretch.state, stretch.ended_at = state, at
        self.story.stop(
            mediation_stage("mediation_people", self.story.kind.code), at, has_verdict=state == "agreed"
        )

    def _agreed(self, stretch: Stretch, mediator: Mediating) -> None:
        story, is_oral = self.story, self.draw.random() < _ORAL
        at = self._later(hours=(0.1, 1))
        agreed = Agreed(
            "oral" if is_oral else "written",
            local_day(at),
            story.text,
            self._clauses(is_oral=is_oral),
        )
        stretch.agreement = agreed
        story.note("agree", "performing" if is_oral else "agreed", mediator.actor, at, form=agreed.form)
        story.stop(mediation_stage("mediation_people", story.kind.code), at)
        for signer in () if is_oral else ("applicant", "respondent", "mediator", "committee"):
            at = self._later(hours=(0.05, 0.6))
            agreed.signed.append((signer, at))
            who = "party" if signer in {"applicant", "respondent"} else signer
            story.note("sign", "performing" if signer == "committee" else "", mediator.actor, at, signer=who)
        agreed.effective_at = at
        self._end(stretch, "agreed", at)
        story.start("confirm_apply", at)
        for position, clause in enumerate(agreed.clauses, start=1):
            self._perform(clause, position, mediator, is_last=position == len(agreed.clauses))

    def _clauses(self, *, is_oral: bool) -> list[Clause]:
        number = 1 if is_oral else self.draw.choice((1, 1, 2, 3))
        texts = self.draw.sample(words.CLAUSES, number)
        share = self.story.amount / number if self.story.amount is not None else None
        today = local_day(self.at)
        return [
            Clause(
                text,
                round(share, 2) if share is not None else None,
                None if is_oral else today + timedelta(days=self.draw.randrange(3, 15) * (place + 1)),
            )
            for place, text in enumerate(texts)
        ]

    def _perform(self, clause: Clause, position: int, mediator: Mediating, *, is_last: bool) -> None:
        due = clause.due_on
        if due is not None and self.draw.random() < _LATE:
            midnight = _midnight(due + timedelta(days=1))
            at = self._reach(max(midnight + timedelta(minutes=15), self.at))
            clause.state = "overdue"
            self.story.note("mark_overdue", "", SYSTEM, at, clause=position, due_on=due.isoformat())
            at = self._later(hours=(24, 240))
        elif due is not None:
            noon = _midnight(due) + timedelta(hours=11)
            at = self._reach(max(noon - timedelta(days=self.draw.randrange(3)), self.at))
        else:
            at = self._later(hours=(0.1, 1))
        clause.state, clause.settled_at, clause.note = "performed", at, "已履行"
        after = "resolved" if is_last else ""
        self.story.note("perform_clause", after, mediator.actor, at, clause.note, clause=position)
        if is_last:
            self.story.stop("confirm_apply", at, has_verdict=False)
            self._resolved("mediated")

    def _resolved(self, outcome: str) -> None:
        self.story.outcome, self.story.resolved_at = outcome, self.at
        self.story.start("return_visit", self.at)

    def _without_agreement(self) -> None:
        story = self.story
        if self.draw.random() < 0.5:
            at = self._later(hours=(24, 400))
            story.outcome, story.closed_at = "left_to_parties", at
            story.note("close", "closed", self.desk, at)
            return
        self._referred("arbitration_labor" if story.kind.code in {"LABOR", "WAGES"} else "litigation")

    def _referred(self, kind: str) -> None:
        story, is_labour = self.story, kind == "arbitration_labor"
        receiver = "示例劳动人事争议仲裁委员会" if is_labour else "示例人民法院"
        at = self._later(hours=(24, 300))
        stretch = Stretch(kind, at, receiver=receiver)
        story.path.append(stretch)
        story.note("refer", "referred", self.desk, at, "当事人选择此途径", channel=kind, receiver=receiver)
        if is_labour:
            story.start("labor_accept", at)
        at = self._later(hours=(24, 100))
        stretch.accepted_on = local_day(at)
        story.note("channel_accepted", "", self.desk, at, channel=kind, number="")
        story.stop("labor_accept", at)
        decide = "labor_award" if is_labour else "suit_ordinary"
        story.start(decide, at)
        at = self._later(hours=(480, 1_400))
        stretch.state, stretch.ended_at, stretch.decided_on = "decided", at, local_day(at)
        stretch.result = "award" if is_labour else "judgment"
        stretch.result_text = "支持申请人的主要请求"
        story.stop(decide, at)
        story.note(
            "channel_result",
            "resolved",
            self.desk,
            at,
            stretch.result_text,
            channel=kind,
            result=stretch.result,
        )
        self._resolved("decided")

    def _visited(self) -> None:
        story = self.story
        at = self._later(hours=(48, 430))
        satisfaction = self.draw.choices(("satisfied", "fair", "dissatisfied", "no_answer"), (88, 8, 1, 3))[0]
        told = "unknown" if satisfaction == "no_answer" else "full"
        performance = "not_due" if story.outcome == "settled" else told
        note = self.draw.choice(words.VISITS)
        story.visits.append(Visit(at, performance, satisfaction, note, self.desk))
        story.note(
            "visit",
            "",
            self.desk,
            at,
            note,
            performance=performance,
            satisfaction=satisfaction,
            latent_risk="no",
        )
        story.stop("return_visit", at)
        at = self._later(hours=(0.2, 48))
        story.closed_at = at
        story.note("close", "closed", self.desk, at)
        for run in story.clocks:
            if run.stopped_at is None:
                run.stopped_at, run.has_verdict = at, False


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=SHANGHAI)
