"""What a circular may say, and of what: units and matters, never persons (domain.md §3, §9.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.kept_words import kept_words
from pingan.console.queries.documents import possible_recipients
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.office.queries.circulars import people_of
from pingan.office.queries.desk import waiting
from pingan.office.queries.ladders import taken_by
from pingan.office.rules.ladder import CIRCULAR, MISSING, is_missing, names_in
from pingan.office.rules.subjects import bare_subject
from pingan.org.models import Organ

#: As many matters as one circular names.
MOST = 100


@dataclass(frozen=True)
class CircularInput:
    """The wording of a circular, the matters that it names and the units that it goes to."""

    subject: str
    text: str
    matters: tuple[int, ...]
    recipients: tuple[int, ...]
    contact: str = ""
    left_out: str = ""

    def __post_init__(self) -> None:
        """Take off what the title of the paper says anyway (关于…的通报), and numbers of people out of its words."""
        object.__setattr__(self, "subject", kept_words(bare_subject(self.subject)))
        # Whose number the office gives for questions (``contact``) stays: that is what the line is for.
        for name in ("text", "left_out"):
            object.__setattr__(self, name, kept_words(getattr(self, name)))


def checked(actor: Actor, data: CircularInput) -> tuple[list[Matter], list[Organ]]:
    """Return matters and units of a wording that no rule refuses.

    Raises:
        Invalid: nothing named, matters that are closed, restricted or of another area, units out of reach, a step left
            out without a reason, or words that name a person.

    """
    matters = list(waiting(actor).filter(pk__in=data.matters, is_restricted=False).order_by("pk"))
    organs = list(possible_recipients(actor).filter(pk__in=data.recipients))
    problems: dict[str, str] = {}
    if not matters or len(matters) != len(set(data.matters)) or len(matters) > MOST:
        problems["matters"] = _("Name 1 to %(most)d open matters of your area that are not restricted.") % {
            "most": MOST
        }
    if not organs or len(organs) != len(set(data.recipients)):
        problems["recipients"] = _("Choose at least one unit.")
    taken = taken_by([matter.pk for matter in matters])
    steps = [taken[matter.pk].taken if matter.pk in taken else () for matter in matters]
    if any(is_missing(CIRCULAR, one, data.left_out) for one in steps):
        problems["left_out"] = str(MISSING[CIRCULAR])
    problems.update(_persons(matters, organs, data))
    if problems:
        raise Invalid(problems)
    return matters, organs


def _persons(matters: Sequence[Matter], organs: Sequence[Organ], data: CircularInput) -> dict[str, str]:
    """Return a refusal for each text that names a person: people of the units, or parties of a matter."""
    units = {organ.pk for organ in organs} | {matter.organ_id for matter in matters if matter.organ_id}
    people = people_of(units)
    redactors = [machine_for(matter.kind).redactor(matter.pk) for matter in matters]
    problems = {}
    for field in ("subject", "text", "left_out"):
        text = getattr(data, field)
        found = names_in(text, people)
        if found:
            names = "、".join(found)
            problems[field] = _("A circular names units and matters, never persons: %(names)s") % {
                "names": names
            }
        elif any(redact(text) != text for redact in redactors):
            problems[field] = _("This names a party of a dispute. A circular names units and matters only.")
    return problems
