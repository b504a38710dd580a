"""Which periods a board is asked for."""

from typing import Final

#: Days back from today when no period is asked for.
USUAL_DAYS: Final = 30
#: Longer periods are no question of a board.
LONGEST_DAYS: Final = 5 * 366
