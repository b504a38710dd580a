"""An action of a machine as a form on a page: uploads, refusals at their fields, changes made meanwhile.

What was typed and sent is never lost: a refused form comes back as it was, photos that were kept included.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Busy, DomainError, IllegalAction, Invalid, Stale, Unavailable
from pingan.files.models import StoredFile
from pingan.files.services import store_upload
from pingan.matters.machine import Action
from pingan.matters.models import TimelineEntry
from pingan.matters.queries import timeline_of
from pingan.matters.services import Performed, perform
from pingan.web.actions import action_form, inputs_of, parse_input
from pingan.web.forms import refusal_of
from pingan.web.parts import parts_of

#: As many as one form takes (our own choice; the matter itself takes 30).
MOST_UPLOADS = 9


class ManyFiles(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Shows a picker; what was sent is read by ``kept_uploads`` and stands in the form as keys."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Leave everything to ``kept_uploads``."""
        return data


@dataclass
class ActionForm:
    """One attempt at an action: the bound or fresh form, files kept so far, and what stands in the way.

    ``conflict`` is the sentence about a change made meanwhile, ``changes`` the entries since the version
    that was seen, ``is_possible`` False where the action cannot be taken any more.
    """

    action: Action
    form: forms.Form
    version: int
    kept: list[StoredFile] = field(default_factory=list)
    conflict: str = ""
    changes: Sequence[TimelineEntry] = ()
    is_possible: bool = True
    status: int = 200

    @property
    def has_required(self) -> bool:
        """Say whether anything must be entered at all; what is drawn is not sent by the first key either."""
        return any(required or spec.widget == "geojson" for _name, spec, required in inputs_of(self.action))


#: Scripts read ``.form`` and ``.method`` of a form; a control of that name would stand in their place.
SHADOWED = frozenset({"form", "method"})


class _NamedForm(forms.Form):
    """A form none of whose controls is called as what scripts read from it."""

    def add_prefix(self, field_name: str) -> str:
        """Write ``form_`` for ``form``."""
        return f"{field_name}_" if field_name in SHADOWED else super().add_prefix(field_name)


def _by_input(sent: QueryDict) -> QueryDict:
    """Return what was sent under the names of the input."""
    data = sent.copy()
    for name in SHADOWED:
        if f"{name}_" in data:
            data.setlist(name, data.pop(f"{name}_"))
    return data


def _file_fields(action: Action) -> dict[str, bool]:
    """Return the file fields of an action, each with whether place and time of its photos are read."""
    return {name: spec.reads_moment for name, spec, _required in inputs_of(action) if spec.widget == "files"}


def _files_help(reads_moment: bool) -> str:  # noqa: FBT001 - it is what the field is declared with
    kinds = _("Photos, PDF, Word or Excel, up to 20 MB each.")
    read = _("Place and time are read from a photo, then removed from it.")
    return f"{kinds} {read}" if reads_moment else kinds


def _form_class(action: Action, actor: Actor, detail: Any) -> type[forms.Form]:
    made = action_form(action, actor, detail)
    fields: dict[str, forms.Field] = {}
    for name, spec, required in inputs_of(action):
        base = made.base_fields[name]
        if spec.widget == "files":
            widget = ManyFiles(attrs={"data-ui": "files", "data_max_files": MOST_UPLOADS})
            base = UploadsField(label=spec.label, required=required, widget=widget)
            base.help_text = " ".join(
                part for part in (str(spec.help), _files_help(spec.reads_moment)) if part
            )
        elif spec.widget in {"organ", "user", "matter"} or len(getattr(base, "choices", ())) > 12:
            base.widget.attrs["data-ui"] = "checks" if spec.widget in {"organs", "checkboxes"} else "search"
        fields[name] = base
    return type(made.__name__, (_NamedForm,), fields)


def _only_choices(action: Action, form: type[forms.Form]) -> dict[str, Any]:
    """Return what must be chosen and leaves no choice, such as the one request that waits for its decision."""
    found: dict[str, Any] = {}
    for name, spec, required in inputs_of(action):
        if required and spec.widget == "matter":
            keys = [key for key, _label in getattr(form.base_fields[name], "choices", ()) if key != ""]
            found |= {name: keys[0]} if len(keys) == 1 else {}
    return found


def _usual_values(action: Action) -> dict[str, Any]:
    """Return what the input takes where nothing is said: the fresh form shows it instead of hiding it."""
    return {
        field.name: field.default
        for field in dataclasses.fields(action.input)
        if "input" in field.metadata and field.default not in (dataclasses.MISSING, None, "", (), False)
    }


