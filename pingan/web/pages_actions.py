"""The door of one action on one matter: its form in place or on its own page, the answer to what was sent."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from pingan.access.policy import allows
from pingan.common.errors import Forbidden, IllegalAction, NotFound
from pingan.matters.machine import Action, Machine
from pingan.web.action_pages import ActionForm, attempt, fresh_form
from pingan.web.pages import Page
from pingan.web.timelines import Vocabulary, timeline

#: Tells the script that this refusal is the form itself, to be put where the old one stood.
CONFLICT_HEADER = "X-Form-Again"


class ActionPage(Page):
    """An action of a machine. An app's subclass says where its matters come from and where they stand."""

    template_name = "web/matter/action.html"
    fragment_name = "web/matter/_action_form.html"
    machine: ClassVar[Machine]
    words: ClassVar[Vocabulary]

    def detail_at(self, pk: int) -> Any:
        """Return the matter's particulars with its matter; NotFound outside the actor's scope."""
        raise NotImplementedError

    def detail_url(self, pk: int) -> str:
        """Return the address of the matter's page."""
        raise NotImplementedError

    def list_url(self) -> str:
        """Return the address of the list, for who no longer sees the matter."""
        raise NotImplementedError

    def proposed(self, action: Action, detail: Any) -> dict[str, Any]:
        """Return what stands in the fresh form."""
        return {}

    def hint(self, action: Action, detail: Any) -> str:
        """Return a sentence above the fields; blank: none."""
        return ""

    def _action(self, name: str) -> Action:
        action = self.machine.action(name)
        if action is None or action.is_system:
            raise NotFound()
        return action

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action, detail = self._action(name), self.detail_at(pk)
        self._demand(action, detail)
        return self._show(
            request, detail, fresh_form(action, self.actor, detail, self.proposed(action, detail))
        )

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action, detail = self._action(name), self.detail_at(pk)
        done = attempt(request=request, actor=self.actor, detail=detail, action=action)
        if isinstance(done, ActionForm):
            return self._show(request, detail, done)
        return self._done(request, pk, action)

    def _demand(self, action: Action, detail: Any) -> None:
        """Refuse a form that could not be sent, as sending it would.

        Raises:
            Forbidden, IllegalAction: the post may not, or not from this state.

        """
        if not allows(self.actor, action.verb, detail):
            raise Forbidden()
        # Of this action alone: what all the others ask of the database is no business of its form. And what an
        # action asks of the rows of its states need not be there in another.
        if detail.matter.state not in action.from_:
            raise IllegalAction()
        if refusal := action.offered(self.actor, detail):
            raise IllegalAction(refusal)

    def _show(self, request: HttpRequest, detail: Any, made: ActionForm) -> HttpResponse:
        matter = detail.matter
        context = {
            "made": made,
            "form": made.form,
            "matter": matter,
            "hint": self.hint(made.action, detail),
            "is_pane": "pane" in request.GET,
            "is_page": "is_page" in request.POST,
            "draft_key": f"action:{self.actor.user_id}:{matter.pk}:{made.action.name}",
            "url": request.get_full_path(),
            "back_url": self.detail_url(matter.pk),
            "changes": timeline(made.changes, self.words),
            "state_label": self.machine.states[matter.state],
        }
        response = self.render(context, status=made.status)
        if made.status == 409:
            response[CONFLICT_HEADER] = "1"
        return response

    def _done(self, request: HttpRequest, pk: int, action: Action) -> HttpResponse:
        messages.success(request, _("Done: %(action)s") % {"action": action.label})
        # A unit that returned its task, a reader who was ended: they have no business with it any more.
        is_gone = not self._still_seen(pk)
        target = self.list_url() if is_gone else self.detail_url(pk)
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(target)
        answer = HttpResponse(status=204)
        if "pane" in request.GET and not is_gone:
            place = {"path": target, "target": "#detail", "swap": "innerHTML", "push": "false"}
            answer["HX-Location"] = json.dumps(place)
        else:
            answer["HX-Redirect"] = target
        return answer

    def _still_seen(self, pk: int) -> bool:
        try:
            self.detail_at(pk)
        except NotFound:
            return False
        return True
