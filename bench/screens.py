"""Takes pictures of Rapport's screens with a real Chromium: bin/screens [--into DIR] [--readme].

Starts a desk of its own with the sample company, signs in as its owner, and walks through every folder, every page of
the settings menu and one behind each, a conversation and what is opened in it, a customer, a recovery, a search with
chosen rows, the postbox, a mail in it and what customers see: at 1440, 1024 and 390 px, light and dark, each picture by
itself and all on one contact sheet. `--url` and `--link` use a desk that runs already.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from bench.desk import Desk

WIDTHS = {1440: 900, 1024: 768, 390: 844}
TABLET = 768  # what is narrower is a telephone, worked with fingers
THEMES = ("light", "dark")
SMALLER, GAP, LINE = 4, 8, 14  # the contact sheet
OWNER = "maeve@spokeandsaddle.example"  # sees every page of the sample company
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def chromium() -> str:
    """The browser named by RAPPORT_CHROMIUM, else the first one on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("RAPPORT_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)
    if not found:
        sys.exit("No Chromium found. Install it, or name it in RAPPORT_CHROMIUM.")
    return found


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=re.compile("Sign in as")).click()
    page.wait_for_url("**/pile/")


def addresses(page: Page, url: str) -> dict[str, str]:
    """The pages to show, found by walking as a person would."""
    page.goto(f"{url}/pile/")
    conversation = page.locator(".row-link").nth(0).get_attribute("href") or "/pile/"
    found = walked(page, ".sidebar a[href]") | {"conversation": conversation}
    page.goto(url + conversation)
    found["customer"] = first_link(page, ".customer h2 a", "/pile/")
    thing, whose = conversation.split("?")[0], found["customer"]
    found |= {f"conversation-{way}": f"{thing}{way}/" for way in ("joining", "moving", "splitting")}
    found |= {f"customer-{way}": f"{whose}{way}/" for way in ("timeline", "erasure")}
    page.goto(f"{url}/settings/")
    cards = walked(page, "a.settings-card")
    found |= cards | deeper(page, url, cards | {"views": "/views/", "board": "/board/", "surveys": "/surveys/"})
    page.goto(f"{url}/recoveries/")
    found["recovery"] = first_link(page, "a.card-title", "/recoveries/")
    page.goto(url + found["recovery"])
    found["conversation-unhappy"] = first_link(page, "main a[href*='/conversations/']", conversation)
    found |= {"reasons": "/feedback/reasons/", "digests": "/feedback/digests/"}
    page.goto(f"{url}/feedback/")
    found["feedback-item"] = first_link(page, "main .row-link", "/feedback/")
    page.goto(f"{url}/feedback/digests/")
    found["digest"] = first_link(page, "main .row-link", "/feedback/digests/")
    page.goto(f"{url}/postbox/")
    mail = first_link(page, "main a[href*='/postbox/']:has-text('Re:')", "/postbox/")
    found |= {"alerts": "/alerts/", "contact": "/contact/", "mail": mail, "missing": "/not/here/", "views": "/views/"}
    found |= {"surveys": "/surveys/", "settled": "/ratings/fixed/", "outside": "/ratings/outside/"}
    found |= {"campaigns": "/campaigns/", "campaign-new": "/campaigns/new/"}
    found |= {"search": "/search/", "search-found": "/search/?q=order", "search-nothing": "/search/?q=zeppelin"}
    found |= {"signing-in": "/account/login/"}
    face = face_link(page, url, mail)
    return found | ({"landing": face} if face else {})


def deeper(page: Page, url: str, pages: dict[str, str]) -> dict[str, str]:
    """The first page behind each of these."""
    found = {}
    for path in pages.values():
        page.goto(url + path)
        behind = page.locator(f"main a[href^='{path}'], .pane-main a[href^='{path}']")
        for link in behind.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            if not re.search(r"[?#]|export|verification", link) and link != path and link not in pages.values():
                found[re.sub(r"\d+", "one", link.strip("/").replace("/", "-"))] = link
                break
    return found


def choose_rows(page: Page) -> None:
    for row in range(min(3, page.locator(".row-check").count())):
        page.locator(".row-check").nth(row).evaluate("box => box.click()")


def write_reply(page: Page) -> None:
    """The draft is not kept: the next picture is of a conversation that nobody answers yet."""
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.keyboard.press("r")
    page.keyboard.type("Dear customer,\nI am sorry that it took so long. I send you a new one today.")


