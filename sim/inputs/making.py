"""How does a scenario become the numbers of an engine? Part by part, in a world.

A part is made of the scenario alone, so that a study, which changes a few numbers again and again, makes anew no more
than the parts that read them. What is published of a population is solved for in `rates`, so that people who
differ give it on average.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from sim.inputs.care_team import care_team_of
from sim.inputs.groups import first_of, lines_of, post_groups, queue_class, with_defaults
from sim.inputs.laws import Laws, by_date, in_force, real
from sim.inputs.rates import RelapseRates, at_most_certain, base_chance, centre_for, mixture, relapse_rates, relative
from sim.inputs.tables import (
    EVERY_LINE,
    IN_ACTIVITY,
    LINK_WORKERS,
    NO_PROGRAMME,
    REVIEW_CLINIC,
    ActivityInputs,
    AlreadyInputs,
    CareLineInputs,
    DatedRate,
    DemandInputs,
    FrailtyInputs,
    Inputs,
    LevelInputs,
    PlacesFrom,
    PrescriptionInputs,
    ProgrammeInputs,
    ProgressInputs,
    RelapseInputs,
    ReviewInputs,
    StageInputs,
    SupportInputs,
    TeamInputs,
    WiderInputs,
    World,
)
from sim.inputs.team import on_caseloads, team_of
from sim.luck import FIXED, UNIFORM, Law, Point, log, name_number, odds_times
from sim.scenario import Activity, ActivityDefaults, Helpers, Scenario
from sim.scenario.values import Number
from sim.units import WEEK, YEAR, Minutes, nearest

OFFERS = {"link_workers": LINK_WORKERS, "review_clinic": REVIEW_CLINIC}
OUT_OF_REACH = RelapseRates(0.0, [])  # refused when a file is loaded
Fields: TypeAlias = dict[str, object]  # of `Inputs`, by name


class Part(NamedTuple):
    """Some fields of `Inputs`, and the points of the given quantiles that their laws use."""

    fields: Fields
    points: Sequence[Point]


def inputs_of(scenario: Scenario, world: World = World.PROGRAMME) -> Inputs:
    """The numbers of a scenario in a world."""
    return inputs_by_world(scenario)[world]


def inputs_by_world(scenario: Scenario) -> dict[World, Inputs]:
    """The numbers of a scenario in every world: all but the programme's are the same in each."""
    parts: list[Part] = []
    points = 0
    for nth in range(PARTS):
        parts.append(part_of(scenario, nth, points))
        points += len(parts[-1].points)
    inputs = inputs_from(parts)
    return {world: inputs._replace(programme=programme_of(scenario, world)) for world in World}


def part_of(scenario: Scenario, nth: int, points: int) -> Part:
    """One part, where the others are kept: `points`, how many of these stand before its own."""
    maker = _Maker(scenario, points)
    fields = _MADE[nth](maker)
    return Part(fields, maker.points[points:])


def inputs_from(parts: Sequence[Part]) -> Inputs:
    """All parts together, in the programme's world."""
    fields: Fields = {"points": tuple(point for part in parts for point in part.points)}
    for part in parts:
        fields |= part.fields
    return Inputs._make(fields[name] for name in Inputs._fields)


def programme_of(scenario: Scenario, world: World) -> ProgrammeInputs:
    """What is offered in a world, and by which channels it works."""
    return _Maker(scenario).programme(world)


