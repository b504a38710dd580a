"""Verbs on accounts, passwords, second factors and keys. Who may is asked above; so is the security log."""

from pingan.accounts.services.devices import (
    move_device,
    note_contact,
    note_device,
    sign_out_device,
    sign_out_devices,
    sweep_devices,
)
from pingan.accounts.services.passwords import change_password, reset_password
from pingan.accounts.services.second_factors import SecondFactor, check_second_factor, remove_second_factor
from pingan.accounts.services.tokens import create_token, note_use, revoke_token, revoke_tokens
from pingan.accounts.services.users import (
    close_account,
    create_account,
    reopen_account,
    save_preferences,
    sign_out_everywhere,
)

__all__ = [
    "SecondFactor",
    "change_password",
    "check_second_factor",
    "close_account",
    "create_account",
    "create_token",
    "move_device",
    "note_contact",
    "note_device",
    "note_use",
    "remove_second_factor",
    "reopen_account",
    "reset_password",
    "revoke_token",
    "revoke_tokens",
    "save_preferences",
    "sign_out_device",
    "sign_out_devices",
    "sign_out_everywhere",
    "sweep_devices",
]