# What is done on a page before its picture is taken: the name of the picture, the page, the steps.
SCENES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "search-chosen": ("search-found", choose_rows),
    "pile-chosen": ("pile", choose_rows),
    "conversation-note": ("conversation", lambda page: page.keyboard.press("n")),
    "conversation-assigning": ("conversation", lambda page: page.keyboard.press("a")),
    "conversation-writing": ("conversation", write_reply),
    "palette": ("pile", lambda page: page.keyboard.press("Control+k")),
    "keys": ("pile", lambda page: page.keyboard.press("?")),
}


def walked(page: Page, links: str) -> dict[str, str]:
    """Where these links lead, each by a name made of its address."""
    paths = page.locator(links).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return {path.strip("/").replace("/", "-") or "home": path for path in paths if path.startswith("/")}


def first_link(page: Page, selector: str, otherwise: str) -> str:
    found = page.locator(selector)
    return (found.first.get_attribute("href") if found.count() else None) or otherwise


def face_link(page: Page, url: str, mail: str) -> str | None:
    """A face's address out of a customer's mail."""
    page.goto(url + mail)
    text = page.content() + "".join(frame.content() for frame in page.frames)
    found = re.search(r"(/r/[\w-]{16,}/1)\b", text)
    return found.group(1) if found else None


def shoot(browser: Browser, state: str, url: str, pages: dict[str, str], into: Path) -> None:
    for theme in THEMES:
        for width, height in WIDTHS.items():
            look: dict[str, Any] = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
            look |= {"has_touch": True, "is_mobile": True} if width < TABLET else {}
            context = browser.new_context(**look)
            signed_in = browser.new_context(storage_state=state, **look)
            for name, path in pages.items():
                page = (context if name in ("landing", "signing-in") else signed_in).new_page()
                page.goto(url + path)
                page.wait_for_timeout(400)
                if name in SCENES:
                    SCENES[name][1](page)
                    page.wait_for_timeout(400)
                page.screenshot(path=into / f"{name}-{width}-{theme}.png")
                page.close()
            context.close()
            signed_in.close()


def contact_sheet(into: Path, names: list[str]) -> Path:
    """All pictures on one: a row for each page, its widths in both themes beside each other."""
    columns = [(width, theme) for theme in THEMES for width in WIDTHS]
    sizes = [(round(width / SMALLER), round(WIDTHS[width] / SMALLER)) for width, _ in columns]
    high = max(size[1] for size in sizes) + LINE
    sheet = Image.new("RGB", (sum(size[0] + GAP for size in sizes) + GAP, (high + GAP) * len(names) + GAP), "#8a857e")
    write = ImageDraw.Draw(sheet)
    for row, name in enumerate(names):
        left, top = GAP, GAP + row * (high + GAP)
        write.text((left, top), name, fill="white")
        for (width, theme), size in zip(columns, sizes, strict=True):
            with Image.open(into / f"{name}-{width}-{theme}.png") as picture:
                sheet.paste(picture.convert("RGB").resize(size), (left, top + LINE))
            left += size[0] + GAP
    path = into / "contact-sheet.png"
    sheet.save(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=Path("test-results/screens"))
    parser.add_argument("--only", nargs="*", help="names of pages")
    parser.add_argument("--readme", action="store_true", help="take the one picture of the README")
    parser.add_argument("--url")
    parser.add_argument("--link", help="a one-time sign-in link of the desk at --url")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium(), args=FLAGS)
        if options.url:
            walk(browser, options.url.rstrip("/"), options.link, options)
        else:
            with Desk() as desk:
                walk(browser, desk.url, desk.rapport("login", OWNER).split()[-1], options)
        browser.close()


def walk(browser: Browser, url: str, link: str, options: argparse.Namespace) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, link)
    state = str(options.into / "state.json")
    context.storage_state(path=state)
    pages = addresses(page, url)
    pages |= {name: pages[whose] for name, (whose, _) in SCENES.items() if whose in pages}
    if options.readme:
        page.goto(url + pages["conversation"])
        page.wait_for_timeout(600)
        page.screenshot(path="docs/rapport.png")
    else:
        chosen = {name: path for name, path in pages.items() if not options.only or name in options.only}
        shoot(browser, state, url, chosen, options.into)
        print(f"All on one: {contact_sheet(options.into, list(chosen))}")
    Path(state).unlink()
    print(f"{', '.join(pages)}: pictures in {options.into}")


if __name__ == "__main__":
    main()
