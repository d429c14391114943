"""Every formula gives what its paper, table or library gives."""

import pytest

from rapport.reports.rules import control, effects, fairness, loyalty, shares, survival
from rapport.reports.rules.shares import Group, Interval
from tests.reports import data

# Newcombe (1998), table I.
NEWCOMBE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("hits", "n", "low", "high"), NEWCOMBE)
def test_wilson_is_as_in_the_table(hits: int, n: int, low: float, high: float) -> None:
    found = shares.wilson(hits, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("n", [1, 2, 29, 30, 500, 100_000])
def test_wilson_is_as_in_the_library(n: int) -> None:
    """What web requests use is five lines of Python; statsmodels agrees."""
    from statsmodels.stats.proportion import proportion_confint

    for hits in {0, 1, n // 3, n - 1, n}:
        for confidence in (0.8, 0.95, 0.998):
            found = shares.wilson(hits, n, confidence)
            theirs = proportion_confint(hits, n, alpha=1 - confidence, method="wilson")
            assert (found.low, found.high) == pytest.approx(theirs, abs=1e-9)


def test_nothing_is_known_without_answers() -> None:
    assert shares.wilson(0, 0) == Interval(0, 1)
    assert shares.net_promoter(0, 0, 0).interval == Interval(-1, 1)
    assert shares.two_phase(Group(0, 0), 0, Group(0, 0)).interval == Interval(0, 1)


@pytest.mark.parametrize(("n", "points"), [(400, 7.65), (100, 15.3)])
def test_the_plain_margin_of_the_net_promoter_score(n: int, points: float) -> None:
    assert 100 * shares.net_promoter_margin(0.5, 0.2, n) == pytest.approx(points, abs=0.01)


def test_the_net_promoter_score_adds_three_answers() -> None:
    found = shares.net_promoter(50, 20, 100)
    for_us, against = 50.75 / 103, 20.75 / 103
    half = 1.959964 * ((for_us + against - (for_us - against) ** 2) / 103) ** 0.5
    assert found.value == pytest.approx(0.3)
    assert (found.interval.low, found.interval.high) == pytest.approx(
        (for_us - against - half, for_us - against + half)
    )
    assert shares.net_promoter(5, 0, 5).interval.low < 1


def test_the_ranks_of_a_median() -> None:
    found = shares.quantile_ranks(100, 0.5)
    assert found is not None
    assert (found.low, found.high) == (40, 61)
    assert found.coverage == pytest.approx(0.9648, abs=5e-5)


def test_a_bound_of_the_ninetieth_percentile_exists_from_29_on() -> None:
    assert shares.upper_rank(28, 0.9) is None
    assert shares.upper_rank(29, 0.9) == 29
    assert shares.quantile_ranks(5, 0.5) is None


def test_kaplan_meier_of_the_leukaemia_trial() -> None:
    curve = survival.kaplan_meier(*data.SIX_MP)
    left = [curve.at(time) for time in (6, 7, 10, 13, 16, 22, 23)]
    assert left == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.median == 23
    assert curve.at(5.9) == 1


def test_log_rank_of_the_leukaemia_trial() -> None:
    assert survival.log_rank(data.SIX_MP, data.PLACEBO).statistic == pytest.approx(16.79, abs=0.005)


def test_cox_of_rossis_released_prisoners() -> None:
    from lifelines.datasets import load_rossi

    rows = load_rossi()
    names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    found = survival.proportional_hazards(
        rows["week"].tolist(), rows["arrest"].tolist(), {name: rows[name].tolist() for name in names}
    )
    assert [found[name].log_ratio for name in ("fin", "age", "prio")] == pytest.approx(
        [-0.3794, -0.0574, 0.0915], abs=5e-5
    )
    assert found["fin"].low < -0.3794 < found["fin"].high < 0 < found["race"].p


def test_who_still_buys() -> None:
    bought = data.cdnow()
    assert len(bought.repeats) == 2357
    found = loyalty.bg_nbd(bought.repeats, bought.last, bought.observed)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert found.log_likelihood == pytest.approx(-9582.43, abs=0.01)


def test_what_they_spend() -> None:
    bought = data.cdnow()
    came_back = [n for n, times in enumerate(bought.repeats) if times]
    assert len(came_back) == 946
    found = loyalty.gamma_gamma([bought.repeats[n] for n in came_back], [bought.mean_spent[n] for n in came_back])
    assert (found.p, found.q, found.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)


def test_the_smoking_ban_in_sicily() -> None:
    after = [month >= data.BAN_FROM for month in range(59)]
    plain = effects.interrupted_series(data.SICILY_COUNTS, data.SICILY_PEOPLE, after)
    assert (plain.value, plain.interval.low, plain.interval.high) == pytest.approx((0.8944, 0.8647, 0.9251), abs=5e-5)
    seasons = effects.interrupted_series(data.SICILY_COUNTS, data.SICILY_PEOPLE, after, harmonics=2, quasi=True)
    assert (seasons.value, seasons.interval.low, seasons.interval.high) == pytest.approx(
        (0.885, 0.839, 0.933), abs=6e-4
    )
    assert seasons.dispersion == pytest.approx(2.26, abs=0.005)


def test_two_rates_by_the_e_test() -> None:
    found = effects.two_rates((60, 51477.5), (30, 54308.7))
    assert found.value == pytest.approx(2.11, abs=0.005)
    assert found.p == pytest.approx(0.00057, abs=5e-6)
    assert found.interval.low < 2.11 < found.interval.high


@pytest.mark.parametrize(("spread", "answers"), [(0.04, 154), (0.03, 274), (0.05, 99)])
def test_how_many_answers_make_a_difference_reliable(spread: float, answers: int) -> None:
    assert shares.answers_for(0.7, spread, 0.88) == answers
    assert shares.reliability(spread, 0.88, answers) >= 0.7 > shares.reliability(spread, 0.88, answers - 1)


def test_the_worked_example_of_the_silent_middle() -> None:
    """Faces 55, 33, 8 and 4 %, who answer with 25, 12, 10 and 30 %: 88 % are happy and 89.9 % appear so."""
    asked = [5500, 3300, 800, 400]
    answered = [round(n * by) for n, by in zip(asked, (0.25, 0.12, 0.10, 0.30), strict=True)]
    silent = [all_ - some for all_, some in zip(asked, answered, strict=True)]
    naive = Group(answered[0] + answered[1], sum(answered))
    assert naive.share == pytest.approx(0.8985, abs=5e-5)
    assert answered[3] / sum(answered) == pytest.approx(0.0609, abs=5e-5)
    everybody = Group(silent[0] + silent[1], sum(silent))
    assert shares.two_phase(naive, 10_000, everybody).value == pytest.approx(0.88, abs=1e-9)
    three_hundred = Group(round(300 * everybody.share), 300)
    assert shares.two_phase_error(naive.n, 10_000, three_hundred) == pytest.approx(0.0152, abs=3e-4)


def test_a_unanimous_sample_is_still_uncertain() -> None:
    found = shares.two_phase(Group(80, 100), 1000, Group(40, 40))
    assert found.interval.high == pytest.approx(0.98)
    assert found.interval.low < 0.92
    assert shares.two_phase_error(100, 1000, Group(1, 1)) == 0


def test_thirty_answers_are_enough() -> None:
    assert not shares.is_enough(29)
    assert shares.is_enough(30)


def test_a_funnel() -> None:
    assert fairness.funnel_limits(0.9, 100, 0.95) == pytest.approx((0.9 - 1.96 * 0.03, 0.9 + 1.96 * 0.03), abs=1e-5)
    low, high = fairness.funnel_limits(0.9, 100, 0.998)
    assert low == pytest.approx(0.9 - 3.0902 * 0.03, abs=1e-5)
    assert high == pytest.approx(0.9 + 3.0902 * 0.03, abs=1e-5)
    assert fairness.funnel_limits(0.9, 100, 0.95, phi=4)[0] == pytest.approx(0.9 - 1.96 * 0.06, abs=1e-4)
    assert fairness.funnel_limits(0.9, 4, 0.998)[1] == 1


def test_overdispersion_clips_the_ends_first() -> None:
    calm = [-1.0, -0.5, 0.0, 0.5, 1.0] * 4
    assert fairness.overdispersion(calm) == 1
    assert fairness.overdispersion([2 * z for z in calm]) == pytest.approx(2.0, abs=0.01)
    assert fairness.overdispersion([*calm, 30.0, -30.0]) == 1
    assert fairness.overdispersion([9.0, 9.0]) == 1


def test_expected_and_observed() -> None:
    found = fairness.compare([fairness.Case(40, 50, 0.9), fairness.Case(5, 10, 0.5)])
    assert (found.n, found.observed) == (60, 45)
    assert found.expected == pytest.approx(50)
    assert found.variance == pytest.approx(50 * 0.09 + 10 * 0.25)
    assert found.z == pytest.approx(-5 / 7**0.5)
    assert found.ratio == pytest.approx(0.9)
    assert fairness.is_outlier(found, confidence=0.9)
    assert not fairness.is_outlier(found)
    assert fairness.compare([]).z == fairness.compare([]).distance == 0


def test_shrinking_is_between_nothing_and_what_was_seen() -> None:
    one = fairness.compare([fairness.Case(30, 50, 0.9)])
    spread = 0.25
    assert fairness.shrunk(one, spread) == pytest.approx(one.distance * spread / (spread + 1 / one.variance))
    assert one.distance < fairness.shrunk(one, spread) < 0
    assert fairness.shrunk(one, 0) == 0
    assert fairness.moved(0.9, 0) == pytest.approx(0.9)
    assert fairness.moved(0.9, -1) < 0.9 < fairness.moved(0.9, 1) < 1


def test_a_rare_kind_of_case_is_expected_to_be_like_all() -> None:
    found = fairness.expectations(
        {"easy": Group(1900, 2000), "hard": Group(1200, 2000), "rare": Group(0, 1), "none": Group(0, 0)}
    )
    assert found["easy"] == pytest.approx(0.95, abs=0.005)
    assert found["hard"] == pytest.approx(0.6, abs=0.005)
    assert 0.5 < found["rare"] < 0.775
    assert found["none"] == pytest.approx(3100 / 4001)
    alike = fairness.expectations({"one": Group(88, 100), "two": Group(89, 100)})
    assert alike["one"] == pytest.approx(alike["two"], abs=0.002)


def test_a_p_chart_has_three_sigma() -> None:
    chart = control.p_chart([Group(90, 100)] * 9 + [Group(70, 100)])
    middle = 0.88
    assert chart.middle == pytest.approx(middle)
    assert chart.stretch == 1
    assert chart.points[0].low == pytest.approx(middle - 3 * (middle * 0.12 / 100) ** 0.5)
    assert [point.is_outside for point in chart.points] == [False] * 9 + [True]


def test_laneys_limits_are_wider_when_every_week_differs() -> None:
    """Neighbours differ by four standard deviations of chance: 4 / 1.128."""
    n, sigma = 10_000, 0.003
    groups = [Group(round(n * (0.9 + (2 if turn % 2 else -2) * sigma)), n) for turn in range(20)]
    chart = control.p_chart(groups)
    assert chart.stretch == pytest.approx(4 / 1.128, rel=1e-3)
    assert not any(point.is_outside for point in chart.points)


def test_a_week_without_answers_has_no_share() -> None:
    chart = control.p_chart([Group(9, 10), Group(0, 0), Group(10, 10)])
    assert not chart.points[1].is_outside
    assert not chart.has_limits
    assert control.p_chart([]).points == ()
