"""A service fitted to its own counts: what is refused, what is found, what files say, how a forecast is scored."""

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from app.cli import main
from app.faces.figures.local import month_by_month
from app.faces.terminal.local import next_in_words, past_in_words, score_in_words
from experiments.fitting.stored import as_toml as fit_as_toml
from experiments.fitting.stored import find_fit
from experiments.local.fitting import moved
from experiments.local.forecast import forecast
from experiments.local.localise import HELD_SHARE, held_of, localise, refuse_what_does_not_fit
from experiments.local.monthly import COLUMNS, counted, edges
from experiments.local.months import months_after
from experiments.local.observed import Observed, observed
from experiments.local.returns import Column, Count, Returns, as_csv
from experiments.local.score import Scored, score, scored
from experiments.local.stored import as_toml, forecast_beside, forecast_of
from experiments.local.written import fit_of_counts, stated, title_of
from experiments.many_points import Bench
from sim.errors import NotPossible
from sim.inputs import inputs_of
from sim.loading import load, with_values, written
from sim.luck import Purpose, Source, Who, study_key, uniform

START, END = date(2024, 4, 1), date(2027, 4, 1)
FEW = {"waves": (150, 150), "members": 40}


def base_since(start=START):
    changed = {
        "dates.start": start,
        "dates.last_referral": END,
        "dates.service_end": END,
        "dates.end": END,
        "link_workers.caseload_per_post": 22,
        "reviews.slots_per_week": 20,
    }
    return with_values(load("supported_discharge_secondary"), changed, name="since")


def months(many, first=START):
    return (first, *months_after(first, many - 1))


@pytest.fixture(scope="module")
def counts():
    """Fourteen months of a service that runs with the base's own inputs, a list of 40 taken over."""
    scenario = with_values(
        base_since(), {"demand.waiting_on_day_0": 40, "link_workers.people_on_day_0": 44}, name="true"
    ).scenario
    log = Bench().log
    figures = counted(log(inputs_of(scenario), 5, 0), edges(months(14), START))
    return figures


def returns_of(figures, many=12, columns=COLUMNS):
    return Returns(
        months(many),
        {
            column: tuple(None if np.isnan(n) else Count(n, n) for n in figures[COLUMNS.index(column), :many])
            for column in columns
        },
    )


@pytest.fixture(scope="module")
def found(counts):
    return localise(base_since().scenario, returns_of(counts), seed=1, **FEW)


# ---------------------------------------------------------------- what is refused


def returns_from(first, many, columns=(Column.REFERRED,)):
    return Returns(months(many, first), {column: (Count(9, 9),) * many for column in columns})


@pytest.mark.parametrize(
    ("many", "hold_back", "says"),
    [
        (7, None, "There are 7 months, and 2 of them are to be held back: at least 6 are needed"),
        (12, 7, "There are 12 months, and 7 of them are to be held back"),
    ],
)
def test_too_few_months(many, hold_back, says):
    with pytest.raises(NotPossible, match=says):
        held_of(returns_from(START, many), hold_back)


def test_a_sixth_of_the_months_is_held_back():
    assert held_of(returns_from(START, 24), None) == 24 // HELD_SHARE
    assert held_of(returns_from(START, 8), None) == 2


@pytest.mark.parametrize(
    ("first", "many", "says"),
    [
        (date(2024, 3, 1), 12, "The counts begin in March 2024, and the scenario on 2024-04-01"),
        (date(2026, 1, 1), 24, "The counts end with December 2027, and the scenario on 2027-04-01"),
    ],
)
def test_months_outside_the_scenario(first, many, says):
    with pytest.raises(NotPossible, match=says):
        refuse_what_does_not_fit(base_since().scenario, returns_from(first, many))


def test_months_after_the_service_has_ended():
    base = with_values(
        base_since(), {"dates.service_end": date(2024, 12, 1), "dates.last_referral": date(2024, 12, 1)}, name="x"
    )
    with pytest.raises(NotPossible, match="referrals stop on 2024-12-01"):
        refuse_what_does_not_fit(base.scenario, returns_from(START, 12))


