"""Reads of questionnaires: drafts and open ones of a decision, the public door's, and what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from pingan.access.policy import allows, scope_q, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from risk.models import AnswerSheet, Consultation, MajorDecision, Opinion, Question, Questionnaire, Reply
from risk.models.decision_choices import ConsultationKind, Position
from risk.rules.decision_states import HEARING
from risk.rules.questionnaires import ATTITUDES, Asked, Results, numbers_of, result_of

LARGEST_KEY = 2**63 - 1


def of_decision(decision: MajorDecision) -> QuerySet[Questionnaire]:
    """Return every questionnaire of a decision."""
    return Questionnaire.objects.filter(consultation__decision=decision).select_related("consultation")


def drafts_of(decision: MajorDecision) -> QuerySet[Questionnaire]:
    """Return what is not published yet."""
    return of_decision(decision).filter(published_at=None)


def running_of(decision: MajorDecision) -> QuerySet[Questionnaire]:
    """Return what was published and not closed, its last day over or not."""
    return of_decision(decision).filter(published_at__isnull=False, closed_at=None)


def waiting_consultations(decision: MajorDecision) -> QuerySet[Consultation]:
    """Return the open consultations by questionnaire that have none yet."""
    rows = Consultation.objects.filter(decision=decision, kind=ConsultationKind.QUESTIONNAIRE)
    return rows.filter(ended_at=None, questionnaire=None)


def asked_by_draft(decision: MajorDecision) -> QuerySet[Question]:
    """Return the questions that can still be edited."""
    rows = Question.objects.filter(
        questionnaire__consultation__decision=decision, questionnaire__published_at=None
    )
    return rows.order_by("questionnaire_id", "position", "pk")


def heard(decision: MajorDecision) -> QuerySet[Consultation]:
    """Return the consultations with a result; one that reached nobody heard nobody."""
    return Consultation.objects.filter(decision=decision, reached__gt=0).exclude(ended_at=None)


def may_export(actor: Actor, pk: int) -> bool:
    """Say whether the answers may be taken away, where the decision may be read; one that is not seen gives no rows."""
    rows = Questionnaire.objects.filter(pk=min(pk, LARGEST_KEY))
    found = rows.select_related("consultation__decision__matter").first()
    if found is None or not allows(actor, "view", found.consultation.decision):
        return True
    return bool(allows(actor, "export", found.consultation.decision))


def questionnaire_of(actor: Actor, decision_id: int, pk: int) -> Questionnaire:
    """Return one questionnaire of a decision in the actor's scope, with its questions.

    Raises:
        NotFound: none there.

    """
    rows = Questionnaire.objects.filter(
        consultation__decision__in=visible_to(MajorDecision, actor).order_by()
    )
    found = (
        rows.filter(pk=min(pk, LARGEST_KEY), consultation__decision_id=min(decision_id, LARGEST_KEY))
        .select_related("consultation__decision__matter__organ", "published_by")
        .prefetch_related("questions")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def public_questionnaire(token: str) -> Questionnaire | None:
    """Return what a link leads to, with who asks and about what; None: no such link."""
    rows = Questionnaire.objects.filter(token=token).exclude(published_at=None)
    joined = rows.select_related("consultation__decision__matter__organ").prefetch_related("questions")
    return joined.first()


def is_over(questionnaire: Questionnaire, today: date) -> bool:
    """Say whether answers no longer count: closed, its last day over, or the decision past the time of hearing."""
    return (
        questionnaire.closed_at is not None
        or questionnaire.closes_on < today
        or questionnaire.consultation.decision.matter.state not in HEARING
    )


def is_open(questionnaire: Questionnaire) -> bool:
    """Say whether it can be answered today."""
    today = timezone.localdate()
    return (
        questionnaire.published_at is not None
        and questionnaire.opens_on <= today
        and not is_over(questionnaire, today)
    )


def sheets_of(questionnaires: Collection[int]) -> dict[int, int]:
    """Return how many sheets came in, by questionnaire."""
    rows = AnswerSheet.objects.filter(questionnaire__in=questionnaires).order_by()
    return dict(rows.values_list("questionnaire").annotate(Count("pk")))


def labels_of(question: Question) -> list[str]:
    """Return the words of the choices of a question, in the order of their numbers."""
    if question.kind == "attitude":
        return [str(Position(code).label) for code in ATTITUDES]
    if question.kind == "scale":
        return [str(number) for number in numbers_of("scale", ())]
    return list(question.choices)


def results_of(questionnaires: Iterable[Questionnaire]) -> dict[int, Results]:
    """Return what came of each, in three queries for all of them; their questions are prefetched."""
    asked = list(questionnaires)
    keys = [one.pk for one in asked]
    sheets = sheets_of(keys)
    replies = Reply.objects.filter(question__questionnaire__in=keys).order_by()
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for question, choice, count in replies.values_list("question", "choice").annotate(Count("pk")):
        counts[question][-1 if choice is None else choice] = count
    # Of several choices on one sheet each is a row: shares are of sheets.
    answered = dict(replies.values_list("question").annotate(Count("sheet", distinct=True)))
    return {
        one.pk: Results(
            one.title,
            sheets.get(one.pk, 0),
            one.wanted,
            tuple(
                result_of(
                    Asked(question.kind, question.text, tuple(question.choices), question.is_required),
                    labels_of(question),
                    counts[question.pk],
                    answered.get(question.pk, 0),
                )
                for question in one.questions.all()
            ),
        )
        for one in asked
    }


def days_of(questionnaire: Questionnaire) -> list[tuple[date, int]]:
    """Return how many sheets came in on each day: a flood on one day can be seen."""
    rows = AnswerSheet.objects.filter(questionnaire=questionnaire).order_by("answered_on")
    return list(rows.values_list("answered_on").annotate(Count("pk")))


def free_replies(questionnaire: Questionnaire) -> QuerySet[Reply]:
    """Return the answers in own words, those that were taken out as well."""
    rows = Reply.objects.filter(question__questionnaire=questionnaire, choice=None)
    return rows.select_related("question")


@dataclass(frozen=True)
class FreeReply:
    """One answer in own words. ``position`` blank: the sheet says nothing of the attitude."""

    reply: Reply
    position: str
    is_opinion: bool

    @property
    def position_label(self) -> str:
        """Name the attitude."""
        return str(Position(self.position).label) if self.position else ""


def with_attitudes(questionnaire: Questionnaire, replies: Iterable[Reply]) -> list[FreeReply]:
    """Return answers with the attitude of their sheets, and whether each is recorded as an opinion; two queries."""
    found = list(replies)
    rows = Reply.objects.filter(sheet__in=[one.sheet_id for one in found], question__kind="attitude")
    attitudes = {
        sheet: ATTITUDES[choice]
        for sheet, choice in rows.order_by("question__position").values_list("sheet", "choice")
        if choice is not None
    }
    taken = set(
        Opinion.objects.filter(
            consultation=questionnaire.consultation_id, text__in=[one.text for one in found]
        ).values_list("text", flat=True)
    )
    return [FreeReply(one, attitudes.get(one.sheet_id, ""), one.text in taken) for one in found]


def reply_in(decision: MajorDecision, pk: int) -> Reply | None:
    """Return an answer in own words on a decision, as long as its words stand."""
    rows = Reply.objects.filter(
        pk=min(pk, LARGEST_KEY),
        question__questionnaire__consultation__decision=decision,
        choice=None,
        struck_at=None,
    )
    return rows.select_related("question__questionnaire").first()


def exportable_replies(actor: Actor, questionnaire: int) -> QuerySet[Reply]:
    """Return every reply to a questionnaire that this post may take away; what a grant opened is for reading alone."""
    mine = visible_to(MajorDecision, actor).filter(scope_q(MajorDecision, actor, "export")).order_by()
    rows = Reply.objects.filter(question__questionnaire__consultation__decision__in=mine)
    return rows.filter(question__questionnaire=min(questionnaire, LARGEST_KEY)).order_by(
        "sheet_id", "question__position", "pk"
    )


def touched(
    decision_id: int, *, questionnaire: int, question: int, reply: int, consultation: int
) -> int | None:
    """Return the key of the questionnaire that one of these belongs to, within a decision; None: of none."""
    rows = Questionnaire.objects.filter(consultation__decision_id=decision_id)
    if reply:
        rows = rows.filter(questions__in=Reply.objects.filter(pk=reply).values("question"))
    elif question and Question.objects.filter(pk=question).exists():
        rows = rows.filter(questions=question)
    elif question:  # it was dropped a moment ago, so it was a draft's
        rows = rows.filter(published_at=None)
    else:
        rows = rows.filter(Q(pk=questionnaire) | Q(consultation=consultation))
    return rows.values_list("pk", flat=True).first()
