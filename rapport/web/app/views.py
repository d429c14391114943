"""What makes an app of the desk. Nothing here is about anybody, so all of it is shown to everybody."""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# The grounds of the light theme (tokens.css): a manifest knows one only.
SUNKEN, PAPER = "#f4f0ea", "#fbf8f4"
SCRIPT = Path(__file__).with_name("sw.js")
ASK_EACH_TIME = "no-cache"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    drawing = {"src": static("web/icons/rapport.svg"), "type": "image/svg+xml", "sizes": "any"}
    pictures = [_icon("rapport-192", 192), _icon("rapport-512", 512), _icon("maskable-512", 512, "maskable")]
    shown = {
        "id": "/",
        "name": "Rapport",
        "short_name": "Rapport",
        "description": _("The help desk that asks how it went."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": SUNKEN,
        "background_color": PAPER,
        "icons": [*pictures, drawing],
    }
    return _kept_fresh(json.dumps(shown, ensure_ascii=False), "application/manifest+json")


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    address = static(f"web/icons/{name}.png")
    return {"src": address, "type": "image/png", "sizes": f"{size}x{size}", "purpose": purpose}


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Served from the root, since it may look after no more than the folder it comes from. It changes with the files it
    keeps, and that is how a browser learns of new ones."""
    offline = reverse("app:offline")
    known = {
        "offline": offline,
        "kept": [
            offline,
            static("web/css/portal.css"),
            static("web/css/portal-more.css"),
            static("web/icons/rapport.svg"),
        ],
        "icon": static("web/icons/rapport-192.png"),
        "badge": static("web/icons/badge-96.png"),
    }
    text = f"const KNOWN = {json.dumps(known)};\n{SCRIPT.read_text(encoding='utf-8')}"
    return _kept_fresh(text, "text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the service worker and shown in place of any page while there is no network."""
    return render(request, "web/offline.html")


def _kept_fresh(text: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Cache-Control": ASK_EACH_TIME})
