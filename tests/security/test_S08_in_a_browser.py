"""S08, S09: the payloads in a real Chromium: nothing runs, nothing is fetched, nothing leaves its frame."""

import io
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, Route, sync_playwright

from rapport.conversations import actions
from rapport.conversations.letters import File
from rapport.conversations.models import Attachment, Conversation, Message
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows.customer_rates import customer_rates
from rapport.platform.clock import now
from rapport.recovery.models import Recovery
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.patience import PATIENCE
from tests.security.payloads import ALL, RUN
from tests.web.browsing import MILLISECONDS, quick
from tests.web.serving import NO_STREAM, served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_PAGE = 24
QUIET = 150  # milliseconds
# No mail is stored with a NUL, and PostgreSQL would not take it.
STORED = [payload.replace("\x00", "\ufffd") for payload in ALL]
PACKS = [STORED[start : start + A_PAGE] for start in range(0, len(STORED), A_PAGE)]


@dataclass
class Watch:
    """A page, and all that went wrong in it."""

    page: Page
    host: str
    alarms: list[str] = field(default_factory=list)
    under_way: set[Request] = field(default_factory=set)

    def begin(self) -> None:
        self.page.on("dialog", self.asked_by_a_dialog)
        self.page.on("pageerror", lambda error: self.alarms.append(f"error {error}"))
        self.page.on("request", self.asked)
        self.page.on("requestfinished", lambda request: self.under_way.discard(request))
        self.page.on("requestfailed", lambda request: self.under_way.discard(request))
        self.page.on("console", self.said)
        self.page.on("popup", lambda page: self.alarms.append(f"window {page.url}"))

    def asked_by_a_dialog(self, dialog: Dialog) -> None:
        self.alarms.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def said(self, line: ConsoleMessage) -> None:
        """What only the second wall stopped went through the first. A picture alone is styled by the browser."""
        if "/picture/" not in self.page.url and ("Content Security Policy" in line.text or "sandboxed" in line.text):
            self.alarms.append(f"stopped {line.text}")

    def asked(self, request: Request) -> None:
        self.under_way.add(request)
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "about"} and parts.netloc != self.host:
            self.alarms.append(f"request {request.url}")

    def look(self) -> None:
        """Wake whatever waits for a visible, opened, pointed at or focused element."""
        for frame in self.page.frames:
            frame.evaluate(
                """() => {
                    document.querySelectorAll("details").forEach((one) => { one.open = true; });
                    document.querySelectorAll("iframe").forEach((one) => { one.loading = "eager"; });
                    for (const one of document.querySelectorAll(".message-body *, body > *")) {
                        one.dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
                        one.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
                        one.focus?.();
                    }
                }"""
            )
        self.alarms += [f"ran in {frame.url}" for frame in self.page.frames if frame.evaluate("window.__xss")]

    def rest(self) -> None:
        """Wait until nothing is fetched any more; by then nothing must have gone wrong."""
        self.page.wait_for_load_state()
        end = time.monotonic() + PATIENCE
        while not self.is_quiet():
            assert time.monotonic() < end, sorted(request.url for request in self.under_way)
        self.alarms += [f"ran in {frame.url}" for frame in self.page.frames if frame.evaluate("window.__xss")]
        assert self.alarms == []

    def is_quiet(self) -> bool:
        """Nothing is under way, and nothing new begins for a while."""
        before = not self.under_way
        self.page.wait_for_timeout(QUIET)
        return before and not self.under_way


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Playwright keeps a loop on this thread, beside which Django would refuse to ask the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = quick(play)
        yield found
        found.close()


@pytest.fixture
def site(browser: Browser, transactional_db: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def watch(browser: Browser, site: str) -> Iterator[Watch]:
    """With cookies of its own: an answer to the test before may still take its session away."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    client: Client = client_of(cast.mo())
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site, "sameSite": "Lax"}])
    context.add_init_script(NO_STREAM)
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    found = Watch(page, urlsplit(site).netloc)
    found.begin()
    yield found
    context.close()


def hostile(pack: list[str]) -> Conversation:
    """One conversation in which every place that a stranger or a colleague fills holds payloads."""
    begun = cast.conversation(
        (pack[0][:150], "uma@customer.example"), subject=" ".join(pack)[:480], text=pack[0], reply_text="\n".join(pack)
    )
    for number, payload in enumerate(pack):
        cast.arrives(
            (payload[:150], "uma@customer.example"),
            conversation_id=begun.pk,
            trust=Message.Trust.SECRET,
            subject=payload,
            text=f"{payload}\n> {payload}",
            reply_text=payload,
            html=payload,
            files=[File(payload, b"x"), File(f"{payload[:60]}.png", PNG, inline=True, content_id=payload[:190])],
            received_at=later(minutes=number + 1),
        )
    words = "\n".join(pack)
    actions.note(begun, cast.ada(), words, at=now())
    answer = cast.answers(
        begun, text=words, html=words, at=now(), promise_text=pack[1][:300], promise_due_at=later(days=9999)
    )
    invite = feedback.invite_for(answer.pk, begun.identity.value)
    assert invite is not None
    customer_rates(invite, Choice(1, "button", comment=words[:1900], call_me=True, phone=pack[2][:30]), at=now())
    return begun


def picture() -> bytes:
    """A red PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, 2)
    out.write(chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)))
    out.write(chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b""))
    return out.getvalue()


