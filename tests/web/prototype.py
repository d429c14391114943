"""Every screen with example data: `python -m tests.web.prototype FOLDER [NAME…]` takes its screenshots there."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WIDTHS = {1440: 900, 1024: 768, 390: 844}


def screens() -> dict[str, tuple[str, dict[str, Any]]]:
    from django import forms

    from rapport.web.styleguide import example

    class SignIn(forms.Form):
        email = forms.EmailField(label="Email")
        password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    return {
        "sign-in": ("sign-in", {"form": SignIn()}),
        "conversation": ("conversation", {}),
        "pile": ("conversation", {"showing": "list"}),
        "note": (
            "conversation",
            {"composer": {**example.COMPOSER, "kind": "note", "text": "Tomas says 15:00 is safe."}},
        ),
        "alerts": ("conversation", {"bell": {**example.BELL, "open": True}}),
        "empty": ("empty", {"rows": [], "bell": {**example.BELL, "alerts": [], "unread": 0}}),
        "recovery": ("recovery", {}),
        "landing": ("landing", {}),
        "postbox": ("postbox", {}),
        "mail-page": ("mail-page", {}),
        "mail": ("mail", {}),
        "live": ("conversation", {"live_url": "/live", "bell": {**example.BELL, "open": True}}),
    }


def shown(name: str, **more: Any) -> str:
    from django.template.backends.django import DjangoTemplates

    from rapport.web.styleguide import example

    engine = DjangoTemplates({"NAME": "proto", "DIRS": [HERE / "templates"], "APP_DIRS": True, "OPTIONS": {}})
    template, context = screens()[name]
    return str(engine.get_template(f"proto/{template}.html").render({**example.PAGE, **context, **more}))


def photograph(folder: Path, names: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    from tests.web.browsing import HOST, answer, chromium

    with sync_playwright() as play:
        browser = chromium(play)
        for theme in ("light", "dark"):
            for width, height in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                page.route("**/*", answer)
                for name in names:
                    page.goto(f"{HOST}/{name}.html")
                    page.wait_for_timeout(150)
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
                page.close()
        browser.close()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
    os.environ["RAPPORT_DATA"] = tempfile.mkdtemp()
    os.environ["RAPPORT_SECRET_KEY"] = "a prototype has no secrets"
    import django

    django.setup()
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    photograph(target, sys.argv[2:] or list(screens()))


if __name__ == "__main__":
    main()
