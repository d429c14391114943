"""`rapport mail automatic on|off|status`: the switch for everything that a machine would mail."""

from enum import StrEnum
from typing import Annotated

import typer

from rapport.config.cli.house import DataOption, opened


class Wish(StrEnum):
    ON = "on"
    OFF = "off"
    STATUS = "status"


def automatic(
    wish: Annotated[Wish, typer.Argument(metavar="on|off|status", help="off keeps back what already waits, too.")],
    data: DataOption = None,
) -> None:
    """Stop receipts to customers and alerts by mail, all at once, or let them leave again."""
    with opened(data):
        from rapport.channels.email import actions, queries
        from rapport.platform import clock

        if wish is not Wish.STATUS:
            actions.switch_automatic_mail(on=wish is Wish.ON, actor=None, at=clock.now())
        switch = queries.automatic_mail()
        state = (
            "is on: receipts and alerts leave."
            if queries.automatic_mail_is_on()
            else ("is off: no receipts leave, and alerts come in the app only. Replies that people write do leave.")
        )
        since = (
            f" Since {switch.at:%Y-%m-%d %H:%M} UTC, by {switch.value.get('by') or 'the command line'}."
            if switch
            else ""
        )
        print(f"Automatic mail {state}{since}")
