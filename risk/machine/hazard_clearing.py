"""Guards and effects of the end: re-inspection, clearing, looking back; listing and handing over where nothing moves."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock, MatterFile
from pingan.matters.services.attaching import attach_files
from pingan.matters.services.effects import stop_all
from risk.machine import hazard_inputs as inputs
from risk.machine.hazard_rectifying import STAGE, current, day_problem, next_round, rectify_start
from risk.models import Hazard, Rectification, Reinspection
from risk.queries.evidence import Proof, new_photos, own_moment, proof_after
from risk.queries.terms import start


def reinspect_offered(actor: Actor, hazard: Any) -> Any:
    """Not to who reported it as done (domain.md §12, invariant 7: who handles does not verify)."""
    done = current(hazard)
    return (
        _("You reported it as done: another person inspects it.")
        if done.done_by_id == actor.user_id
        else None
    )


def reinspect_guard(move: Move) -> None:
    """Guard: a photo newer than the report; where it did not pass, until when it is to be done."""
    data: inputs.Reinspect = move.data
    if _proof(move) is None:
        raise Invalid(_without_proof(move))
    if data.is_passed == "yes":
        return
    if data.due_on is None:
        raise Invalid({"due_on": _("Say until when it is to be put right.")})
    problem = day_problem(data.due_on, move.now)
    if problem:
        raise Invalid({"due_on": problem})


def _proof(move: Move) -> Proof | None:
    done = current(move.detail)
    if done.done_at is None:
        raise AssertionError(f"hazard {move.matter.pk} is inspected and was never reported as done")
    photos = new_photos(move.data.files, move.matter.pk)
    return proof_after(photos, after=done.done_at, now=move.now, stated=move.data.taken_at)


def _without_proof(move: Move) -> dict[str, str]:
    """Return what is missing: a photo, or the statement of when a photo that says nothing was taken."""
    photos = new_photos(move.data.files, move.matter.pk)
    if all(own_moment(photo) for photo in photos):
        return {"files": _("Add a photo that was taken after the hazard was reported as put right.")}
    if move.data.taken_at is None:
        return {"taken_at": _("The photo does not say when it was taken: say when you took it on the spot.")}
    return {
        "taken_at": _(
            "This lies before the hazard was reported as put right, or after the photo was sent: it proves nothing."
        )
    }


def reinspect_effect(move: Move) -> None:
    """Effect: cleared, or ordered once more."""
    data: inputs.Reinspect = move.data
    hazard: Hazard = move.detail
    done = current(hazard)
    proof = _proof(move)
    if proof is None:
        raise AssertionError("the guard found it")
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.VERIFICATION)
    is_passed = data.is_passed == "yes"
    Reinspection.objects.create(
        rectification=done,
        is_passed=is_passed,
        note=data.note,
        photo=proof.photo,
        photo_at=proof.at,
        is_by_statement=proof.is_by_statement,
        made_by_id=move.actor.person,
        made_at=move.now,
    )
    done.state = Rectification.State.PASSED if is_passed else Rectification.State.FAILED
    done.save(update_fields=["state"])
    move.public.update(is_passed=data.is_passed, round=done.round, files=len(data.files))
    if proof.is_by_statement:
        move.public["stated_at"] = f"{timezone.localtime(proof.at):%Y-%m-%d %H:%M}"
    move.note = data.note
    if is_passed:
        move.to = "cleared"
        hazard.cleared_at = move.now
        _end_listing(hazard)
    else:
        move.to = "rectifying"
        hazard.failed_inspections += 1
        if data.due_on is not None:  # the guard asked for it
            next_round(move, done, data.due_on)


def reinspect_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: inspected; then either the time to look back runs, or the unit's again."""
    if move.to == "cleared":
        return [
            *stop_all(move, "hazard_reinspect", "hazard_listing"),
            *start(move.matter, "hazard_look_back"),
        ]
    return [StopClock("hazard_reinspect"), rectify_start(move)]


def look_back_effect(move: Move) -> None:
    """Effect: it holds and is closed; or it is back, and is ordered anew."""
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.VERIFICATION)
    holds = move.data.holds == "yes"
    move.to = "closed" if holds else "graded"
    if not holds:
        move.detail.cleared_at = None
        move.detail.failed_inspections += 1
    move.public.update(holds=move.data.holds, files=len(move.data.files))
    move.note = move.data.note


def look_back_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: looked back; where it is back, the order is due."""
    again = start(move.matter, "hazard_order") if move.to == "graded" else []
    return [*stop_all(move, "hazard_look_back"), *again]


def list_offered(actor: Actor, hazard: Any) -> Any:
    """Major ones, once."""
    if hazard.listed_at is not None:
        return _("It is listed already.")
    return None if hazard.grade == "major" else _("Only major hazards are listed for supervision.")


def list_effect(move: Move) -> None:
    """Effect: listed under its number (挂牌督办)."""
    move.detail.listed_at = move.now
    move.detail.listing_number = move.data.number
    move.public["number"] = move.data.number
    move.note = move.data.note


def list_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the term of the listing runs beside the unit's own."""
    return start(move.matter, "hazard_listing")


def listed_offered(actor: Actor, hazard: Any) -> Any:
    """Only what is listed."""
    return None if hazard.listed_at is not None else _("It is not listed.")


def _end_listing(hazard: Hazard) -> None:
    hazard.listed_at = None
    hazard.listing_number = ""


def unlist_effect(move: Move) -> None:
    """Effect: no longer listed; the timeline keeps number and reason."""
    move.public["number"] = move.detail.listing_number
    _end_listing(move.detail)
    move.note = move.data.note


def unlist_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the term of the listing ends without a verdict."""
    return [StopClock("hazard_listing", has_verdict=False)]


def hand_over_offered(actor: Actor, hazard: Any) -> Any:
    """Where the unit's time is over, or what it did did not pass (Article 62)."""
    if hazard.failed_inspections or _is_overdue(hazard.pk):
        return None
    return _("The unit's time still runs, and no re-inspection has failed.")


def _is_overdue(hazard_id: int) -> bool:
    running = Clock.objects.filter(matter_id=hazard_id, stage=STAGE, stopped_at=None)
    return bool(running.filter(due_at__lt=timezone.now()).exists())


def hand_over_effect(move: Move) -> None:
    """Effect: the body of the same level orders the unit to rectify; its number is kept as soon as it is known."""
    move.detail.handed_over_at = move.now
    move.detail.order_number = move.data.order_number
    if move.data.order_number:
        move.public["number"] = move.data.order_number
    move.note = move.data.note


def resume_effect(move: Move) -> None:
    """Effect: back in the unit's hands; that it was handed over stays on record."""
    move.note = move.data.note
