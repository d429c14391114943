"""The library's signer, with our clock."""

from datetime import datetime
from typing import Any

import dkim


class Signer(dkim.DKIM):  # type: ignore[misc]  # the library is not typed
    """Signs as of a given moment: the library's own clock would make every try a different mail."""

    moment: datetime

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **more: Any) -> Any:
        stamp = str(int(self.moment.timestamp())).encode()
        return super().gen_header([(name, stamp if name == b"t" else value) for name, value in fields], *rest, **more)
