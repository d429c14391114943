"""Seventeen languages: history and signature are cut, answers between quotes are kept."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

import pytest

from rapport.language.quotes import split_reply
from tests.language.correspondence import TONGUES, Tongue


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def shapes(tongue: Tongue) -> Iterator[tuple[str, str, str]]:
    """What the shape is called, the mail, and the new words in it."""
    for number, line in enumerate(tongue.attributions):
        yield f"attribution {number}, marks", f"{tongue.new}\n\n{line}\n\n{quoted(tongue.quoted)}\n", tongue.new
        yield f"attribution {number}, no marks", f"{tongue.new}\n\n{line}\n\n{tongue.quoted}\n", tongue.new
        if "\n" not in line and " " in line:
            wrapped = "\n".join(wrap(line, 48, break_long_words=False))
            yield f"attribution {number}, wrapped", f"{tongue.new}\n\n{wrapped}\n{quoted(tongue.quoted)}\n", tongue.new
        below = f"{line}\n{quoted(tongue.quoted)}\n\n{tongue.new}\n"
        yield f"attribution {number}, answer below", below, tongue.new
        first, second = tongue.new.split("\n\n")
        between = f"{line}\n{quoted(tongue.quoted)}\n\n{first}\n\n{quoted(tongue.quoted)}\n\n{second}\n"
        yield f"attribution {number}, answers between", between, tongue.new
    yield "block", f"{tongue.new}\n\n{tongue.block}\n\n{tongue.quoted}\n", tongue.new
    yield "block under a rule", f"{tongue.new}\n\n{'_' * 32}\n{tongue.block}\n\n{tongue.quoted}\n", tongue.new
    for words in tongue.sign_offs:
        yield f"sign-off {words!r}", f"{tongue.new}\n\n{words}\n", tongue.new
        yield (
            f"sign-off {words!r}, block",
            f"{tongue.new}\n\n{words}\n\n{tongue.block}\n\n{tongue.quoted}\n",
            tongue.new,
        )
    for words in tongue.mobile:
        yield f"mobile {words!r}", f"{tongue.new}\n\n{words}\n\n{tongue.block}\n\n{tongue.quoted}\n", tongue.new
    yield "delimiter", f"{tongue.new}\n\n-- \nUma Beck\nTel. 0123 456\n", tongue.new
    yield "nothing to cut", f"{tongue.new}\n", tongue.new


CASES = [(name, shape, mail, new) for name, tongue in TONGUES.items() for shape, mail, new in shapes(tongue)]


def fold(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", TONGUES)
def test_only_the_new_words_are_left(name: str) -> None:
    cases = [case for case in CASES if case[0] == name]
    missed = [
        (shape, fold(split_reply(mail).reply))
        for _, shape, mail, new in cases
        if fold(split_reply(mail).reply) != fold(new)
    ]
    assert not missed


def test_the_table_of_languages() -> None:
    print()
    for name in TONGUES:
        cases = [case for case in CASES if case[0] == name]
        right = sum(fold(split_reply(mail).reply) == fold(new) for _, _, mail, new in cases)
        print(f"Quotes and signatures, {name:<11} {right:>3} of {len(cases):<3} exact")


@pytest.mark.parametrize("name", TONGUES)
def test_nothing_is_lost_between_reply_and_quote(name: str) -> None:
    for _, shape, mail, _ in [case for case in CASES if case[0] == name]:
        split = split_reply(mail)
        left = sorted(fold(split.with_signature + " " + split.quoted).replace("> ", "").split())
        rules = {"-" * 3}
        assert set(fold(mail).replace("> ", "").split()) - set(left) - rules <= {"_" * 32}, shape
