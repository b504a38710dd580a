from typing import Any

from pingan.common.outbox import job
from pingan.notify.services import deliver_notices


@job("notify.deliver")
def deliver(*, recipients: list[int], content: dict[str, Any]) -> None:
    deliver_notices(recipients=recipients, content=content)
