"""One table per data set, every miss listed, and apart from them the expectations that are wrong, with the reason."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import mail_corpora
from bench.mail_corpora.scores import Score

MEASURES = (
    mail_corpora.score_expected,
    mail_corpora.score_second_reader,
    mail_corpora.score_bounces,
    mail_corpora.score_ham,
    mail_corpora.score_replies,
)


def show(score: Score) -> None:
    print(score.line())
    excused = {line.partition(": ")[0] for line in score.wrong}
    for miss in score.misses:
        if miss.partition(": ")[0] not in excused:
            print(f"      missed: {miss}")
    for reason in score.wrong:
        print(f"      expectation wrong: {reason}")


def main() -> None:
    options = argparse.ArgumentParser(description=mail_corpora.__doc__)
    options.add_argument(
        "--shared", type=Path, default=mail_corpora.shared_folder(), help="the folder that holds data/"
    )
    options.add_argument("--complaints", action="store_true", help="also measure complaints on tweets")
    chosen = options.parse_args()
    data = chosen.shared / "data"
    if not data.is_dir():
        raise SystemExit(f"No corpora at {data}. Name their folder with --shared DIR or RAPPORT_SHARED.")
    everything, timing = mail_corpora.score_all_read(data)
    show(everything)
    for measure in MEASURES:
        for score in measure(data):
            show(score)
    if chosen.complaints:
        for score in mail_corpora.score_complaints(data):
            print(score.line())
    print(timing)


if __name__ == "__main__":
    main()
