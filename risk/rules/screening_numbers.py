"""The numbers of a night's screening; the office's versioned rows come before what is written here. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from risk.rules.clusters import ScanSettings
from risk.rules.surges import SurgeSettings

#: Days whose counts a signal keeps for its chart.
SHOWN_DAYS = 28
#: Weeks whose counts a surge keeps for its chart.
SHOWN_WEEKS = 26


@dataclass(frozen=True)
class ScreeningNumbers:
    """How much chance is let through, and when a signal has ended.

    ``false_alarm_percent``: share of false alarms among surges of a county and night (Benjamini, Hochberg 1995).
    ``cluster_per_mille``: largest p-value of a reported cluster, in thousandths. ``end_nights``: nights without being seen
    after which a reviewed signal ends. ``daily_years``: how many years of days tell a scan what is usual.
    """

    false_alarm_percent: int = 5
    cluster_per_mille: int = 2
    replicates: int = 999
    nearest: int = 50
    scan_days: int = 28
    daily_years: int = 2
    weekly_years: int = 5
    end_nights: int = 7
    back_test_days: int = 92

    @property
    def scan(self) -> ScanSettings:
        """The settings of the scan."""
        return ScanSettings(nearest=self.nearest, days=self.scan_days, replicates=self.replicates)

    @property
    def surge(self) -> SurgeSettings:
        """The settings of the regression."""
        return SurgeSettings(years=self.weekly_years)
