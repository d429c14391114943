"""Small published data sets that formulas are compared with.

6-MP: weeks without relapse of children with leukaemia, and whether it came back (Freireich and others 1963).
Sicily: hospital admissions for acute coronary events by month, 2002 to 2006, and the population standardised by age,
from the paper of Lopez Bernal, Cummins and Gasparrini (2017). `cdnow.csv`: how often and when customers of a shop
bought again in 39 weeks (Fader, Hardie and Lee 2005), as published with the package lifetimes (MIT), equal rows
counted.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

_SIX_MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
_PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def _weeks(text: str) -> tuple[list[float], list[bool]]:
    return [float(one.rstrip("+")) for one in text.split()], [not one.endswith("+") for one in text.split()]


SIX_MP, PLACEBO = _weeks(_SIX_MP), _weeks(_PLACEBO)
SICILY_COUNTS = [
    *(728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765, 831),
    *(879, 928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758, 767, 738),
    *(781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912),
]
SICILY_PEOPLE = [
    *(379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6, 375955.5),
    *(378349.7, 376762.4, 379032.3, 379360.4, 376162, 377972.4, 381830.7, 379888.6, 380872.2, 380966.9, 381240.4),
    *(382104.9, 381802.7, 381656.3, 383680, 383504.2, 386462.9, 383783.1, 380836.8, 383483, 380906.2, 382926.8),
    *(384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2, 383686.4, 385509.3, 385901.9, 386516.6),
    *(388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4, 394005.6, 391364.9, 391664.6, 389022.3, 391878.5),
    *(388575.3, 392989, 390018.8, 390712.3),
]
BAN_FROM = 36


@dataclass(frozen=True)
class Bought:
    """One list a column, a place a customer."""

    repeats: list[int]
    last: list[float]
    observed: list[float]
    mean_spent: list[float]


def cdnow() -> Bought:
    found = Bought([], [], [], [])
    with Path(__file__).with_name("cdnow.csv").open(encoding="ascii") as file:
        for row in csv.DictReader(file):
            for _ in range(int(row["customers"])):
                found.repeats.append(int(row["x"]))
                found.last.append(float(row["t_x"]))
                found.observed.append(float(row["T"]))
                found.mean_spent.append(float(row["mean_spent"]))
    return found