def test_columns_that_the_base_cannot_produce():
    base = with_values(load("primary_care_link_workers"), {"dates.end": END}, name="primary").scenario
    with pytest.raises(NotPossible, match="no reviewed: its stage of reviews is off"):
        refuse_what_does_not_fit(base, returns_from(base.dates.start.value, 12, (Column.REVIEWED,)))


def test_counts_that_no_input_gives(counts):
    """A list of 900 in one month: it says which, and by how much."""
    wrong = counts.copy()
    wrong[COLUMNS.index(Column.WAITING_AT_MONTH_END), 5] = 900
    with pytest.raises(NotPossible, match=r"Waiting at month end, September 2024, is 900, and of 150 sim"):
        localise(base_since().scenario, returns_of(wrong), **FEW)


def test_a_slip_of_the_pen_is_no_rate(counts):
    """2100 for 21 would otherwise be taken for the rate of a larger service."""
    wrong = counts.copy()
    wrong[0, 4] = 2100
    with pytest.raises(NotPossible, match="Referred, August 2024, is 2100"):
        localise(base_since().scenario, returns_of(wrong), **FEW)


# ---------------------------------------------------------------- what is found


def test_the_list_on_day_0_is_as_counted(found, counts):
    last = int(counts[COLUMNS.index(Column.WAITING_AT_MONTH_END), 11])
    assert set(found.sample.waiting.tolist()) == {last}
    assert found.sample.caseload.max() <= 44


def test_referrals_are_found(found, counts):
    """As many as were counted, within the noise of so many."""
    weeks = (date(2025, 4, 1) - START).days / 7
    counted_rate = counts[0, :12].sum() / weeks
    base = float(found.service.base.demand.referrals_per_week.value)
    low, high = np.quantile(base * found.sample.values["level"], (0.05, 0.95))
    assert low < counted_rate < high
    assert (high - low) / counted_rate < 0.5
    assert found.sample.narrower["level"] < 0.7


def test_the_same_seed_finds_the_same_and_workers_change_nothing(counts, found):
    again = localise(base_since().scenario, returns_of(counts), seed=1, jobs=2, **FEW)
    assert all((again.sample.values[name] == each).all() for name, each in found.sample.values.items())
    np.testing.assert_array_equal(again.coming.middle, found.coming.middle)


def test_some_columns_will_do(counts):
    """With only a list and suppressed referrals, what nothing informs is not fitted."""
    figures = counts.copy()
    returns = returns_of(figures, columns=(Column.WAITING_AT_MONTH_END,))
    suppressed = Returns(returns.months, {**returns.columns, Column.REFERRED: (Count(0, 14),) * 12})
    found = localise(base_since().scenario, suppressed, **FEW)
    assert "suits" not in found.sample.values
    assert "discharge" not in found.sample.values
    assert np.isfinite(found.coming.middle).all()


def test_a_line_drawn_without_each_simulation_misses_it_by_more():
    """With as many statistics as that, residuals of a line that has seen them all are too small by half."""
    many, statistics = 100, 50
    luck = np.array([[draw(n, m) for m in range(statistics + 1)] for n in range(many)])
    z, x = luck[:, :1], luck[:, 1:]
    line = np.hstack([np.ones((many, 1)), x])
    naively = z - line @ np.linalg.lstsq(line, z, rcond=None)[0]
    found = moved(z, x, np.ones(many))
    assert naively.std() < 0.8 * z.std()
    assert found.std() > 1.15 * z.std()


def draw(n, m):
    return uniform(Who(study_key(1), n, Source.WAITING_LIST, m), Purpose.INPUT, 0) - 0.5


# ---------------------------------------------------------------- at the command line


