"""Whether alerts reach the chats and systems they are to reach."""

from rapport.alerts import queries
from rapport.alerts.models import Route
from rapport.platform.health import Finding, Section, fault, hint, ok

MEND = "Look at it under Settings, Alert routes: enter its address anew, send a trial."


def routes() -> Section | None:
    """None where there is no route."""
    known = queries.every_route()
    return Section("Alert routes", tuple(map(_route, known))) if known else None


def _route(route: Route) -> Finding:
    if not route.is_active and route.switched_off_why:
        return fault("route-off", f"Alerts no longer reach “{route.name}”.", MEND)
    if not route.is_active:
        return ok("route-unused", f"“{route.name}” is switched off.")
    if route.failures:
        return hint("route-failing", f"The last alert did not reach “{route.name}”; it is tried again.", MEND)
    return ok("route", f"Alerts reach “{route.name}”.")
