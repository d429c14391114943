"""A small IMAP server for tests. Its mailbox outlives every client, and it can misbehave on purpose."""

import asyncio
import base64
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.mailroom import free_port
from tests.patience import PATIENCE

USER, PASSWORD = "help", "secret word"


@dataclass
class Box:
    """The server's memory: folders of mails by UID. `refused` UIDs are never handed over. `ailment` is what is wrong
    with every connection: "silent" accepts and says nothing, "drip" says one byte now and then, "reset" hangs up.
    `tokens` let in by XOAUTH2. `on_fetch` is called before each mail is handed over. Each
    of the `late` mails comes just as the client begins to IDLE; `idled_in` are the folders where it did."""

    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    uidvalidity: int = 17
    next_uid: int = 1
    refused: set[int] = field(default_factory=set)
    capabilities: str = "IMAP4rev1 IDLE MOVE UIDPLUS"
    can_create: bool = True
    is_mute: bool = False
    ailment: str = ""
    tokens: set[str] = field(default_factory=set)
    on_fetch: Callable[[int], None] = lambda _: None
    commands: list[str] = field(default_factory=list)
    sign_ins: list[str] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    arrived: dict[bytes, str] = field(default_factory=dict)
    next_other_uid: int = 1000
    late: list[bytes] = field(default_factory=list)
    idled_in: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop | None = None

    def put(self, raw: bytes, arrived: str = "04-Mar-2026 12:00:00 +0000") -> int:
        uid = self.next_uid
        self.next_uid += 1
        self.folders["INBOX"][uid] = raw
        self.arrived[raw] = arrived
        if self.loop:
            self.loop.call_soon_threadsafe(self.news.set)
        return uid

    def renumber(self) -> None:
        """What a server does that lost its index: new UIDs under a new UIDVALIDITY."""
        self.uidvalidity += 1
        self.folders["INBOX"] = {uid + 5000: raw for uid, raw in self.folders["INBOX"].items()}
        self.next_uid += 5000

    def other_uid(self) -> int:
        self.next_other_uid += 1
        return self.next_other_uid


