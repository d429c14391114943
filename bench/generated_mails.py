"""Mails that nobody would write, read one after another: `python -m bench.generated_mails [20000]`.

Every mail carries words that must be found again in its text or one of its files, or in the raw text that is shown
when its structure is beyond reading. Printed are the mails, those that raised and those that lost their words.
"""

from __future__ import annotations

import argparse
import base64
import quopri
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapport.channels.email.parse import Inbound, parse
from rapport.channels.email.parse.wire import pack, unpack

CHARSETS = {
    "utf-8": "Grüße, 世界, привет",
    "iso-8859-1": "Grüße, señor, façade",
    "windows-1252": "Grüße – “señor” €",
    "iso-8859-2": "Příliš žluťoučký kůň",
    "koi8-r": "привет, как дела",
    "windows-1251": "привет, как дела",
    "shift_jis": "こんにちは世界",
    "iso-2022-jp": "こんにちは世界",
    "euc-jp": "こんにちは世界",
    "gb2312": "你好世界",
    "big5": "你好世界",
    "euc-kr": "안녕하세요",
    "utf-16": "Grüße 世界",
    "us-ascii": "plain words",
}
LIES = ["utf-8", "us-ascii", "iso-8859-1", "x-unknown", "", '"', "utf-16", "gb2312", "ansi_x3.110-1983", "\x00", "zip"]
ENDS = [b"\r\n", b"\n", b"\r"]
JUNK = [b"X-A: \xff\xfe\r\n", b"no colon here\r\n", b": nothing\r\n", b"Subject: =?utf-8?q?a=0Ab?=\r\n", b"X-Nul: a\x00b\r\n",
        b"From: =?koi8-r?B?8NLJ18XU?= <a@b.example>, (x\r\n", b"To: \xe4\xf6\xfc <a@b.example>;;,\r\n",
        b"Date: Foo, 99 Bar 20x6 25:61:61 +9999\r\n", b"Message-ID: <<>>\r\n", b"Content-Type: text/html; charset=\r\n",
        b"References: " + b"<a@b> " * 300 + b"\r\n", b"Subject: " + b"s" * 70_000 + b"\r\n"]  # fmt: skip
