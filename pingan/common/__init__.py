"""What every storey stands on: errors, ids, encryption, Chinese text, the outbox, idempotency keys, slots."""