PNG = picture()


def test_nothing_runs_on_the_pages_of_the_desk(watch: Watch, site: str) -> None:
    made = [hostile(pack) for pack in PACKS]
    recoveries = Recovery.objects.filter(conversation__in=made)
    assert len(recoveries) == len(PACKS)
    lists = ["/pile/", "/ratings/", "/recoveries/", "/alerts/"]
    shown = [f"/conversations/{one.reference}/" for one in made] + [f"/recoveries/{one.pk}/" for one in recoveries]
    for path in lists + shown:
        watch.page.goto(site + path)
        watch.look()
        watch.rest()
        assert watch.page.evaluate("Boolean(window.htmx && customElements.get('key-map'))"), path


def test_nothing_runs_in_the_frame_of_a_mail(watch: Watch, site: str) -> None:
    """In frames without a sandbox, so that only what was cleaned away and what the answer forbids is missing."""
    begun = cast.conversation()
    messages = [
        cast.arrives(
            conversation_id=begun.pk, trust=Message.Trust.SECRET, html=payload, received_at=later(minutes=place + 1)
        )
        for place, payload in enumerate(STORED)
    ]
    host = f"{site}/frames/"
    paths = [f"{site}/messages/{one.public_id}/body/" for one in messages]

    def frames(route: Route) -> None:
        start = int(urlsplit(route.request.url).query)
        shown = "".join(f'<iframe src="{path}"></iframe>' for path in paths[start : start + A_PAGE])
        route.fulfill(body=shown, content_type="text/html")

    watch.page.route(f"{host}*", frames)
    for start in range(0, len(paths), A_PAGE):
        watch.page.goto(f"{host}?{start}")
        watch.look()
        watch.rest()
        # A payload may not have led its frame elsewhere.
        assert [frame.url for frame in watch.page.frames[1:]] == paths[start : start + A_PAGE]


def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(watch: Watch, site: str) -> None:
    html = f"<p id=here>Hello</p><script>{RUN}</script>"
    found = cast.conversation(html=html)
    watch.page.goto(f"{site}/conversations/{found.reference}/")
    watch.look()
    frame = watch.page.locator("iframe")
    rights = (frame.get_attribute("sandbox") or "").split()
    assert frame.get_attribute("sandbox") is not None
    assert not {"allow-scripts", "allow-same-origin", "allow-top-navigation", "allow-forms"} & set(rights)
    inside = next(one for one in watch.page.frames if "/body/" in one.url)
    assert "Hello" in inside.inner_text("body")
    assert inside.evaluate("self.origin") == "null"
    watch.rest()


def test_the_pictures_of_a_mail_are_shown_in_its_frame(watch: Watch, site: str) -> None:
    """The frame is a stranger to the site and has no cookie: what it shows must have come with it."""
    files = [File("p.png", PNG, inline=True, content_id="p@x")]
    found = cast.conversation(html='<p>Hi</p><img src="cid:p@x" width=9 height=9>', files=files)
    watch.page.goto(f"{site}/messages/{found.messages.get().public_id}/body/")
    watch.rest()
    assert watch.page.evaluate("[...document.images].map((one) => one.naturalWidth)") == [1]
    assert watch.page.evaluate("getComputedStyle(document.body).margin") == "12px"


FILES = {
    "x.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'.encode(),
    "x.html": f"<html><body onload='{RUN}'><script>{RUN}</script>".encode(),
    "x.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>'.encode(),
    "x.xml": f'<?xml-stylesheet href="data:text/xsl,x"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{RUN}</h:script></x>'.encode(),
    "x.png": f"<html><script>{RUN}</script>".encode(),
    "polyglot.png": PNG + f"<html><script>{RUN}</script>".encode(),
    "polyglot.gif": b"GIF89a=1;" + RUN.encode(),
    "x.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>",
    "x.mht": f"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>{RUN}</script>".encode(),
    "x.js": RUN.encode(),
}


def test_files_are_saved_and_never_opened(watch: Watch, site: str) -> None:
    cast.conversation(files=[File(name, data) for name, data in FILES.items()])
    saved = []
    watch.page.on("download", lambda download: saved.append(download.suggested_filename))
    for stored in Attachment.objects.all():
        path = f"{site}/attachments/{stored.public_id}/"
        with pytest.raises(Error, match="Download is starting"):
            watch.page.goto(path)
        answer = watch.page.goto(f"{path}picture/")
        assert answer is not None
        assert answer.status == (200 if stored.is_image else 404)
        watch.alarms += ["ran"] if watch.page.evaluate("window.__xss") else []
        assert watch.alarms == []
    assert set(saved) == set(FILES)
