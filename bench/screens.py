"""Takes pictures of Rapport's screens with a real Chromium: bin/screens [--into DIR] [--readme].

Starts a desk of its own with the sample company, signs in as its owner, and walks through every folder, every page of
the settings menu and one behind each, a conversation and what is opened in it, a customer, a recovery, the reports, a
campaign, a search with chosen rows, the postbox and what customers see: at 1440, 1024 and 390 px, light and dark, each
picture by itself and all on one contact sheet. Mails are seen as a mail program shows them, at 600 and 390 px. A company's
own sign-in is set up for its pages, and a second desk is begun from nothing. `--url` and `--link` use a desk that runs
already, and leave those two out.
"""

import argparse
import itertools
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from bench.desk import Desk

WIDTHS = {1440: 900, 1024: 768, 390: 844}
MAIL_WIDTHS = {600: 900, 390: 844}  # what mail programs give a mail; their pages begin with "letter"
TABLET = 768  # what is narrower is a telephone, worked with fingers
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SMALLER, GAP, LINE = 4, 8, 14  # the contact sheet
OWNER = "maeve@spokeandsaddle.example"  # sees every page of the sample company
GUESTS = (
    "landing",
    "rated",
    "signing-in",
    "company",
    "start",
    "asked",
    "portal",
)  # names of pages for who is not signed in
HREFS = "links => links.map(link => link.getAttribute('href'))"
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
    page.goto(f"{url}/recoveries/")
    found["apology"] = beside(page, "Next: apologised", found["recovery"])
    found |= {"recovery-figures": "/recoveries/figures/", "turned-round": "/recoveries/turned-round/"}
    found |= {"goodwill": "/goodwill/", "complaints-closed": "/complaints/closed/", "organization": "/organizations/1/"}
    page.goto(f"{url}/complaints/")
    found["complaint"] = first_link(page, "main a[href^='/complaints/']:has-text('Close it')", "/complaints/")
    found |= {"reasons": "/feedback/reasons/?weeks=52", "digests": "/feedback/digests/"}
    found |= {"training": "/feedback/training/", "quotes": "/ratings/quotes/"}
    page.goto(f"{url}/feedback/")
    found["feedback-item"] = first_link(page, "main .row-link", "/feedback/")
    page.goto(f"{url}/feedback/digests/")
    found["digest"] = first_link(page, "main .row-link", "/feedback/digests/")
    page.goto(f"{url}/postbox/")
    mail = letter(page, "Re: ") or "/postbox/"
    found |= {"alerts": "/alerts/", "contact": "/contact/", "mail": mail, "missing": "/not/here/", "views": "/views/"}
    found |= {"surveys": "/surveys/", "settled": "/ratings/fixed/", "outside": "/ratings/outside/"}
    found |= {"report": "/ratings/report/", "campaigns": "/campaigns/", "campaign-new": "/campaigns/new/"}
    for folder in ("campaigns", "surveys"):
        page.goto(f"{url}/{folder}/")
        links = page.locator(f"main a[href*='/{folder}/']").evaluate_all(HREFS)
        found[folder[:-1]] = next((one for one in links if re.search(rf"/{folder}/\d+/", one)), f"/{folder}/")
    found |= {f"campaign-{part}": f"{found['campaign']}{part}/" for part in ("answers", "people")}
    found |= {"search": "/search/", "search-found": "/search/?q=order", "search-nothing": "/search/?q=zeppelin"}
    found |= {"signing-in": "/account/login/", "portal": "/portal/", "letter-source": f"{mail}/source"}
    found |= letters(page, url)
    for name, mail, link in (
        ("landing", "letter", r"/r/[\w-]{16,}/1"),
        ("asked", "letter-survey", r"/s/[\w-]{16,}/\d+"),
    ):
        if place := link_in(page, url + found.get(mail, "/"), link):
            found[name] = place
    return found


def beside(page: Page, words: str, otherwise: str) -> str:
    """The page of the card that says this."""
    card = page.locator(".card", has_text=words)
    return first_link(page, f".card:has-text('{words}') a.card-title", otherwise) if card.count() else otherwise


LETTERS = {
    "letter": "Re: ",
    "letter-digest": "The week from",
    "letter-alert": "rated",
    "letter-late": "Nobody has taken it",
    "letter-survey": "One question from Spoke",
    "letter-campaign": "One question from Maeve",
    "letter-german": "Eine Frage von",
}


def letter(page: Page, begin: str) -> str | None:
    """The newest mail in the postbox whose subject begins like this."""
    found = page.locator("main a[href*='/postbox/']", has_text=re.compile(rf"^\s*{begin}"))
    return found.first.get_attribute("href") if found.count() else None