NAMES = [b"filename=a.txt", b"filename*=utf-8''..%2F..%2F%00a.html", b"filename*0*=iso-8859-1''%FC; filename*1=b.txt",
         b'filename="=?utf-8?q?=C3=BC?=.pdf"', b'filename="open', b"filename*1=b; filename*0=a", b"filename=\xff\xfe.bin"]  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A mail and the words in it that must not be lost. `plain`: whether they can be read off as they are."""

    raw: bytes
    words: str
    parts: int


def generate(count: int, seed: int = 1) -> Iterator[Written]:
    """The same mails for the same seed."""
    dice = random.Random(seed)
    for number in range(count):
        yield written(dice, number)


def written(dice: random.Random, number: int) -> Written:
    """One mail: a body with a marker, in whatever wrapping the dice say."""
    marker = f"marker{number:06d}"
    body = dice.choice(BODIES)(dice, marker)
    for _ in range(dice.choice((0, 0, 1, 1, 2, 4))):
        body = dice.choice(WRAPS)(dice, body)
    head = b"From: Uma <uma@customer.example>\r\nSubject: s\r\n"
    raw = b"".join(dice.sample(JUNK, dice.choice((0, 0, 1, 2, 4)))) + head + body
    raw = dice.choice(MISHAPS)(dice, raw, marker.encode())
    return Written(raw, marker, raw.count(b"boundary="))


def plain(dice: random.Random, marker: str) -> bytes:
    charset = dice.choice(list(CHARSETS))
    text = f"{marker} {CHARSETS[charset]}".encode(charset, "replace")
    said = (
        dice.choice(LIES)
        if dice.random() < 0.3 and charset != "utf-16" and not charset.startswith("iso-2022")
        else charset
    )
    if said == "utf-16" and charset != "utf-16":
        said = "utf-8"  # a text of single bytes under the name of double ones has no words to find
    kind = dice.choice((b"plain", b"plain", b"html"))
    return b"Content-Type: text/" + kind + b"; charset=" + said.encode() + b"\r\n" + encoded(dice, text)


def encoded(dice: random.Random, text: bytes) -> bytes:
    way = dice.choice(("8bit", "base64", "broken base64", "quoted-printable", "none", "lie", "unknown"))
    if way == "base64":
        return b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(text)
    if way == "broken base64":
        coded = base64.b64encode(text).rstrip(b"=")
        cut = dice.randrange(len(coded))
        return (
            b"Content-Transfer-Encoding: BASE64 \r\n\r\n"
            + coded[:cut]
            + dice.choice((b"\r\n", b" ", b"!", b""))
            + coded[cut:]
        )
    if way == "quoted-printable":
        return b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quopri.encodestring(text)
    if way == "lie":
        return b"Content-Transfer-Encoding: 7bit\r\n\r\n" + text
    if way == "unknown":
        return b"Content-Transfer-Encoding: x-odd\r\n\r\n" + text
    return b"\r\n" + text


def flowed(dice: random.Random, marker: str) -> bytes:
    lines = b" \r\n".join([marker.encode(), b"goes on", b"and on"])
    return b"Content-Type: text/plain; format=flowed; delsp=" + dice.choice((b"yes", b"no")) + b"\r\n\r\n" + lines


def bare(dice: random.Random, marker: str) -> bytes:
    return b"\r\n" * dice.choice((1, 3)) + marker.encode()


BODIES: list[Callable[[random.Random, str], bytes]] = [plain, plain, plain, flowed, bare]


def boundary(dice: random.Random) -> bytes:
    return dice.choice((b"b", b"=_b", b"----b", b"b b", b"'b'")) + str(dice.randrange(10**6)).encode()


def multipart(dice: random.Random, body: bytes) -> bytes:
    mark = boundary(dice)
    kind = dice.choice((b"mixed", b"alternative", b"related", b"signed; micalg=x", b"report", b"digest", b"odd"))
    head = b"Content-Type: multipart/" + kind + b'; boundary="' + mark + b'"\r\n\r\n'
    others = [b"", b"\r\n--" + mark + b"\r\nContent-Type: image/png\r\n" + b"Content-Disposition: attachment; "
              + dice.choice(NAMES) + b"\r\n\r\n\x89PNG"]  # fmt: skip
    close = dice.choice((b"--" + mark + b"--\r\n", b""))
    return (
        head
        + dice.choice((b"", b"preamble\r\n"))
        + b"--"
        + mark
        + b"\r\n"
        + body
        + dice.choice(others)
        + b"\r\n"
        + close
    )


def attached_mail(dice: random.Random, body: bytes) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\nFrom: x <x@y.example>\r\nSubject: inner\r\n" + body


def attached_file(dice: random.Random, body: bytes) -> bytes:
    mark = boundary(dice)
    name = dice.choice(NAMES)
    file = b"\r\n--" + mark + b"\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; " + name
    return (b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n" + body + file
            + b"\r\n\r\nfile\r\n--" + mark + b"--\r\n")  # fmt: skip


WRAPS = [multipart, multipart, attached_file, attached_mail]


def whole(dice: random.Random, raw: bytes, marker: bytes) -> bytes:
    return raw


def other_ends(dice: random.Random, raw: bytes, marker: bytes) -> bytes:
    """Other line ends throughout, or mixed ones; double-byte texts are left alone, for their bytes are no lines."""
    if b"utf-16" in raw:
        return raw
    if dice.random() < 0.5:
        return raw.replace(b"\r\n", dice.choice(ENDS))
    return b"".join(line + dice.choice((b"\r\n", b"\n")) for line in raw.split(b"\r\n"))


def cut_off(dice: random.Random, raw: bytes, marker: bytes) -> bytes:
    """Cut behind the words where they can be seen."""
    at = raw.find(marker)
    return raw if at < 0 else raw[: dice.randrange(at + len(marker), len(raw) + 1)]


def with_nul(dice: random.Random, raw: bytes, marker: bytes) -> bytes:
    return raw if b"utf-16" in raw else raw + b"\x00" * dice.randrange(1, 5)


def mbox_line(dice: random.Random, raw: bytes, marker: bytes) -> bytes:
    return b"From MAILER-DAEMON Sat Oct  4 08:00:09 2025\n" + raw


DEEPEST = 6
MISHAPS = [whole, whole, whole, other_ends, cut_off, with_nul, mbox_line]


def keeps_its_words(mail: Inbound, words: str, depth: int = 0) -> bool:
    """Whether the words are in the text, in the HTML or in a file, read or as they came."""
    if words in mail.text or words in mail.html or _holds(mail.text.encode(), words, depth):
        return True
    return any(_holds(item.data, words, depth) for item in mail.attachments)


def _holds(data: bytes, words: str, depth: int) -> bool:
    marker = words.encode()
    if marker in data or marker in data.replace(b"=\r\n", b"").replace(b"=\n", b"") or marker in _unpacked(data):
        return True
    is_mail = depth < DEEPEST and data.lstrip()[:5].lower() in (b"from:", b"conte", b"subje")
    return is_mail and keeps_its_words(parse(data), words, depth + 1)


def _unpacked(data: bytes) -> bytes:
    """What stands in base64 somewhere in a file that is kept as it came."""
    found = b""
    for block in data.split():
        try:
            found += base64.b64decode(block + b"=" * (-len(block) % 4))
        except ValueError:
            continue
    return found


def trial(raw: bytes, words: str) -> str:
    """'' when all is well, else what went wrong."""
    try:
        mail = parse(raw)
        if unpack(pack(mail)) != mail:
            return "changed on its way out of the child"
        if "reading failed" in (mail.unreadable or ""):
            return f"raised: {mail.unreadable}"
    except Exception as error:
        return f"raised: {type(error).__name__}: {error}"
    return "" if keeps_its_words(mail, words) else "lost its words"


def run(count: int, seed: int = 1) -> tuple[Counter[str], list[tuple[str, bytes]]]:
    """How many went well, raised or lost their words; and the mails that did not go well."""
    found: Counter[str] = Counter()
    bad = []
    for one in generate(count, seed):
        wrong = trial(one.raw, one.words)
        found[wrong.partition(":")[0] or "read"] += 1
        if wrong:
            bad.append((wrong, one.raw))
    return found, bad


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", nargs="?", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    found, bad = run(chosen.count, chosen.seed)
    raised, lost = found["raised"], found["lost its words"]
    print(f"{chosen.count} generated mails: {found['read']} read, {raised} raised, {lost} lost their words")
    for wrong, raw in bad[:20]:
        print(f"  {wrong}: {raw[:300]!r} … {raw[-300:]!r}")


if __name__ == "__main__":
    main()
