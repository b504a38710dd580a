from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register


class AccessConfig(AppConfig):
    name = "pingan.access"
    label = "access"

    def ready(self) -> None:
        register(every_door_has_a_policy, Tags.urls)


def every_door_has_a_policy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each address that serves rows of a table is covered by permits: default deny, and told at the start."""
    from pingan.access.policy import registered_models, verbs_of

    faults: list[CheckMessage] = []
    for route, door in _doors():
        model = getattr(door, "model", None)
        if model is None:
            continue
        if model not in registered_models():
            text = f"{door.__name__} at {route} serves {model._meta.label}, and nobody said who may see it."
            hint = (
                f"Call pingan.access.policy.register({model.__name__}, …) from AppConfig.ready() of its app."
            )
            faults.append(Error(text, hint=hint, obj=door, id="pingan.E020"))
        elif "view" not in verbs_of(model):
            text = f"The permits of {model._meta.label} have no verb 'view', so that nobody can see a row."
            faults.append(Error(text, hint="Register the verb 'view'.", obj=model, id="pingan.E021"))
    return faults


def _doors() -> Iterator[tuple[str, Any]]:
    """Yield the class behind each address, with the address."""
    from django.urls import get_resolver
    from django.urls.resolvers import URLPattern

    waiting: list[tuple[str, Any]] = [("", entry) for entry in get_resolver().url_patterns]
    while waiting:
        prefix, entry = waiting.pop()
        route = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            waiting += [(route, inner) for inner in entry.url_patterns]
            continue
        door = getattr(entry.callback, "cls", None) or getattr(entry.callback, "view_class", None)
        if door is not None and door.__module__.split(".")[0] in {"pingan", "grids"}:
            yield route, door