def letters(page: Page, url: str) -> dict[str, str]:
    """One mail of each kind as a mail program shows it, and the digest also as plain text."""
    page.goto(f"{url}/postbox/")
    found = {}
    for name, begin in LETTERS.items():
        if mail := letter(page, begin):
            found[name] = f"{mail}/page"
    if "letter-digest" in found:
        found["digest-as-text"] = found["letter-digest"].removesuffix("/page")
    return found


def deeper(page: Page, url: str, pages: dict[str, str]) -> dict[str, str]:
    """The first page behind each of these."""
    found = {}
    for path in pages.values():
        page.goto(url + path)
        behind = page.locator(f"main a[href^='{path}'], .pane-main a[href^='{path}']")
        for link in behind.evaluate_all(HREFS):
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


def open_text(page: Page) -> None:
    page.locator("details.card > summary").click()
    page.locator("details.card").scroll_into_view_if_needed()


# What is done on a page before its picture is taken: the name of the picture, the page, the steps.
SCENES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "search-chosen": ("search-found", choose_rows),
    "pile-chosen": ("pile", choose_rows),
    "conversation-note": ("conversation", lambda page: page.keyboard.press("n")),
    "conversation-assigning": ("conversation", lambda page: page.keyboard.press("a")),
    "conversation-writing": ("conversation", write_reply),
    "conversation-printed": ("conversation", lambda page: page.emulate_media(media="print")),
    "digest-as-text": ("digest-as-text", open_text),
    "pile-with-focus": ("pile", lambda page: page.keyboard.press("j")),
    "palette": ("pile", lambda page: page.keyboard.press("Control+k")),
    "keys": ("pile", lambda page: page.keyboard.press("?")),
}


def walked(page: Page, links: str) -> dict[str, str]:
    """Where these links lead, each by a name made of its address."""
    paths = page.locator(links).evaluate_all(HREFS)
    return {path.strip("/").replace("/", "-") or "home": path for path in paths if path.startswith("/")}


def first_link(page: Page, selector: str, otherwise: str) -> str:
    found = page.locator(selector)
    return (found.first.get_attribute("href") if found.count() else None) or otherwise


def link_in(page: Page, address: str, pattern: str) -> str | None:
    """An address out of a mail."""
    page.goto(address)
    found = re.search(rf"({pattern})\b", page.content())
    return found.group(1) if found else None


def widths(name: str) -> dict[int, int]:
    return MAIL_WIDTHS if name.startswith("letter") else WIDTHS


def shoot(browser: Browser, state: str | None, url: str, pages: dict[str, str], into: Path) -> None:
    for theme in THEMES:
        for width, height in (WIDTHS | MAIL_WIDTHS).items():
            look: dict[str, Any] = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
            look |= {"has_touch": True, "is_mobile": True} if width < TABLET else {}
            context = browser.new_context(**look)
            signed_in = browser.new_context(storage_state=state, **look)
            for name, path in pages.items():
                if width not in widths(name):
                    continue
                page = (context if name.startswith(GUESTS) else signed_in).new_page()
                page.goto(url + path)
                page.wait_for_timeout(400)
                if name in SCENES:
                    SCENES[name][1](page)
                    page.wait_for_timeout(400)
                page.screenshot(path=into / f"{name}-{width}-{theme}.png")
                page.close()
            context.close()
            signed_in.close()


# What the library that talks to a provider may say of a sign-in: each is a page of its own.
REFUSED = ("unverified", "foreign", "unknown", "closed", "tied", "cancelled", "too_many", "unreachable", "bad_token")
COMPANY = """
from rapport.platform.clock import now
from rapport.team import actions
from rapport.team.models import User
actions.keep_single_sign_on(issuer="https://login.spokeandsaddle.example", client_id="rapport", secret="s",
    name="Saddle ID", domains=["spokeandsaddle.example"], lets_in=True, actor=User.objects.get(email="{owner}"), at=now())
"""
DIGEST = """
from rapport.flows import tell_company
from rapport.learning.models import Digest
from rapport.platform.clock import now
from rapport.team.models import User
tell_company.send(Digest.objects.latest("first"), User.objects.get(email="{owner}"), at=now())
"""
RENDERED = """
import json
from django.template.loader import render_to_string
pages = {{"company-going": render_to_string("account/going_to_provider.html", {{"url": "#", "provider": "Saddle ID"}})}}
for why in {refused}:
    pages["company-" + why] = render_to_string("account/not_let_in.html", {{"why": why, "provider": "Saddle ID"}})
print(json.dumps(pages))
"""


