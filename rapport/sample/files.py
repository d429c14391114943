"""Small real files for the sample mails, drawn with the standard library alone: photographs as PNG, papers as PDF."""

import math
import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise

WIDTH, HEIGHT = 320, 220
_BICYCLE = (
    ((90, 150), (130, 85)), ((130, 85), (200, 80)), ((130, 85), (155, 150)), ((155, 150), (202, 84)),
    ((90, 150), (155, 150)), ((230, 150), (198, 66)), ((198, 66), (216, 60)), ((130, 85), (126, 70)),
    ((114, 68), (140, 68)),
)  # fmt: skip
_WHEELS = ((90, 150), (230, 150))
_CRACK = ((136, 98), (144, 104), (140, 111), (149, 117), (146, 126))


class _Picture:
    """A grid of palette indexes."""

    def __init__(self) -> None:
        self.rows = [bytearray([1 if y > 185 else 0]) * WIDTH for y in range(HEIGHT)]

    def dot(self, x: float, y: float, colour: int, size: int) -> None:
        for row in self.rows[max(0, int(y)) : int(y) + size]:
            row[int(x) : int(x) + size] = bytes([colour]) * size

    def line(self, start: tuple[int, int], end: tuple[int, int], colour: int, size: int = 5) -> None:
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for n in range(steps + 1):
            x, y = (start[i] + (end[i] - start[i]) * n / steps for i in (0, 1))
            self.dot(x, y, colour, size)

    def ring(self, centre: tuple[int, int], radius: int, colour: int) -> None:
        for n in range(360):
            turn = math.radians(n)
            self.dot(centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn), colour, 4)


def photograph(name: str) -> bytes:
    """A PNG of a bicycle; its colours follow from the file's name, and a damaged one shows the damage."""
    picture = _Picture()
    for wheel in _WHEELS:
        picture.ring(wheel, 42, 2)
        picture.dot(*wheel, colour=2, size=5)
    for start, end in _BICYCLE:
        picture.line(start, end, 3)
    if any(word in name for word in ("crack", "scratch", "spoke", "helmet")):
        for start, end in pairwise(_CRACK):
            picture.line(start, end, 4, 3)
    return _png(picture.rows, _palette(name))


def _palette(name: str) -> bytes:
    seed = zlib.crc32(name.encode())
    wall = bytes(190 + (seed >> shift) % 50 for shift in (0, 5, 10))
    floor = bytes(value - 45 for value in wall)
    frame = bytes(30 + (seed >> shift) % 140 for shift in (3, 9, 15))
    return wall + floor + b"\x22\x22\x26" + frame + b"\xd8\x2c\x20"


def _png(rows: Sequence[bytearray], palette: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paper(lines: Sequence[str]) -> bytes:
    """A one-page PDF with these lines; the first one stands out."""
    text = [f"BT /F1 {16 if n == 0 else 11} Tf 60 {770 - 26 * n} Td ({_escaped(line)}) Tj ET"
            for n, line in enumerate(lines)]  # fmt: skip
    stream = "\n".join(text).encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    return _pdf(objects)


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(out),
    )  # fmt: skip


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
