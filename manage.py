#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it finds the running embedded server of $PINGAN_DATA_DIR."""

import os
import sys


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingan.settings.development")
    from django.core.management import execute_from_command_line

    import pingan.celery  # noqa: F401  commands hand jobs to our broker, not to Celery's default one

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