class Connection:
    def __init__(self, box: Box, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box, self.reader, self.writer = box, reader, writer
        self.folder = "INBOX"

    async def talk(self) -> None:
        try:
            if self.box.ailment:
                await self.ail()
                return
            self.say(f"* OK [CAPABILITY {self.box.capabilities}] ready")
            while line := await self.reader.readline():
                if self.box.is_mute:
                    await asyncio.sleep(3600)
                if not await self.answer(line.decode().strip()):
                    return
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            self.writer.close()

    async def ail(self) -> None:
        while self.box.ailment == "drip":
            self.writer.write(b"*")
            await self.writer.drain()
            await asyncio.sleep(0.05)
        while self.box.ailment == "silent":
            await asyncio.sleep(0.05)
        self.writer.transport.abort()

    def say(self, words: str | bytes) -> None:
        self.writer.write((words.encode() if isinstance(words, str) else words) + b"\r\n")

    async def answer(self, line: str) -> bool:
        tag, _, rest = line.partition(" ")
        self.box.commands.append(rest)
        name, _, arguments = rest.partition(" ")
        if name.upper() == "UID":
            name, _, arguments = arguments.partition(" ")
            name = f"UID_{name}"
        if name.upper() == "IDLE":
            await self.idle(tag)
            return True
        if name.upper() == "AUTHENTICATE":
            await self.authenticate(tag)
            return True
        work = getattr(self, f"do_{name.lower()}", None)
        self.say(f"{tag} {work(arguments) if work else 'BAD unknown'}")
        await self.writer.drain()
        return name.upper() != "LOGOUT"

    async def idle(self, tag: str) -> None:
        if self.box.late:
            self.box.put(self.box.late.pop())
            self.say(f"+ idling\r\n* {len(self.box.folders['INBOX'])} EXISTS")
        else:
            self.say("+ idling")
        await self.writer.drain()
        self.box.idled_in.append(self.folder)
        self.box.news.clear()
        done = asyncio.ensure_future(self.reader.readline())
        news = asyncio.ensure_future(self.box.news.wait())
        await asyncio.wait([done, news], return_when=asyncio.FIRST_COMPLETED)
        if not done.done():
            self.say(f"* {len(self.box.folders['INBOX'])} EXISTS")
            await self.writer.drain()
            await done
        news.cancel()
        self.say(f"{tag} OK idle done")
        await self.writer.drain()

    async def authenticate(self, tag: str) -> None:
        """XOAUTH2: a refusal is explained first, and the client answers with an empty line."""
        self.say("+ ")
        await self.writer.drain()
        said = base64.b64decode((await self.reader.readline()).strip()).decode()
        found = re.fullmatch(r"user=(.+)\x01auth=Bearer (.+)\x01\x01", said)
        token = found[2] if found and found[1] == USER else ""
        self.box.sign_ins.append(token)
        if token in self.box.tokens:
            self.say(f"{tag} OK welcome")
        else:
            self.say(b"+ " + base64.b64encode(b'{"status":"400"}'))
            await self.writer.drain()
            assert (await self.reader.readline()).strip() == b""
            self.say(f"{tag} NO AUTHENTICATE failed")
        await self.writer.drain()

    def do_capability(self, _: str) -> str:
        self.say(f"* CAPABILITY {self.box.capabilities}")
        return "OK done"

    def do_login(self, arguments: str) -> str:
        return "OK welcome" if arguments in (f'{USER} "{PASSWORD}"', f'"{USER}" "{PASSWORD}"') else "NO wrong password"

    def do_select(self, arguments: str) -> str:
        if arguments.strip('"') not in self.box.folders:
            return "NO no such folder"
        self.folder = arguments.strip('"')
        self.say(f"* {len(self.box.folders[self.folder])} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.box.uidvalidity if self.folder == 'INBOX' else 3}] stable")
        return "OK [READ-WRITE] selected"

    def do_list(self, arguments: str) -> str:
        name = arguments.split()[-1].strip('"')
        if name in self.box.folders:
            self.say(f'* LIST (\\HasNoChildren) "/" "{name}"')
        return "OK listed"

    def do_create(self, arguments: str) -> str:
        if not self.box.can_create:
            return "NO not allowed"
        self.box.folders[arguments.strip('"')] = {}
        return "OK created"

    def do_uid_search(self, _: str) -> str:
        found = [uid for uid in self.box.folders[self.folder] if self.folder != "INBOX" or uid not in self.box.deleted]
        self.say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        return "OK searched"

    def do_uid_fetch(self, arguments: str) -> str:
        for uid in map(int, arguments.split()[0].split(",")):
            raw = self.box.folders[self.folder].get(uid)
            if "RFC822.SIZE" in arguments and raw is not None:
                self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE {self.date(raw)})")
            elif "BODY" in arguments:
                self.box.on_fetch(uid)
                if uid in self.box.refused:
                    return "NO cannot read this one"
                self.hand_over(uid, self.box.folders[self.folder].get(uid), arguments)
        return "OK fetched"

    def date(self, raw: bytes) -> str:
        return f'"{self.box.arrived.get(raw, "04-Mar-2026 12:00:00 +0000")}"'

    def hand_over(self, uid: int, raw: bytes | None, arguments: str) -> None:
        assert "BODY.PEEK[]" in arguments, "fetching must not mark as read"
        if raw is None:
            return
        span = re.search(r"<(\d+)\.(\d+)>", arguments)
        data = raw[int(span[1]) : int(span[1]) + int(span[2])] if span else raw
        named = f"BODY[]<{span[1]}>" if span else "BODY[]"
        head = f"* 1 FETCH (UID {uid} INTERNALDATE {self.date(raw)} {named} {{{len(data)}}}"
        self.say(head.encode() + b"\r\n" + data + b")")

    def do_uid_move(self, arguments: str) -> str:
        return self._copy(arguments, remove=True)

    def do_uid_copy(self, arguments: str) -> str:
        return self._copy(arguments, remove=False)

    def _copy(self, arguments: str, *, remove: bool) -> str:
        uids, _, folder = arguments.partition(" ")
        target, moved = self.box.folders[folder.strip('"')], {}
        for uid in map(int, uids.split(",")):
            if uid in self.box.folders["INBOX"]:
                moved[uid] = self.box.other_uid()
                target[moved[uid]] = self.box.folders["INBOX"][uid]
                if remove:
                    del self.box.folders["INBOX"][uid]
        if "UIDPLUS" not in self.box.capabilities or not moved:
            return "OK copied"
        code = f"[COPYUID 3 {','.join(map(str, moved))} {','.join(map(str, moved.values()))}]"
        if remove:
            self.say(f"* OK {code} moved")
            return "OK done"
        return f"OK {code} copied"

    def do_uid_store(self, arguments: str) -> str:
        assert re.search(r"\+FLAGS \(\\Deleted\)", arguments)
        self.box.deleted.update(map(int, arguments.split()[0].split(",")))
        return "OK stored"

    def do_uid_expunge(self, arguments: str) -> str:
        for uid in map(int, arguments.split(",")):
            if uid in self.box.deleted:
                self.box.folders["INBOX"].pop(uid, None)
        return "OK expunged"

    def do_expunge(self, _: str) -> str:
        raise AssertionError("a plain EXPUNGE takes what others marked as deleted")

    def do_logout(self, _: str) -> str:
        self.say("* BYE")
        return "OK bye"


@contextmanager
def imap_server(box: Box) -> Iterator[int]:
    """Serves the box on a port of its own."""
    port, loop, ready = free_port(), asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        box.loop = loop
        await asyncio.start_server(lambda r, w: Connection(box, r, w).talk(), "127.0.0.1", port, limit=2**20)
        ready.set()
        await stop.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield port
    finally:
        box.loop = None
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        loop.close()