def fresh_form(
    action: Action, actor: Actor, detail: Any, initial: Mapping[str, Any] | None = None
) -> ActionForm:
    """Return the empty form of an action; ``initial`` fills what the address proposes."""
    known = {name for name, _spec, _required in inputs_of(action)}
    made = _form_class(action, actor, detail)
    start = _usual_values(action) | _only_choices(action, made)
    start |= {n: value for n, value in (initial or {}).items() if n in known}
    form = made(initial=start)
    return ActionForm(action, form, detail.matter.version)


def kept_uploads(
    request: HttpRequest, actor: Actor, name: str, *, read_place: bool = False, takes_parts: bool = True
) -> tuple[list[int], list[str]]:
    """Store what was sent under a field and return the keys, with one sentence per refused file.

    Files kept by an earlier attempt come along as ``<name>_kept``, those that a phone sent ahead as ``<name>_parts``,
    or ``parts`` where the action ``takes_parts`` in this field alone. One bad file does not harm the others.

    Raises:
        PartsMissing: a part that is named is not whole; nothing was stored.

    """
    ahead = [part.pk for part in parts_of(actor, request.POST, name, is_only=takes_parts)]
    keys = [int(key) for key in request.POST.getlist(f"{name}_kept") if key.isascii() and key.isdigit()]
    problems: list[str] = []
    for upload in request.FILES.getlist(name)[:MOST_UPLOADS]:
        try:
            keys.append(store_upload(actor=actor, upload=upload, read_place=read_place).pk)
        except (Invalid, Unavailable) as error:
            problems.append(f"{upload.name}: {refusal_of(error)}")
    return list(dict.fromkeys([*keys, *ahead])), problems


def attempt(*, request: HttpRequest, actor: Actor, detail: Any, action: Action) -> Performed | ActionForm:
    """Perform an action with what a form sent; otherwise return the form as it has to be shown again."""
    data = _by_input(request.POST)
    keys: dict[str, list[int]] = {}
    upload_problems: dict[str, list[str]] = {}
    fields = _file_fields(action)
    for name, read_place in fields.items():
        keys[name], problems = kept_uploads(
            request, actor, name, read_place=read_place, takes_parts=name == next(iter(fields))
        )
        data.setlist(name, [str(key) for key in keys[name]])
        if problems:
            upload_problems[name] = problems
    kind, pk = detail.matter.kind, detail.matter.pk
    try:
        if upload_problems:
            raise Invalid(upload_problems)
        values = parse_input(action, actor, detail, data)
        seen = _seen(request)
        return perform(
            actor=actor, kind=kind, matter_id=pk, action=action.name, data=values, seen_version=seen
        )
    except (Invalid, Stale, IllegalAction, Busy) as refusal:
        # What to correct is of no use to whoever can send it no more: that it is too late is said first.
        is_late = isinstance(refusal, Invalid) and detail.matter.state not in action.from_
        error = IllegalAction() if is_late else refusal
        form = _again(action, actor, detail, request, keys)
        return _explained(form, error, actor, detail, request)


def _seen(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def _again(
    action: Action, actor: Actor, detail: Any, request: HttpRequest, keys: Mapping[str, list[int]]
) -> ActionForm:
    form = _form_class(action, actor, detail)(request.POST, request.FILES)
    wanted = [key for listed in keys.values() for key in listed]
    kept = list(visible_to(StoredFile, actor).filter(pk__in=wanted)) if wanted else []
    return ActionForm(action, form, _seen(request) or detail.matter.version, kept=kept)


def _explained(
    form: ActionForm, error: DomainError, actor: Actor, detail: Any, request: HttpRequest
) -> ActionForm:
    """Put the refusal where it belongs: at its fields, or above the form with what changed meanwhile."""
    form.form.errors  # noqa: B018 - validates, so that errors can be added
    if isinstance(error, Invalid):
        form.status = 422
        for name, sentences in error.fields.items():
            target = name if name in form.form.fields else None
            known = {str(text) for text in form.form.errors.get(target or "__all__", [])}
            for sentence in sentences:
                if str(sentence) not in known:
                    form.form.add_error(target, str(sentence))
        return form
    form.status = 409
    form.conflict = str(error.message)
    if isinstance(error, Busy):
        return form
    seen = _seen(request) or 0
    detail.matter.refresh_from_db(fields=["version", "state", "timeline_count"])
    missed = max(detail.matter.version - seen, 0)
    since = detail.matter.timeline_count - missed
    form.changes = (
        [entry for entry in timeline_of(actor, detail.matter) if entry.seq > since] if missed else []
    )
    form.version = detail.matter.version
    form.is_possible = detail.matter.state in form.action.from_ and not isinstance(error, IllegalAction)
    return form
