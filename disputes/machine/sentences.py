"""What people are told of a dispute: msgids, which the inbox renders in the reader's language.

``number`` and ``title`` are the matter's; a title holds type and place, nobody's name.
"""

from django.utils.translation import gettext_noop

ACCEPTED = gettext_noop("%(number)s was accepted: %(title)s")
REJECTED = gettext_noop("%(number)s was not accepted: %(title)s")
FLAGGED = gettext_noop("%(number)s shows a red flag and needs a review today: %(title)s")
IN_HAND = gettext_noop("%(number)s was given to you for mediation: %(title)s")
SESSION = gettext_noop("%(number)s: a session was planned or moved: %(title)s")
REFUSED = gettext_noop("%(number)s: a party refused mediation: %(title)s")
FAILED = gettext_noop("%(number)s: mediation ended without agreement: %(title)s")
EFFECTIVE = gettext_noop("%(number)s: the agreement is in effect: %(title)s")
OVERDUE = gettext_noop("%(number)s: a clause of the agreement is overdue: %(title)s")
BROKEN = gettext_noop("%(number)s: a clause of the agreement was not kept: %(title)s")
REFERRED = gettext_noop("%(number)s went to another channel: %(title)s")
DECIDED = gettext_noop("%(number)s: the other channel came to a result: %(title)s")
RESOLVED = gettext_noop("%(number)s is resolved and waits for the return visit: %(title)s")
CONFLICT = gettext_noop("%(number)s: a mediator has a conflict of interest, decide who mediates: %(title)s")
CLOSED = gettext_noop("%(number)s is closed: %(title)s")
REOPENED = gettext_noop("%(number)s was reopened: %(title)s")
JOINED = gettext_noop("%(number)s: your unit is asked to mediate jointly: %(title)s")
ASSISTED = gettext_noop("%(number)s: a unit reported its part: %(title)s")
TOLD = gettext_noop("%(number)s: the police were told: %(title)s")
REMINDED = gettext_noop("%(number)s: you are reminded to act: %(title)s")
LEVEL = gettext_noop("%(number)s: the level was changed: %(title)s")
NAMED = gettext_noop("%(number)s has come to your desk; it is restricted to named persons: %(title)s")
