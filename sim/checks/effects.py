"""Are the stated effects possible: can means be met and hazards be found, and are gains really gains?"""

from collections.abc import Iterator

from sim.checks.double_counts import DROP_ONE, Pair
from sim.faults import Found, dotted
from sim.inputs import KINDS_OF_PEOPLE_AT_MOST, kinds_of_people
from sim.inputs.rates import highest_mean, mixture, relapse_rates
from sim.scenario import SHARES_WITHIN, Scenario
from sim.scenario.schema import Path
from sim.scenario.values import Number


def relapse_is_stated_one_way(scenario: Scenario) -> Iterator[Pair]:
    """How often is a share or a rate, and levels of a trait differ by ratios of hazards or by odds ratios."""
    if scenario.relapse.per_year and scenario.relapse.share_within_two_years:
        twice = f"too: the rate would be stated twice. {DROP_ONE}"
        yield (
            (("relapse", "per_year"), f"per_year is stated, and relapse.share_within_two_years {twice}"),
            (("relapse", "share_within_two_years"), f"share_within_two_years is stated, and relapse.per_year {twice}"),
        )
    for name, trait in scenario.traits.items():
        ratios, odds = (
            [level for level, body in trait.levels.items() if getattr(body, way)]
            for way in ("relapse", "relapse_odds_ratio")
        )
        if ratios and odds:
            one = "State one way for all levels of a trait; an inherited value is dropped by { remove = true }"
            levels: Path = ("traits", name, "levels")
            yield (
                ((*levels, odds[0], "relapse_odds_ratio"), f"the trait states relapse of {ratios[0]} too. {one}"),
                ((*levels, ratios[0], "relapse"), f"the trait states relapse_odds_ratio of {odds[0]} too. {one}"),
            )


def chances_are_within_reach(scenario: Scenario) -> Iterator[Pair]:
    """A mean chance over all people is met by those who have any, unless they are too few."""
    if kinds_of_people(scenario) > KINDS_OF_PEOPLE_AT_MOST:
        return
    chances: list[tuple[str, Path, Number]] = [
        ("attendance", ("support", "chance_attends_meeting"), scenario.support.chance_attends_meeting),
        ("attendance", ("prescription", "chance_attends_session"), scenario.prescription.chance_attends_session),
        ("suits", ("activity_defaults", "chance_suits"), scenario.activity_defaults.chance_suits),
    ]
    for name, activity in scenario.activities.items():
        if activity.chance_suits:
            chances.append(("suits", ("activities", name, "chance_suits"), activity.chance_suits))
    for ratio, path, chance in chances:
        most = highest_mean(mixture(scenario.traits, ratio))
        if chance.value > most + SHARES_WITHIN:
            where: Path = next(
                ("traits", name, "levels", level, ratio)
                for name, trait in scenario.traits.items()
                for level, body in trait.levels.items()
                if getattr(body, ratio).value == 0
            )
            a_mean = f"is {chance.value}, a mean over all people"
            none = f"for {1 - most:.3g} of them {ratio} is 0"
            yield (
                (path, f"{path[-1]} {a_mean}, and {none} ({dotted(where[:2])}). At most {most:.3g} can be"),
                (where, f"{none}, and {dotted(path)} {a_mean}. At most {most:.3g} can be"),
            )


def relapse_is_within_reach(scenario: Scenario) -> Iterator[Found]:
    """Hazards give the share of relapses, or the rate, and the odds ratios, unless too many people never relapse."""
    if kinds_of_people(scenario) <= KINDS_OF_PEOPLE_AT_MOST and relapse_rates(scenario) is None:
        stated = "share_within_two_years" if scenario.relapse.share_within_two_years else "per_year"
        yield (
            ("relapse", stated),
            f"{stated} is {scenario.relapse.how_often.value}, and no hazards give that with what the levels of "
            "traits say of relapse: too many people never relapse, or almost everybody does",
        )


def doses_do_no_harm(scenario: Scenario) -> Iterator[Found]:
    """A wider outcome is at least as likely with a dose as without: the model counts rises only."""
    for name, wider in scenario.progress.wider.items():
        full, without = wider.chance_at_full_dose.value, wider.chance_without_dose.value
        if full < without:
            yield (
                ("progress", "wider", name, "chance_at_full_dose"),
                f"chance_at_full_dose ({full}) lies below chance_without_dose ({without})",
            )


def what_lasts_is_a_gain(scenario: Scenario) -> Iterator[Found]:
    """Years of a wider outcome are years gained: usual care records none, so none may come without a dose."""
    for name, wider in scenario.progress.wider.items():
        without = max(wider.chance_without_dose.value, wider.chance_without_dose.high or 0)
        if wider.weeks_lasting is not None and without > 0:
            yield (
                ("progress", "wider", name, "weeks_lasting"),
                f"weeks_lasting counts years gained over usual care, and chance_without_dose is or may be {without:g}: "
                "what comes without a dose would be counted as gained. State the chance of the gain alone",
            )
