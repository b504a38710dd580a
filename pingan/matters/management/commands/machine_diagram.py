"""Print the state diagram and the table of actions of a kind of matter, as Markdown with Mermaid."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from pingan.matters.machine import STAYS, Machine, machine_for


def diagram(machine: Machine) -> str:
    """Return the Markdown; English, so that docs do not depend on the reader's settings."""
    with translation.override("en"):
        lines = ["```mermaid", "stateDiagram-v2"]
        lines += [f"    [*] --> {state}" for state in sorted(machine.initial)]
        edges: dict[tuple[str, str], list[str]] = {}
        for action in machine.all_actions():
            for start in sorted(action.from_):
                for end in sorted(action.ends_from(start)):
                    if start != end:
                        edges.setdefault((start, end), []).append(action.name)
        lines += [
            f"    {start} --> {end}: {', '.join(names)}" for (start, end), names in sorted(edges.items())
        ]
        lines += [f"    {state} --> [*]" for state in sorted(machine.final)]
        lines += [
            "```",
            "",
            "| action | label | from | leads to | permit |",
            "| --- | --- | --- | --- | --- |",
        ]
        for action in machine.all_actions():
            named = {action.to} if action.to is not None else action.ends or {STAYS}
            ends = ", ".join(sorted(end or "stays" for end in named))
            start = "any open state" if len(action.from_) > 8 else ", ".join(sorted(action.from_))
            lines.append(f"| `{action.name}` | {action.label} | {start} | {ends} | {action.verb} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Print the diagram of a kind of matter, for docs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram(machine_for(options["kind"])), ending="")
