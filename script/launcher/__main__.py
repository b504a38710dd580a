"""``python script/launcher server|test …``: the entry behind script/server and script/test."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run one of the two programs; a ``Stop`` is an answer to the user, not a crash."""
    sys.path[0] = str(Path(__file__).resolve().parent.parent)  # this folder is the package itself
    from launcher.output import Stop, complain

    name, arguments = (sys.argv[1:2] or [""])[0], sys.argv[2:]
    try:
        if name == "server":
            from launcher.server import run
        elif name == "test":
            from launcher.testrun import run
        else:
            raise Stop("Use script/server or script/test.")
        return run(arguments)
    except Stop as stop:
        complain(str(stop))
        return stop.code
    except KeyboardInterrupt:
        complain("Interrupted.")
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
