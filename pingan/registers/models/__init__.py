"""Definitions, rounds, reports and what was found."""

from pingan.registers.models.definitions import DEFINITION_KEY, DefinitionKind, Period, RegisterDefinition
from pingan.registers.models.reports import (
    RegisterFinding,
    RegisterReport,
    ReportFile,
    ReportState,
    ReportStep,
)
from pingan.registers.models.rounds import RegisterRound, RoundFile, RoundState
from pingan.registers.models.schedules import RoundSchedule

__all__ = [
    "DEFINITION_KEY",
    "DefinitionKind",
    "Period",
    "RegisterDefinition",
    "RegisterFinding",
    "RegisterReport",
    "RegisterRound",
    "ReportFile",
    "ReportState",
    "ReportStep",
    "RoundFile",
    "RoundSchedule",
    "RoundState",
]
