# ruff: noqa: E402 - the launcher stands in script/, which is no package path until here
"""Makes the environment where it is missing, then measures in it."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "script"))

from launcher import environment
from launcher.places import PYTHON

environment.ensure("test", ROOT / "var" / "log" / "pip-test.log")
os.chdir(ROOT)
os.execv(PYTHON, [str(PYTHON), "-m", "bench.assessment.run", *sys.argv[1:]])
