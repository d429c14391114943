"""How many of each kind are drawn, and what a good mail is."""

from hypothesis import given
from hypothesis import strategies as st

from rapport.campaigns.rules import Segment, allocate, questions_in, room, segment_of, unknown_placeholders


def test_by_size_and_equally() -> None:
    by_size = allocate({"4": 100, "5": 300, "6": 600}, 100, 0)
    assert [(one.key, one.asked, one.control) for one in by_size] == [("4", 10, 0), ("5", 30, 0), ("6", 60, 0)]
    equal = allocate({"4": 100, "5": 300, "6": 600}, 90, 10, equally=True)
    assert [(one.asked, one.control) for one in equal] == [(30, 4), (30, 4), (30, 4)]
    assert equal[0].asked_chance == 0.3 and equal[2].control_chance == 4 / 600


def test_a_stratum_that_is_too_small_gives_all_it_has_to_give() -> None:
    found = {one.key: one for one in allocate({"4": 10, "6": 1000}, 100, 20, equally=True)}
    assert (found["4"].asked, found["4"].control) == (8, 2)
    assert found["6"].asked == 92


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 500), max_size=6),
    st.integers(1, 800),
    st.integers(0, 50),
    st.booleans(),
)
def test_nobody_is_promised_twice_and_no_stratum_is_forgotten(
    populations: dict[str, int], size: int, control: int, equally: bool
) -> None:
    found = allocate(populations, size, control, equally=equally)
    assert {one.key for one in found} == {key for key, number in populations.items() if number}
    for one in found:
        assert one.asked >= 0 and one.control >= 0 and one.asked + one.control <= one.population
        assert one.asked >= 1 or size < len(found)
    assert sum(one.asked for one in found) <= size


def test_an_hour_is_sent_in_slices() -> None:
    assert room(60, 0, 0) == 5 and room(60, 59, 0) == 1 and room(60, 60, 0) == 0
    assert room(60, 30, 5) == 0 and room(60, 30, 7) == 0 and room(1, 0, 0) == 1


def test_one_question() -> None:
    assert questions_in("What would make it better? See https://us.example/?a=b") == 1
    assert questions_in("Really?? And why?") == 2 and questions_in("Tell us.") == 0


def test_what_people_would_read_as_it_is() -> None:
    assert unknown_placeholders("{{customer.name}} {{ customer.email }}", "{{x}}") == ["{{ customer.email }}", "{{x}}"]


def test_a_stored_segment_is_read_again_whatever_else_stands_there() -> None:
    one = Segment(who="silent", days=90, tag="vip")
    assert segment_of({**one.as_row, "later": 1}) == one
