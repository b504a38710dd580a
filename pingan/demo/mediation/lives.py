"""How an invented dispute lives: who does what when, as far as it would have come by now. No database."""

from __future__ import annotations

from datetime import timedelta

from disputes.rules.channels import mediation_stage
from pingan.demo.books import local_day
from pingan.demo.mediation import words
from pingan.demo.mediation.endings import Endings, NotYetError
from pingan.demo.mediation.stories import Committee, Mediating, Session, Stretch, Warned

#: Of those that come to a table: refused, failed (domain.md §4.1: 96.9 % succeed).
_REFUSED, _FAILED = 0.01, 0.03
_THREAT, _FLAGGED = 0.006, 0.03


class Life(Endings):
    """Lets one dispute live until a moment."""

    def go(self) -> None:
        """Live on until today, or to the end."""
        try:
            self._register()
            self._live()
        except NotYetError:
            return

    def _register(self) -> None:
        story, on_the_spot = self.story, self.draw.random() < 0.12 and not self.story.is_restricted
        note = self.draw.choice(words.SETTLED) if on_the_spot else ""
        after = "resolved" if on_the_spot else "registered"
        story.note("register", after, story.registrar, self.at, note, source=story.source)
        if on_the_spot:
            story.path.append(
                Stretch("settlement", self.at, state="agreed", ended_at=self.at, result="settled", result_text=note,
                        decided_on=local_day(self.at))
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
        story.start(mediation_stage("mediation_people", story.kind.code), at)
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
