"""The language of questions: what is read, what is refused, and in which words."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rapport.search.rules import OPERATORS, Filter, NotUnderstood, Query, read
from tests.search.payloads import PAYLOADS

TODAY = date(2026, 3, 4)


def asks(text: str) -> Query:
    return read(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "tsquery"),
    [
        ("chain", "('chain')"),
        ("Chain GEAR", "('chain') & ('gear')"),
        ('"third gear"', "('third' <-> 'gear')"),
        ("bra*", "('bra':*)"),
        ("-brake", "!('brake')"),
        ('-"third gear"', "!('third' <-> 'gear')"),
        ("from:uma", "('uma':B)"),
        ("to:uma@customer.example", "('uma':C <-> 'customer':C <-> 'example':C)"),
        ('subject:"new chain"', "('new':A <-> 'chain':A)"),
        ("from:fer*", "('fer':*B)"),
        ("SUBJECT:x", "('x':A)"),
        ("Re: chain", "('re') & ('chain')"),
        ("https://shop.example/a", "('https' <-> 'shop' <-> 'example' <-> 'a')"),
        ('"not closed', "('not' <-> 'closed')"),
        ("- * : \" ''", ""),
        ("", ""),
        ("車", "('車':*)"),
    ],
)
def test_words(text: str, tsquery: str) -> None:
    assert asks(text).tsquery == tsquery
    assert asks(text).filters == ()


@pytest.mark.parametrize(
    ("text", "filter_"),
    [
        ("status:open", Filter("status", "open")),
        ("Status:OPEN", Filter("status", "open")),
        ("-is:mine", Filter("is", "mine", negated=True)),
        ("rating:<3", Filter("rating", 3, "<")),
        ("rating:>=2", Filter("rating", 2, ">=")),
        ("rating:4", Filter("rating", 4)),
        ("rating:not-quite", Filter("rating", 2)),
        ("has:attachment", Filter("has", "attachment")),
        ("after:2026-01-31", Filter("after", date(2026, 1, 31))),
        ("before:2026-02", Filter("before", date(2026, 2, 1))),
        ("before:2025", Filter("before", date(2025, 1, 1))),
        ("after:yesterday", Filter("after", date(2026, 3, 3))),
        ("after:2w", Filter("after", date(2026, 2, 18))),
        ('assigned:"Ada Byron"', Filter("assigned", "Ada Byron")),
        ("tag:refund", Filter("tag", "refund")),
        ("field.order-no:4711", Filter("field.order-no", "4711")),
        ("R-1042", Filter("reference", 1042)),
        ("-r-1042", Filter("reference", 1042, negated=True)),
    ],
)
def test_operators(text: str, filter_: Filter) -> None:
    assert asks(text) == Query(filters=(filter_,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rating:9", "from 1 (Bad) to 4 (Great)"),
        ("rating:<", "from 1 (Bad)"),
        ("is:blue", "unhappy, happy, unassigned"),
        ("has:beard", "attachment, note, rating"),
        ("before:2026-02-31", "such as 2026-01-31"),
        ("after:soon", "7d (7 days ago)"),
        ("after:9999y", "7d (7 days ago)"),
        ("from:", "such as from:uma"),
        ('from:""', "such as from:uma"),
        ("form:uma", "Did you mean from:?"),
        ("b*", "two letters"),
        ("x " * 250, "400 signs at most"),
        ("x " * 30, "20 words at most"),
    ],
)
def test_what_is_refused_says_what_to_write(text: str, said: str) -> None:
    with pytest.raises(NotUnderstood, match=r".") as problem:
        asks(text)
    assert said in str(problem.value)


@pytest.mark.parametrize(
    ("text", "reference"),
    [("R-1042", "1042"), (" r-1042 ", "1042"), ("1042", "1042"), ('"1042" x', None), ("-R-1042", None), ("10*", None)],
)
def test_a_number_alone_is_a_conversation(text: str, reference: str | None) -> None:
    assert asks(text).reference == reference


def test_every_operator_has_an_example_that_works() -> None:
    for operator in OPERATORS:
        assert not asks(operator.example).is_empty
        for value in operator.values:
            assert asks(f"{operator.key}:{value}").has(operator.key, value)


def test_names_are_what_could_be_a_person() -> None:
    assert asks('from:uma ferrari -brake subject:x is:open to:"sol berg"').names == "uma ferrari sol berg"


@given(st.text(max_size=450))
@example("field.:x")
@example("\0\ud800")
@example('-:"":-"')
def test_any_text_is_a_question_or_says_what_to_write(text: str) -> None:
    try:
        query = asks(text)
    except NotUnderstood as problem:
        assert "%(" not in str(problem)
    else:
        assert len(query.texts) + len(query.filters) <= 20


KEYS = st.sampled_from([one.key for one in OPERATORS] + ["field.x", "R", "nonsense", "", "FROM"])
TERM = st.builds("{}{}{}{}".format, st.sampled_from(["", "-"]), KEYS, st.sampled_from([":", ""]), st.text(max_size=12))


@given(st.lists(TERM, max_size=8).map(" ".join))
def test_any_operators_in_any_order(text: str) -> None:
    try:
        asks(text)
    except NotUnderstood as problem:
        assert str(problem).endswith((".", "quotes to find them."))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_words_and_nothing_else(payload: str) -> None:
    """Whatever reaches PostgreSQL's tsquery is letters and digits in our own quotes."""
    try:
        query = asks(payload)
    except NotUnderstood:
        return
    for text in query.texts:
        for one in text.words:
            assert one.word.isalnum()