class _Maker(Laws):
    """Makes the numbers, part by part. Each part is made alone: what two of them need is worked out in both."""

    @cached_property
    def relapse(self) -> RelapseRates:
        """Of everybody, and of each level."""
        return relapse_rates(self.scenario) or OUT_OF_REACH

    @cached_property
    def activities(self) -> list[tuple[str, Activity, ActivityDefaults]]:
        """In order of name: as stated, and with what every activity has."""
        given = sorted(self.scenario.activities.items())
        return [(name, activity, with_defaults(self.scenario, activity)) for name, activity in given]

    def make_run(self) -> Fields:
        s = self.scenario
        return {
            "horizon": self.minute("end"),
            "most_events": int(s.settings.most_events.value),
            "stages": StageInputs(*(int(getattr(s.stages, name)) for name in StageInputs._fields)),
            "programme": self.programme(World.PROGRAMME),
        }

    def make_demand(self) -> Fields:
        demand = self.scenario.demand
        inputs = DemandInputs(
            self.minute("first_referral"),
            self.minute("last_referral"),
            int(demand.waiting_on_day_0.value),
            self.weeks(demand.weeks_already_waited),
            self.weeks(demand.weeks_since_referral),
        )
        return {"demand": inputs, "rates": self._rates()}

    def make_already(self) -> Fields:
        return {"already": (*self._in_activities(), *on_caseloads(self))}

    def make_people(self) -> Fields:
        s = self.scenario
        frailty = FrailtyInputs(real(s.frailty.attendance), real(s.frailty.progress), real(s.frailty.discharge))
        return {"levels": self._levels(), "frailty": frailty, "exit_hazard": real(s.exits.per_year) / YEAR}

    def make_team(self) -> Fields:
        team = self.scenario.link_workers
        posts, capacities, absences = team_of(self)
        turnover = TeamInputs(real(team.turnover_per_year) / YEAR, self.weeks(team.weeks_to_fill_a_vacancy))
        return {"team": turnover, "posts": posts, "capacities": capacities, "absences": absences}

    def make_support(self) -> Fields:
        return {"support": self._support()}

    def make_activities(self) -> Fields:
        activities, places = self._activities()
        return {"activities": activities, "places": places}

    def make_prescription(self) -> Fields:
        another = tuple(real(chance) for chance in self.scenario.prescription.chance_of_another)
        return {"another": another, "prescription": self._prescription()}

    def make_progress(self) -> Fields:
        wider = tuple(
            WiderInputs(
                name_number(name), real(w.chance_without_dose), real(w.chance_at_full_dose), real(w.share_who_want)
            )
            for name, w in sorted(self.scenario.progress.wider.items())
        )
        return {"progress": self._progress(), "wider": wider}

    def make_reviews(self) -> Fields:
        return {"reviews": self._reviews()}

    def make_relapse(self) -> Fields:
        relapse = self.scenario.relapse
        inputs = RelapseInputs(
            self.relapse.per_year / YEAR,
            real(relapse.ratio_with_sustained_engagement),
            real(relapse.chance_referred_again),
        )
        return {"relapse": inputs}

    def make_care_team(self) -> Fields:
        care_team, care_places, care_rates = care_team_of(self)
        return {"care_team": care_team, "care_places": care_places, "care_rates": care_rates}

    def make_care_lines(self) -> Fields:
        lines = tuple(
            CareLineInputs(
                name_number(name, 16),
                real(line.uses_per_year) / YEAR,
                real(line.raised_at_referral),
                nearest(real(line.weeks_to_settle) * WEEK),
                real(line.cut_at_full_dose),
                int(line.stops_at_discharge),
            )
            for name, line in sorted(self.scenario.care_lines.items())
        )
        return {"care_lines": lines}

    def programme(self, world: World) -> ProgrammeInputs:
        """What is offered in a world, and by which channels it works."""
        programme, on = self.scenario.programme, world is not World.USUAL
        works = {*programme.effect} if on else set()
        if world is World.USUAL_RELAPSE:
            works.discard("relapse")
        channel = {name: int(name in works) for name in ("access", "conversion", "relapse", "care_use")}
        return ProgrammeInputs(
            offer=OFFERS[programme.offer] if on else NO_PROGRAMME,
            start=self.minute("service_start"),
            end=self.minute("service_end"),
            **channel,
        )

    def _rates(self) -> tuple[DatedRate, ...]:
        demand = self.scenario.demand
        dated = [DatedRate(0, real(demand.referrals_per_week))]
        dated += [DatedRate(self.day(c.starts, "start"), real(c.referrals_per_week)) for c in by_date(demand.changes)]
        return tuple(in_force(dated))

    def _levels(self) -> tuple[LevelInputs, ...]:
        rows, lines = [], lines_of(self.scenario)
        care_order = self.scenario.care_team.queue_order if self.scenario.care_team else None
        by = next((group.serves.trait for group in post_groups(self.scenario).values() if group.serves), None)
        for t, (trait, body) in enumerate(sorted(self.scenario.traits.items())):
            relapse = self.relapse.ratios[t] if self.relapse.ratios else [0.0] * len(body.levels)
            exits = relative(body, "exit")
            for n, (name, level) in enumerate(sorted(body.levels.items())):
                rows.append(
                    LevelInputs(
                        t,
                        n,
                        name_number(f"{trait}.{name}"),
                        real(level.share),
                        real(level.attendance),
                        real(level.odds_of_discharge),
                        relapse[n],
                        exits[n],
                        real(level.suits),
                        queue_class(self.scenario.link_workers.queue_order, trait, name),
                        lines[name] if trait == by else 0,
                        queue_class(care_order, trait, name),
                    )
                )
        return tuple(rows)

    def _support(self) -> SupportInputs:
        s = self.scenario.support
        return SupportInputs(
            real(s.chance_accepts),
            self.weeks(s.weeks_of_patience),
            self.weeks(s.weeks_to_first_meeting),
            self.weeks(s.weeks_between_meetings),
            self.law(s.meetings),
            self.law(s.meeting_minutes),
            *self._attendance(s.chance_attends_meeting),
            int(s.missed_meetings_allowed.value),
        )

    def _attendance(self, chance: Number) -> tuple[float, float]:
        """What the traits' ratios multiply, and the odds that centre frailty: so that the mean is the stated chance."""
        ratios = mixture(self.scenario.traits, "attendance")
        base = base_chance(real(chance), ratios)
        return base, centre_for(real(chance), at_most_certain(base, ratios), real(self.scenario.frailty.attendance))

    def _activities(self) -> tuple[tuple[ActivityInputs, ...], tuple[PlacesFrom, ...]]:
        rows, places = [], []
        suits = mixture(self.scenario.traits, "suits")
        for a, (name, given, activity) in enumerate(self.activities):
            rows.append(
                ActivityInputs(
                    name_number(name),
                    int(activity.sessions.value),
                    nearest(real(activity.days_between_sessions) * WEEK / 7),
                    real(activity.weight),
                    base_chance(real(activity.chance_suits), suits),
                    self.day(given.opens, "service_start"),
                    self.day(given.closes, "service_end"),
                    int(activity.people_may_stay),
                    *self._helpers(activity.helpers),
                )
            )
            later = [PlacesFrom(a, self.day(c.starts, "start"), int(c.places.value)) for c in by_date(given.changes)]
            places += in_force([PlacesFrom(a, 0, int(activity.places.value)), *later])
        return tuple(rows), tuple(places)

    def _helpers(self, helpers: Helpers | None) -> tuple[float, Law, int, int]:
        """The chance of helping, for how long, the places a helper adds, and how many help at once. Left out: none."""
        if helpers is None:
            return 0.0, Law(FIXED, 0.0, 0.0, 0.0), 0, 0
        return (
            real(helpers.chance_helps),
            self.weeks(helpers.weeks_helping),
            int(helpers.places_each.value),
            int(helpers.at_most.value),
        )

    def _in_activities(self) -> Iterator[AlreadyInputs]:
        """People in an activity on day 0. The default of every activity holds for those that are open by then."""
        for a, (name, given, activity) in enumerate(self.activities):
            is_there = given.people_on_day_0 is not None or self.day(given.opens, "service_start") == 0
            people, stated = int(activity.people_on_day_0.value) * is_there, activity.weeks_already_in
            course = activity.sessions.value * nearest(real(activity.days_between_sessions) * WEEK / 7)
            if people:
                so_far = self.weeks(stated) if stated else Law(UNIFORM, 0.0, float(course), 0.0)
                yield AlreadyInputs(IN_ACTIVITY, a, first_of(name), people, so_far, int(stated is None), EVERY_LINE)

    def _prescription(self) -> PrescriptionInputs:
        p = self.scenario.prescription
        return PrescriptionInputs(
            self.weeks(p.weeks_of_patience),
            *self._attendance(p.chance_attends_session),
            real(p.chance_of_dropping_out_per_session),
            real(p.chance_goes_on),
            self.weeks(p.weeks_stayed),
        )

    def _progress(self) -> ProgressInputs:
        p = self.scenario.progress
        chance = real(p.chance_without_dose)
        centre = centre_for(chance, [(1.0, chance)], real(self.scenario.frailty.progress))
        return ProgressInputs(
            log(chance / (1 - chance) * centre),
            log(real(p.odds_ratio_at_full_dose)),
            real(p.full_dose),
            real(p.dose_kept_after_relapse),
        )

    def _reviews(self) -> ReviewInputs:
        r = self.scenario.reviews
        low = real(r.chance_of_discharge)
        people = [(share, odds_times(low, odds)) for share, odds in mixture(self.scenario.traits, "odds_of_discharge")]
        return ReviewInputs(
            slot=_slot(r.slots_per_week),
            added_slot=_slot(r.supported.added_slots_per_week),
            first=self.weeks(r.weeks_to_first_review),
            gap=self.weeks(r.weeks_between_reviews),
            after_relapse=self.weeks(r.weeks_to_first_review_after_relapse or r.weeks_between_reviews),
            low=low,
            high=odds_times(low, real(r.odds_ratio_with_full_progress)),
            centre=centre_for(low, people, real(self.scenario.frailty.discharge)),
            persistence=real(r.review_persistence),
            when_support_ends=int(r.supported.asked == "when_support_ends"),
            after_start=self.weeks(r.supported.weeks_after_start),
            after_referral=self.weeks(r.supported.weeks_after_referral),
        )


def _slot(per_week: Number) -> Minutes:
    return max(1, nearest(WEEK / real(per_week))) if per_week.value > 0 else 0


_MADE: tuple[Callable[[_Maker], Fields], ...] = (
    _Maker.make_run,
    _Maker.make_demand,
    _Maker.make_already,
    _Maker.make_people,
    _Maker.make_team,
    _Maker.make_support,
    _Maker.make_activities,
    _Maker.make_prescription,
    _Maker.make_progress,
    _Maker.make_reviews,
    _Maker.make_relapse,
    _Maker.make_care_team,
    _Maker.make_care_lines,
)
PARTS = len(_MADE)
