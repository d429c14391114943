"""Words as frequent and as rare as in any language: a vocabulary whose n-th word comes 1/n as often as its first."""

import random
from itertools import accumulate, product

COMMON = (
    "the I it to and a is my you of in for not that have on with was but this when order be are me can what your we "
    "after from no so will please since do had has there at chain as would bike if brake or been help they wheel days "
    "how still thanks hello get one time again now wrote came delivery because before only other some week yesterday "
    "noise replace parcel address return refund account password invoice battery light saddle tyre pump gear lock bell "
    "frame pedal receipt broken missing late wrong damaged colour size warranty workshop appointment telephone payment "
    "card bank twice morning evening today tomorrow nobody answered anything better kind regards sincerely"
).split()
ONSETS = ("b", "br", "d", "f", "fl", "g", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t")
VOWELS = ("a", "e", "i", "o")
SYLLABLES = [onset + vowel for onset, vowel in product(ONSETS, VOWELS)]
VOCABULARY = 30_000
RARE = len(SYLLABLES) ** 3


def rare_word(number: int) -> str:
    """One of 262,144 words that no paragraph holds; the filling makes the same ones in SQL."""
    size = len(SYLLABLES)
    return "x" + "".join(SYLLABLES[number // size**place % size] for place in range(3))


def paragraphs(number: int, *, seed: int = 7) -> list[str]:
    """Sentences of 15 to 60 words in all, drawn by their frequency."""
    rng = random.Random(seed)
    words = [*COMMON, *_invented(rng, VOCABULARY - len(COMMON))]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    made = []
    for _ in range(number):
        drawn = rng.choices(words, cum_weights=weights, k=rng.randint(15, 60))
        made.append(_sentences(rng, drawn))
    return made


def _invented(rng: random.Random, number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) + rng.choice(("", "n", "r", "t"))] = None
    return list(found)


def _sentences(rng: random.Random, words: list[str]) -> str:
    lines = []
    while words:
        size = rng.randint(6, 14)
        sentence, words = words[:size], words[size:]
        lines.append(" ".join(sentence).capitalize() + ".")
    return " ".join(lines)