def shoot_company(browser: Browser, state: str, desk: Desk, into: Path) -> list[str]:
    """Signing in through a provider. There is none: what comes after it is put in the place of the sign-in page."""
    desk.python(COMPANY.format(owner=OWNER))
    shown = {"company-signing-in": "/account/login/", "settings-company": "/settings/single-sign-on/"}
    shown |= {"company-no-state": "/account/company/callback/?code=1&state=2"}
    shoot(browser, state, desk.url, shown, into)
    rendered = json.loads(desk.python(RENDERED.format(refused=REFUSED)))
    for theme, (width, height) in itertools.product(THEMES, WIDTHS.items()):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        page = context.new_page()
        page.goto(f"{desk.url}/account/login/")
        for name, html in rendered.items():
            page.set_content(re.sub(r"<meta http-equiv=.refresh.[^>]*>", "", html))
            page.wait_for_timeout(200)
            page.screenshot(path=into / f"{name}-{width}-{theme}.png")
        context.close()
    return [*shown, *rendered]


EMPTY = {
    "first-steps": "/settings/start/",
    "first-home": "/",
    "first-pile": "/pile/",
    "first-recoveries": "/recoveries/",
    "first-feedback": "/feedback/",
    "first-ratings": "/ratings/",
    "first-report": "/ratings/report/",
    "first-surveys": "/surveys/",
    "first-campaigns": "/campaigns/",
    "first-losses": "/losses/",
    "first-complaints": "/complaints/",
    "first-digests": "/feedback/digests/",
    "first-views": "/views/",
    "style-guide": "/styleguide/",
}


def shoot_beginning(browser: Browser, into: Path) -> list[str]:
    """A desk from its first page on, while there is nothing in it."""
    with Desk(sample=False, debug=True) as desk:
        start = {"start": desk.start_link.removeprefix(desk.url)}
        shoot(browser, None, desk.url, start, into)
        page = browser.new_page()
        page.goto(desk.start_link)
        page.get_by_label("Your name").fill("Maeve Corcoran")
        page.get_by_label("Your address").fill(OWNER)
        page.get_by_label("Password").fill("a bicycle with two bells")
        page.get_by_role("button").click()
        page.wait_for_url("**/settings/start/")
        state = str(into / "beginning.json")
        page.context.storage_state(path=state)
        shoot(browser, state, desk.url, EMPTY, into)
        Path(state).unlink()
    return [*start, *EMPTY]


def contact_sheet(into: Path, names: list[str]) -> Path:
    """All pictures on one: a row for each page, its widths in both themes beside each other."""
    high = round(max(WIDTHS.values()) / SMALLER) + LINE
    across = len(THEMES) * sum(round(width / SMALLER) + GAP for width in WIDTHS) + GAP
    sheet = Image.new("RGB", (across, (high + GAP) * len(names) + GAP), "#8a857e")
    write = ImageDraw.Draw(sheet)
    for row, name in enumerate(names):
        left, top = GAP, GAP + row * (high + GAP)
        write.text((left, top), name, fill="white")
        for theme, width in itertools.product(THEMES, widths(name)):
            size = (round(width / SMALLER), round(widths(name)[width] / SMALLER))
            with Image.open(into / f"{name}-{width}-{theme}.png") as picture:
                sheet.paste(picture.convert("RGB").resize(size), (left, top + LINE))
            left += size[0] + GAP
    path = into / "contact-sheet.png"
    sheet.save(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=Path("test-results/screens"))
    parser.add_argument("--only", nargs="*", help='names of pages, "company" and "beginning"')
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
                walk(browser, desk.url, desk.rapport("login", OWNER).split()[-1], options, desk)
        browser.close()


def walk(browser: Browser, url: str, link: str, options: argparse.Namespace, desk: Desk | None = None) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, link)
    state = str(options.into / "state.json")
    context.storage_state(path=state)
    if desk:
        desk.python(DIGEST.format(owner=OWNER))
        page.wait_for_timeout(5000)  # the worker lays it into the postbox
    pages = addresses(page, url)
    pages |= {name: pages[whose] for name, (whose, _) in SCENES.items() if whose in pages}
    if options.readme:
        page.goto(url + pages["conversation"])
        page.wait_for_timeout(600)
        page.screenshot(path="docs/rapport.png")
    else:
        chosen = {name: path for name, path in pages.items() if not options.only or name in options.only}
        names = list(chosen)
        shoot(browser, state, url, chosen, options.into)
        if desk and (not options.only or "company" in options.only):
            names += shoot_company(browser, state, desk, options.into)
        if desk and (not options.only or "beginning" in options.only):
            names += shoot_beginning(browser, options.into)
        print(f"All on one: {contact_sheet(options.into, names)}")
    Path(state).unlink()
    print(f"{', '.join(pages)}: pictures in {options.into}")


if __name__ == "__main__":
    main()
