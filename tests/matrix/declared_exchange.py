"""What kind of address each one of exchange is. What is for programs refuses people, whatever post they hold."""

from __future__ import annotations

from pingan.exchange.models import CatalogueEntry, Delivery, Partner, Subscription
from tests.matrix.kinds import Account, Asked, Duty, Kind, One, Program, Rows

STEPS = ({"step": "submit"}, {"step": "approve"}, {"step": "revoke"}, {"step": "nonsense"})
DECLARED: dict[str, Kind] = {
    "exchange:partner_list": Rows(Partner, (Asked("links:/exchange/partners/"),)),
    "exchange:partner_new": Duty(),
    "exchange:partner_detail": One(Partner),
    "exchange:call_list": One(Partner),
    "exchange:credential_new": One(Partner),
    "exchange:credential_end": One(Partner, extras=({"credential": 1},)),
    "exchange:entry_new": One(Partner),
    "exchange:entry_detail": One(CatalogueEntry),
    "exchange:entry_step": One(CatalogueEntry, extras=STEPS, may_lack=True),
    "exchange:subscribe": One(CatalogueEntry),
    "exchange:secret_renew": One(Subscription),
    "exchange:subscription_end": One(Subscription),
    "exchange:letter_list": Duty(),
    # As with letters: which ones of the area tests/exchange/test_hand_overs.py asks.
    "exchange:hand_over_list": Duty(),
    "exchange:letter_replay": One(Delivery),
    "exchange:letter_give_up": One(Delivery),
    "exchange-api:token": Account(is_public=True),
    "exchange-api:incidents": Program(),
    "exchange-api:incident": Program({"number": "SJ36070326000001"}),
    "exchange-api:bulk_incidents": Program(),
    "exchange-api:work_orders": Program(),
    "exchange-api:work_order": Program({"number": "12345"}),
    "exchange-api:hand_overs": Program(),
    **{
        f"exchange-api:{name}": Program({"hand_over": "7f6a1f0e-4b1c-4f5e-9a55-0e8d4c2b1a90"})
        for name in ("hand_over", "hand_over_acknowledge", "hand_over_status")
    },
}
