"""How an invented dispute lives: who does what when, as far as it would have come by now. No database."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone

from pingan.demo.mediation import words
from pingan.demo.mediation.diary import Diary
from pingan.demo.mediation.stories import (
    Agreed,
    Clause,
    Committee,
    DisputeStory,
    Mediating,
    Session,
    Stretch,
    Visit,
    Warned,
)
from pingan.demo.stories import Actor

SYSTEM: Final[Actor] = (None, None, "系统")
#: Of those that come to a table: refused, failed (domain.md §4.1: 96.9 % succeed).
_REFUSED, _FAILED = 0.01, 0.03
_ORAL, _LATE, _THREAT, _FLAGGED = 0.45, 0.06, 0.006, 0.03


class NotYetError(Exception):
    """The next step lies in the future: here the dispute stands today."""


class Life:
    """Lets one dispute live until a moment."""

    def __init__(self, draw: random.Random, story: DisputeStory, diary: Diary, until: datetime) -> None:
        """Begin at the moment of registration."""
        self.draw, self.story, self.diary, self.until = draw, story, diary, until
        self.at = story.opened_at
        self.desk = story.table.place.desk

    def go(self) -> None:
        """Live on until today, or to the end."""
        try:
            self._register()
            self._live()
        except NotYetError:
            return

    def _later(self, *, hours: tuple[float, float]) -> datetime:
        return self._reach(self.at + timedelta(hours=self.draw.uniform(*hours)))

    def _reach(self, moment: datetime) -> datetime:
        if moment > self.until:
            raise NotYetError
        self.at = moment
        return moment

    def _register(self) -> None:
        story, on_the_spot = self.story, self.draw.random() < 0.12 and not self.story.is_restricted
        note = self.draw.choice(words.SETTLED) if on_the_spot else ""
        after = "resolved" if on_the_spot else "registered"
        story.note("register", after, story.registrar, self.at, note, source=story.source)
        if on_the_spot:
            story.path.append(
                Stretch("settlement", self.at, state="agreed", ended_at=self.at, result="settled", result_text=note,
                        decided_on=timezone.localdate(self.at))
            )  # fmt: skip
            self._resolved("settled")
        else:
            story.start("dispute_accept", self.at)

    def _live(self) -> None:
        if self.story.state == "registered":
            self._accept()
        if self.story.state == "accepted":
            self._mediate()
        if self.story.state == "unresolved":
            self._without_agreement()
        if self.story.state == "resolved":
            self._visited()

    def _accept(self) -> None:
        story = self.story
        at = self._later(hours=(0.2, 14))
        story.stop("dispute_accept", at)
        if self.draw.random() < 0.012:
            story.reject_reason = "法院已经受理"
            story.closed_at = at
            story.note("reject", "rejected", self.desk, at, "请通过诉讼解决", reason=story.reject_reason)
            return
        story.note("accept", "accepted", self.desk, at)
        if self.draw.random() < _FLAGGED:
            self._flagged()

    def _flagged(self) -> None:
        """A sign, reviewed by another the same day; with a threat the police at once."""
        story, place = self.story, self.story.table.place
        is_threat = self.draw.random() < _THREAT / _FLAGGED
        code, note = ("threat", "一方情绪激动，扬言报复") if is_threat else ("boundary", "双方曾为界线推搡")
        raised = self._later(hours=(0.1, 1))
        raiser, reviewer = place.worker, self.desk
        if raiser[0] == reviewer[0]:
            reviewer = place.county
        story.note("flag", "", raiser, raised, note, flags=[code])
        told = self._later(hours=(0.1, 0.5)) if is_threat else raised
        station = "示例派出所" if is_threat else ""
        if is_threat:
            story.note(
                "tell_police",
                "",
                self.desk,
                told,
                "已电话告知",
                station=station,
                channel="station",
                receipt="",
            )
        reviewed = self._later(hours=(0.2, 2))
        review = "police" if is_threat else "watch"
        story.note("review_flag", "", reviewer, reviewed, "已安排专人跟进", flag=code, review=review)
        story.start("flag_review", raised, is_urgent=True)
        story.stop("flag_review", reviewed)
        if is_threat:
            story.start("police_notice", raised, is_urgent=True)
            story.stop("police_notice", told)
            story.prevented_crime = True
        story.flag = Warned(code, note, raised, raiser, reviewed, reviewer, station)

    def _chosen(self) -> tuple[Committee, Mediating]:
        code = self.story.kind.code
        fitting = [one for one in self.story.table.committees if not one.types or code in one.types]
        committee = self.draw.choice(fitting)
        return committee, self.draw.choice(committee.mediators)

    def _mediate(self) -> None:
        story = self.story
        committee, mediator = self._chosen()
        at = self._later(hours=(2, 48))
        stretch = Stretch("mediation_people", at, committee, mediator)
        story.path.append(stretch)
        public = {"channel": "mediation_people", "committee": committee.name, "mediator": mediator.name}
        story.note("mediate", "mediating", self.desk, at, **public)
        story.start("mediation_people", at)
        if self.draw.random() < _REFUSED:
            self._refused(stretch)
            return
        for turn in range(1 if self.draw.random() < 0.75 else 2):
            self._session(stretch, mediator, turn)
        if self.draw.random() < _FAILED:
            self._failed(stretch)
            return
        self._agreed(stretch, mediator)

    def _session(self, stretch: Stretch, mediator: Mediating, turn: int) -> None:
        story = self.story
        after = self.at + timedelta(days=self.draw.choice((1, 2, 3)))
        booked = self.diary.book(mediator.pk, after, turn)
        if booked is None:
            raise NotYetError
        planned = self._later(hours=(0.5, 6))
        starts_at, ends_at = booked
        session = Session(mediator, starts_at, ends_at, planned, is_joint=not story.is_restricted)
        stretch.sessions.append(session)
        story.note(
            "plan_session",
            "",
            mediator.actor,
            planned,
            starts_at=starts_at.isoformat(),
            is_joint=session.is_joint,
        )
        at = self._reach(ends_at)
        session.is_held, session.record = True, self.draw.choice(words.RECORDS)
        story.note("hold_session", "", mediator.actor, at, session.record, attended=len(story.parties))

    def _refused(self, stretch: Stretch) -> None:
        at = self._later(hours=(3, 60))
        self._end(stretch, "refused", at)
        self.story.refused_at = self.story.rights_told_at = at
        mediator = stretch.mediator.actor if stretch.mediator else self.desk
        self.story.note("refuse", "unresolved", mediator, at, "明确表示不接受调解", party="被申请人甲")

    def _failed(self, stretch: Stretch) -> None:
        at = self._later(hours=(0.2, 4))
        self._end(stretch, "failed", at)
        self.story.failed = 1
        self.story.rights_told_at = at
        mediator = stretch.mediator.actor if stretch.mediator else self.desk
        self.story.note("fail", "unresolved", mediator, at, "双方分歧较大，未能达成一致")

    def _end(self, stretch: Stretch, state: str, at: datetime) -> None:
        stretch.state, stretch.ended_at = state, at
        self.story.stop("mediation_people", at, has_verdict=state == "agreed")

    def _agreed(self, stretch: Stretch, mediator: Mediating) -> None:
        story, is_oral = self.story, self.draw.random() < _ORAL
        at = self._later(hours=(0.1, 1))
        agreed = Agreed(
            "oral" if is_oral else "written",
            timezone.localdate(at),
            story.text,
            self._clauses(is_oral=is_oral),
        )
        stretch.agreement = agreed
        story.note("agree", "performing" if is_oral else "agreed", mediator.actor, at, form=agreed.form)
        story.stop("mediation_people", at)
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
        today = timezone.localdate(self.at)
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
            midnight = timezone.make_aware(datetime.combine(due + timedelta(days=1), datetime.min.time()))
            at = self._reach(max(midnight + timedelta(minutes=15), self.at))
            clause.state = "overdue"
            self.story.note("mark_overdue", "", SYSTEM, at, clause=position, due_on=due.isoformat())
            at = self._later(hours=(24, 240))
        elif due is not None:
            noon = timezone.make_aware(datetime.combine(due, datetime.min.time())) + timedelta(hours=11)
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
        stretch.accepted_on = timezone.localdate(at)
        story.note("channel_accepted", "", self.desk, at, channel=kind, number="")
        story.stop("labor_accept", at)
        decide = "labor_award" if is_labour else "suit_ordinary"
        story.start(decide, at)
        at = self._later(hours=(480, 1_400))
        stretch.state, stretch.ended_at, stretch.decided_on = "decided", at, timezone.localdate(at)
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
        performance = "not_due" if story.outcome == "settled" else "full"
        satisfaction = self.draw.choices(("satisfied", "fair", "dissatisfied", "no_answer"), (88, 8, 1, 3))[0]
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


def drawn_amount(draw: random.Random, code: str) -> Decimal | None:
    """Return what a dispute of a type is about in yuan; None: not about money."""
    bounds = words.AMOUNTS.get(code)
    if bounds is None or draw.random() < 0.2:
        return None
    low, high = bounds
    return Decimal(round(low * (high / low) ** draw.random(), -2)).quantize(Decimal("0.01"))
