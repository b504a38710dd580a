"""Doors of actions on several rows of a list: choose, confirm the number, see what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django import forms
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from pingan.access.rules import Actor
from pingan.common.errors import DomainError, Forbidden
from pingan.common.slots import matter_urls
from pingan.matters.machine import Action, machine_for
from pingan.matters.services.bulk import MOST, BulkOrder, act_on_many, sentence_of
from pingan.matters.services.performing import check_legal
from pingan.web.actions import common_form, parse_input
from pingan.web.listing import ListPlace, kept_query
from pingan.web.pages import Page
from pingan.web.pages_lists import NOWHERE

_KEPT_SECONDS = 24 * 3600
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class BulkAction:
    """An action that a list offers for several rows, and the duty that it asks besides.

    ``by_rule`` makes the input of one row for who acts, from the row and the remark, and may refuse it; None: what was
    typed holds for all rows alike. ``help`` says what the rule does.
    """

    name: str
    duty: str
    label: Any
    by_rule: Callable[[Actor, Any, str], Any] | None = None
    help: Any = ""


def offered_in_bulk(actor: Actor, duty: str, offers: Iterable[BulkAction]) -> list[BulkAction]:
    """Return what this post may do to several rows at once; nothing without the duty of the whole."""
    return [offer for offer in offers if actor.has(offer.duty)] if actor.has(duty) else []


class BulkDoor(Page):
    """What both doors of one list share. ``run_url`` is the name of the second one's address."""

    kind: ClassVar[str] = ""
    place: ClassVar[ListPlace] = NOWHERE
    offers: ClassVar[tuple[BulkAction, ...]] = ()
    run_url: ClassVar[str] = ""

    def visible(self) -> QuerySet[Any]:
        """Return the rows in the actor's scope, with what the list shows."""
        raise NotImplementedError

    def listed(self, query: QueryDict) -> QuerySet[Any]:
        """Return the rows of an address of the list."""
        raise NotImplementedError

    def check(self, offer: BulkAction, row: Any) -> None:
        """Refuse a row that is taken up by itself only; the base refuses none.

        Raises:
            Invalid: with the sentence that stands at the row.

        """

    def said(self, offer: BulkAction, row: Any, data: Any) -> str:
        """Return what the input of a row leads to, where the action's name does not tell; the base says nothing."""
        return ""

    def offer(self) -> BulkAction:
        """Return what was asked for.

        Raises:
            Forbidden: nothing that this post may do to several rows.

        """
        name = self.request.POST.get("action", "")
        for offer in offered_in_bulk(self.actor, self.duty, self.offers):
            if offer.name == name:
                return offer
        raise Forbidden()

    def action_of(self, offer: BulkAction) -> Action:
        """Return the machine's own action."""
        return machine_for(self.kind).actions[offer.name]

    def back_url(self) -> str:
        """Return the list as it was left, its query read and written again."""
        query = kept_query(self.request.POST.get("query", ""), self.place.filters)
        return f"{reverse(self.place.list)}?{query}"


class BulkConfirmPage(BulkDoor):
    """Shows how many rows are meant and asks what the action needs; changes nothing."""

    template_name = "web/list/bulk_confirm.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        offer = self.offer()
        rows = self._rows(request)
        too_many = len(rows) > MOST
        foreseen = [] if too_many else [(row, *self._foreseen(offer, row)) for row in rows]
        taken = sum(1 for _row, _said, refusal in foreseen if not refusal)
        return self.render(
            {
                "offer": offer,
                "rows": [] if too_many else rows,
                "foreseen": foreseen,
                "taken": taken,
                "left": len(foreseen) - taken,
                "too_many": too_many,
                "most": MOST,
                "form": self._form(offer)(),
                "query": request.POST.get("query", ""),
                "run_url": reverse(self.run_url),
                "back_url": self.back_url(),
            },
            status=422 if too_many else 200,
        )

    def foresee(self, offer: BulkAction, row: Any) -> str:
        """Return what would become of a row, in words; the base says nothing.

        Raises:
            DomainError: with the sentence that stands at the row.

        """
        return ""

    def _foreseen(self, offer: BulkAction, row: Any) -> tuple[str, str]:
        """Return what would become of a row, or why it would be left alone."""
        try:
            self.check(offer, row)
            check_legal(self.actor, row, self.action_of(offer))
            return self.foresee(offer, row), ""
        except DomainError as error:
            return "", sentence_of(error)

    def _form(self, offer: BulkAction) -> type[forms.Form]:
        """Return the questions that are the same for all rows; of a rule only the remark."""
        only = None if offer.by_rule is None else {"note"}
        return common_form(self.action_of(offer), self.actor, only)

    def _rows(self, request: HttpRequest) -> list[Any]:
        if request.POST.get("everything"):
            return list(self.listed(QueryDict(request.POST.get("query", "")))[: MOST + 1])
        keys = [int(key) for key in request.POST.getlist("selected") if _is_key(key)]
        return list(self.visible().filter(pk__in=keys)[: MOST + 1])


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


class BulkRunPage(BulkDoor):
    """Acts on each row in its own transaction, and says what became of it.

    The whole is not one transaction on purpose: two hundred rows would stay locked for everybody. A repeat
    with the same key shows the same answer; without one, each row refuses what it has already done.
    """

    template_name = "web/list/bulk_result.html"
    kept_as = ""

    def _once(self, key: str, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kept_as = f"bulk.{self.kind}:{request.user.pk}:{key}"
        return super(Page, self).dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def post(self, request: HttpRequest) -> HttpResponse:
        offer = self.offer()
        kept = cache.get(self.kept_as) if self.kept_as else None
        if kept is None:
            kept = [asdict(outcome) for outcome in self._act(request, offer)]
            if self.kept_as:
                cache.set(self.kept_as, kept, timeout=_KEPT_SECONDS)
        refused = sum(1 for outcome in kept if outcome["refusal"])
        address = matter_urls.get(self.kind)
        return self.render(
            {
                "offer": offer,
                "outcomes": [
                    {**outcome, "url": address(outcome["matter_id"]) if address else ""}
                    for outcome in sorted(kept, key=lambda outcome: not outcome["refusal"])
                ],
                "done": len(kept) - refused,
                "refused": refused,
                "back_url": self.back_url(),
            }
        )

    def _act(self, request: HttpRequest, offer: BulkAction) -> list[Any]:
        rows: list[tuple[int, int]] = []
        for text in request.POST.getlist("row"):
            pk, _colon, version = text.partition(":")
            if _is_key(pk) and _is_key(version):
                rows.append((int(pk), int(version)))
        order = BulkOrder(
            self.kind,
            offer.name,
            self.duty,
            self._input_of(request, offer),
            lambda row, data: self.said(offer, row, data),
        )
        return act_on_many(actor=self.actor, order=order, visible=self.visible(), rows=rows)

    def _input_of(self, request: HttpRequest, offer: BulkAction) -> Callable[[Any], Any]:
        action, rule = self.action_of(offer), offer.by_rule
        note = request.POST.get("note", "").replace("\0", "")[:_LONGEST_NOTE]

        def data_for(row: Any) -> Any:
            self.check(offer, row)
            return rule(self.actor, row, note) if rule else parse_input(action, self.actor, row, request.POST)

        return data_for
