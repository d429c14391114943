"""Three hundred labelled sentences a language: what is flagged is flagged rightly."""

from pathlib import Path

import pytest

from rapport.language.tone import Draft, Rule, check

PHRASES = {
    Rule.BLAME,
    Rule.MINIMISING,
    Rule.CONDESCENDING,
    Rule.NON_APOLOGY,
    Rule.POLICY,
    Rule.ABSTRACT,
    Rule.WE_FOR_I,
    Rule.SHOUTING,
    Rule.JARGON,
    Rule.LOOSE_PROMISE,
}
PRECISION, RECALL = 0.85, 0.85


def labelled(language: str) -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / f"sentences_{language}.txt").read_text(encoding="utf-8").splitlines()
    return [(label, sentence) for label, _, sentence in (line.partition("|") for line in lines)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_there_are_three_hundred_sentences_of_every_kind(language: str) -> None:
    rows = labelled(language)
    assert len(rows) >= 300
    assert len({sentence for _, sentence in rows}) == len(rows)
    assert {label for label, _ in rows} == {*PHRASES, "-"}
    assert sum(label == "-" for label, _ in rows) >= len(rows) * 0.45


@pytest.mark.parametrize("language", ["en", "de"])
def test_flags_are_right_far_more_often_than_not(language: str) -> None:
    right = wrong = missed = 0
    for label, sentence in labelled(language):
        found = {one.rule for one in check(Draft(sentence), language=language)} & PHRASES
        right += label in found
        wrong += label == "-" and bool(found)
        missed += label != "-" and label not in found
    assert right / (right + wrong) >= PRECISION
    assert right / (right + missed) >= RECALL
