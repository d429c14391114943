"""One event, one line: time, level, logger, words. A traceback is folded into the same line."""

import logging
import time

LINE = "%(asctime)s %(levelname)-7s %(name)s %(message)s"


class OneLine(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(LINE, "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", " ").replace("\n", " ⏎ ")