def test_a_service_is_fitted_drawn_and_scored_at_the_command_line(folder, counts, monkeypatch, capsys):
    """In few simulations; the numbers are those of the functions above."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("app.asking.local.localise", partial(localise, **FEW))
    (folder / "counts.csv").write_text(as_csv(returns_of(counts)), encoding="utf-8")
    typed = ["localise", "since.toml", "counts.csv", "--output", "mine.toml", "--picture", "mine.svg", "--seed", "1"]
    assert main([*typed, "--jobs", "1", "--quiet", "--all"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("Since, fitted to 12 months of counts, April 2024 to March 2025.")
    assert "The last 2 months (February 2025 to March 2025) were held back first. Of 16 values in them, " in said
    assert f"On 2025-04-01: {int(counts[COLUMNS.index(Column.WAITING_AT_MONTH_END), 11])} people waiting, " in said
    assert "Written: mine.toml, mine.fit.toml, mine.forecast.toml and mine.svg." in said
    assert (folder / "mine.forecast.toml").read_text(encoding="utf-8").count("month = ") == 24
    assert find_fit(load(folder / "mine.toml")).note is None
    assert "<svg" in (folder / "mine.svg").read_text(encoding="utf-8")
    came = Returns(months(14)[12:], {Column.REFERRED: (Count(500, 500), Count(500, 500))})
    (folder / "next.csv").write_text(as_csv(came), encoding="utf-8")
    assert main(["score", "mine.toml", "next.csv", "--quiet"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "April 2025 to May 2025, set beside the forecast that was made before they came. Of 2 values 0 fell" in said
    assert "Referrals clearly left what was foretold from April 2025, above it." in said


def set_beside(found, shift, made_before=True):
    """The months held back, as if so many more had come in each, as a forecast is scored."""
    back = found.held_back
    came = Observed(back.came.low + shift, back.came.high + shift)
    rows = scored(back.months, came, back.foretold, back.looking_back)
    return Scored(back.months, came, back.foretold, made_before=made_before, columns=rows)


def test_a_score_says_what_it_is_worth(found):
    far = " ".join(score_in_words(set_beside(found, 1000)))
    assert "fewer than the nine in ten there should be, so take its intervals as too narrow" in far
    assert "The waiting list clearly left what was foretold from February 2025, above it." in far
    assert "no forecast of these months was made for it before" not in far
    assert "no forecast of these months was made for it before" in score_in_words(set_beside(found, 0, False))[0]
    few = found.held_back.came.low.copy()
    few[1:] = np.nan
    alone = replace(found, held_back=replace(found.held_back, came=Observed(few, few)))
    assert "(too few values to judge it by)" in score_in_words(set_beside(alone, 0))[0]
    assert "(too few values to judge it by)" not in far


def test_a_base_that_does_not_follow_the_counts_is_said_with_the_worst_column(found):
    assert past_in_words(found) == []
    low = found.seen.low.copy()
    low[:] += 1000
    low[0] = found.seen.low[0]
    [said] = past_in_words(replace(found, seen=Observed(low, low)))
    assert said.startswith("The scenario does not follow your counts well: ")
    assert "of people who accept 0 of 12" in said


# ---------------------------------------------------------------- the files


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    """The three files beside their base."""
    at = tmp_path_factory.mktemp("local")
    base = base_since()
    lines = written("since.toml", {
        "dates.start": START, "dates.last_referral": END, "dates.service_end": END, "dates.end": END,
        "link_workers.caseload_per_post": 22, "reviews.slots_per_week": 20,
    }, "supported_discharge_secondary.toml", "Since")  # fmt: skip
    (at / "since.toml").write_text(lines, encoding="utf-8")
    base = load(at / "since.toml")
    (at / "ours.toml").write_text(written("ours", stated(base, found), "since.toml", "Ours"), encoding="utf-8")
    fitted = load(at / "ours.toml")
    fit = fit_of_counts(base, found, fitted.scenario, 1)
    (at / "ours.fit.toml").write_text(fit_as_toml(fit, "ours", "spsim localise"), encoding="utf-8")
    (at / "ours.forecast.toml").write_text(as_toml(forecast_of(found, fitted.scenario, 1), "ours"), encoding="utf-8")
    return at


def test_the_scenario_begins_the_day_after_with_the_service_as_it_stands(folder, found):
    ours = load(folder / "ours.toml").scenario
    assert ours.dates.start.value == date(2025, 4, 1)
    assert ours.demand.waiting_on_day_0.value == found.sample.waiting[0]
    assert ours.link_workers.people_on_day_0.value > 0
    assert ours.demand.referrals_per_week.grade == "measured"
    assert ours.demand.referrals_per_week.source == "your counts, April 2024 to March 2025"


def test_only_what_a_column_tells_is_measured(folder, found):
    said = stated(load(folder / "since.toml"), found)
    graded = {path: value for path, value in said.items() if isinstance(value, dict) and "grade" in value}
    direct = {"demand.referrals_per_week", "demand.waiting_on_day_0", "support.chance_accepts"}
    assert {path for path, value in graded.items() if value["grade"] == "measured"} == direct
    rest = [value for path, value in graded.items() if path not in direct]
    assert {(value["grade"], value["source"]) for value in rest} == {
        ("assumed", "simulated from your counts, April 2024 to March 2025")
    }
    assert {"demand.weeks_since_referral", "link_workers.people_on_day_0", "support.weeks_of_patience"} < {*graded}


@pytest.mark.parametrize(
    ("not_counted", "path"),
    [
        (Column.REFERRED, "demand.referrals_per_week"),
        (Column.ACCEPTED, "support.chance_accepts"),
        (Column.WAITING_AT_MONTH_END, "demand.waiting_on_day_0"),
    ],
)
def test_what_no_column_tells_is_assumed(folder, found, not_counted, path):
    seen = found.seen
    low, high = seen.low.copy(), seen.high.copy()
    low[COLUMNS.index(not_counted)] = high[COLUMNS.index(not_counted)] = np.nan
    said = stated(load(folder / "since.toml"), replace(found, seen=Observed(low, high)))
    assert said[path]["grade"] == "assumed"


def test_it_asks_a_question_of_its_own(folder, found):
    ours = load(folder / "ours.toml").scenario
    assert ours.question == "What will our service do from April 2025 on?"
    assert ours.description.startswith("The service as it stands on 2025-04-01, after counts of April 2024 to March")
    assert title_of(found) == "Our service, fitted to its counts of April 2024 to March 2025"


def test_the_next_commands_stand_on_lines_of_their_own():
    lines = next_in_words("loc.toml, loc.fit.toml and loc.forecast.toml", "loc.toml").splitlines()
    assert lines[-4:] == ["Next", "  spsim check loc.toml", "In a year", "  spsim score loc.toml COUNTS"]


def test_the_picture_has_a_title_and_says_what_each_mark_is(found):
    picture = month_by_month(found, "Our service, month by month", "Made by hand.")
    assert picture.get_suptitle() == "Our service, month by month"
    assert [panel.get_title("left") for panel in picture.axes] == [column.title for column in COLUMNS]
    [key] = picture.legends
    assert [text.get_text() for text in key.get_texts()] == [
        "Counted",
        "Services with the inputs found: 90 % band",
        "and its middle",
        "Forecast by a fit that had not seen these months: 90 % band",
        "Forecast of the months to come: 90 % band",
        "and its middle",
        "Day 0 of the service that runs on, 2025-04-01",
    ]
    for at, panel in enumerate(picture.axes):
        [dots] = [line for line in panel.lines if line.get_gid() == COLUMNS[at].value]
        np.testing.assert_array_equal(dots.get_ydata(), found.seen.low[at])
        assert len(panel.collections) == 3  # the bands


def test_a_picture_of_suppressed_counts_says_what_a_bar_is(found):
    at = COLUMNS.index(Column.REFERRED)
    high = found.seen.high.copy()
    high[at] += 4
    picture = month_by_month(replace(found, seen=Observed(found.seen.low, high)), "Ours", "Made by hand.")
    [key] = picture.legends
    assert key.get_texts()[1].get_text() == "Counted and suppressed: anywhere in the bar"
    bars = [line.get_ydata() for line in picture.axes[at].lines if len(line.get_ydata()) == 2]
    assert [found.seen.low[at][0], high[at][0]] in [list(bar) for bar in bars]


def with_all(found, **sample):
    return replace(found, sample=replace(found.sample, **sample))


def test_a_post_that_is_vacant_in_most_members_is_stated(folder, found):
    members = (found.sample.members, 1)
    one = with_all(found, vacant=np.ones(members, dtype=int), unfilled=np.full(members, 6.0))
    file = folder / "vacant.toml"
    file.write_text(written("vacant", stated(base_since(), one), "since.toml", "Vacant"), encoding="utf-8")
    (absence,) = load(file).scenario.link_workers.absences
    assert (absence.starts.value, absence.ends.value) == (date(2025, 4, 2), date(2025, 5, 14))
    assert absence.paid_share.value == 0
    none = with_all(found, vacant=np.zeros(members, dtype=int))
    assert "link_workers.absences" not in stated(base_since(), none)


def test_a_vacant_post_and_people_who_come_back_lengthen_the_list(found):
    members = found.sample.members

    def list_of(again, posts):
        sample = with_all(
            found,
            again=np.full(members, again),
            vacant=np.full((members, 1), posts),
            unfilled=np.full((members, 1), 20.0),
        ).sample
        return forecast(found.service, sample, 4, 1)[:, COLUMNS.index(Column.WAITING_AT_MONTH_END), -1].mean()

    assert list_of(0.0, 1) > list_of(0.0, 0) + 5
    assert list_of(2.0, 0) > list_of(0.0, 0) + 5


def test_its_joint_sample_is_found_and_used(folder):
    fit = find_fit(load(folder / "ours.toml"))
    assert fit.note is None
    assert fit.sample is not None
    assert ("demand", "referrals_per_week") in fit.sample.paths
    assert len(fit.sample.rows) == FEW["members"]


def test_the_forecast_says_what_was_found(folder, found):
    made = forecast_beside(load(folder / "ours.toml"))
    assert made is not None
    assert made.months == found.coming_months
    np.testing.assert_allclose(made.interval.low, found.coming.low, rtol=1e-3)
    before, seen = made.before
    assert before == found.service.months
    np.testing.assert_allclose(seen.low, found.seen.low, rtol=1e-3)
    np.testing.assert_allclose(seen.high, found.seen.high, rtol=1e-3)


def test_next_months_are_scored_against_it(folder, counts):
    came = Returns(months(14)[12:], {
        column: tuple(None if np.isnan(n) else Count(n, n) for n in counts[at, 12:])
        for at, column in enumerate(COLUMNS)
    })  # fmt: skip
    done = score(load(folder / "ours.toml"), came)
    assert done.made_before
    assert done.inside >= 0.7 * done.values
    row = next(row for row in done.columns if row.column is Column.REFERRED)
    mean = observed(returns_of(counts)).middle[0, -3:].mean()
    assert row.error_looking_back == pytest.approx(np.abs(counts[0, 12:] - mean).mean())
    assert row.error_last_year == pytest.approx(np.abs(counts[0, 12:] - counts[0, :2]).mean())


def test_a_scenario_that_was_changed_is_run_again(folder, counts):
    (folder / "more.toml").write_text(
        'schema = 1\ntitle = "more"\nextends = "ours.toml"\n[link_workers]\nposts = 4\n', encoding="utf-8"
    )
    came = Returns(months(14)[12:13], {Column.REFERRED: (Count(counts[0, 12], counts[0, 12]),)})
    done = score(load(folder / "more.toml"), came)
    assert not done.made_before
    assert done.columns[0].error_looking_back is None


def test_months_beyond_the_scenario_are_not_scored(folder):
    with pytest.raises(NotPossible, match=r"May 2027 is not within the scenario's dates"):
        score(load(folder / "ours.toml"), Returns((date(2027, 5, 1),), {Column.REFERRED: (Count(9, 9),)}))
