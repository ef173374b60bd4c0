"""What happens to a person? The journey, to be read beside section 2 of the design: the same order, the same words.

Each person follows parallel tracks: *care* (reviews, discharge, relapse), *support* (offer to last meeting) and up to n
*activities*. A track is a generator; `yield` waits, everything else is instantaneous. A track only writes events: no
statistics and no pounds here. What frees a slot or place frees it at once (but for a place in care that is kept for a
relapse); a person who leaves is a deadline on every wait, booking and stay (`person.exits`), and so is the end of the
service on waits for support and on support itself.
"""

from collections.abc import Generator

import simpy

from sim import rules
from sim.care_team import CareTeam
from sim.errors import TooManyEvents
from sim.events import MOST_PEOPLE, CareWait, Review, Row, Turn, Vacancy, What
from sim.inputs import LINK_WORKERS, ON_CASELOAD, REVIEW_CLINIC, TO_A_PLACE_KEPT, Inputs
from sim.lines import Alarm, Places, ReviewSlots, Ticket, Waiting
from sim.luck import Key, Purpose, Source, Who, in_episode
from sim.person import NO_POST, Course, Person, SupportedReview, enter
from sim.rules import NEVER
from sim.team import Team
from sim.units import Minutes

Track = Generator[simpy.Event, None, None]


def events(inputs: Inputs, key: Key, replication: int) -> list[Row]:
    """The event log of one replication: what happens before the horizon, in order."""
    return Pathway(inputs, key, replication).run()


def has_accepted(person: Person) -> bool:
    """Whether a person has accepted an offer before day 0."""
    return person.who.source == Source.WAITING_LIST or rules.is_in_service(person.who.source)


class Pathway:
    """One replication of one world."""

    def __init__(self, inputs: Inputs, key: Key, replication: int) -> None:
        self.inputs, self.key, self.replication = inputs, key, replication
        self.env = simpy.Environment()
        self.rows: list[Row] = []
        self.team = Team(self.env, inputs, self.write)
        self.places = [
            Places(self.env, [p for p in inputs.places if p.activity == a], activity.closes)
            for a, activity in enumerate(inputs.activities)
        ]
        self.care_team = CareTeam(self.env, inputs, self.write)
        self.slots = ReviewSlots(inputs.reviews.slot, inputs.reviews.added_slot)

    def run(self) -> list[Row]:
        """Let everybody in, and let time pass until the horizon."""
        entries = rules.people(self.inputs, self.key, self.replication)
        if len(entries) > MOST_PEOPLE:
            raise TooManyEvents(f"{len(entries):,} people come; at most {MOST_PEOPLE:,} can be numbered")
        for person in enter(self.inputs, self.key, self.replication, entries):
            self.start(self.care(person))
        if self.inputs.programme.offer == LINK_WORKERS and self.inputs.stages.support:
            for post in range(len(self.inputs.posts)):
                self.start(self.post(post))
                self.start(self.post_changes(post))
        for activity in range(len(self.places)):
            self.start(self.place_changes(activity))
        self.start(self.care_team_changes())
        self.env.run(until=self.inputs.horizon)
        return self.rows

    # ------------------------------------------------------------ clock and log

    @property
    def now(self) -> Minutes:
        """This minute."""
        return int(self.env.now)

    def start(self, track: Track) -> None:
        """Begin a track beside the others."""
        self.env.process(track)

    def at(self, minute: Minutes, turn: Turn, person: int, nth: int = 0) -> Alarm:
        """Wait until a minute."""
        return Alarm(self.env).ring(minute, turn, person, nth)

    def write(self, person: int, what: What, where: int = 0, value: int = 0) -> None:
        """One row of the log."""
        if len(self.rows) >= self.inputs.most_events:
            raise TooManyEvents(f"more than {self.inputs.most_events:,} events in a replication")
        self.rows.append((self.now, person, what, where, value))

    def emit(self, person: Person, what: What, where: int = 0, value: int = 0) -> None:
        """Something happened to a person."""
        self.write(person.index, what, where, value)

    # ------------------------------------------------------------ care

    def care(self, me: Person) -> Track:
        """Referral, and what runs beside it: routine reviews, the programme's offer, use of care, and leaving."""
        yield self.at(me.enters, Turn.REFER, me.index)
        for row in me.levels:
            self.emit(me, What.HAS_TRAIT, self.inputs.levels[row].trait, self.inputs.levels[row].level)
        if rules.is_never_referred(me.who.source):
            self.comes_to_care(me)
            return
        self.emit(me, What.REFERRED, me.who.source, me.who.number)
        self.start(self.leaves(me))
        if self.care_team.is_on:
            self.care_team.hold(me)
        if self.inputs.stages.reviews:
            self.start(self.routine_reviews(me, me.referred))
        if self.inputs.stages.care_lines:
            for line, use in enumerate(self.inputs.care_lines):
                self.emit(me, What.CARE_USED_BEFORE, line, rules.care_uses_before(use, me.who))
                self.start(self.uses_care(me, line))
        self.offer_programme(me)

    def offer_programme(self, me: Person) -> None:
        """The programme's offer, while there is one: link workers, or (the third arm) one supported review alone."""
        if self.now >= self.inputs.programme.end:
            return
        if self.inputs.programme.offer == LINK_WORKERS and self.inputs.stages.support:
            me.busy = 1
            if me.already < 0 or me.episode > 0:
                self.start(self.support(me, me.episode))
            elif self.inputs.already[me.already].source == ON_CASELOAD:
                self.start(self.supported_already(me))
            else:
                self.start(self.in_activity_already(me))
        elif self.inputs.programme.offer == REVIEW_CLINIC and self.has_supported_reviews and me.episode == 0:
            self.start(self.review_clinic(me))

    def leaves(self, me: Person) -> Track:
        """Dies, moves away or otherwise leaves: the same minute in every world."""
        if me.exits < self.inputs.horizon:
            yield self.at(me.exits, Turn.EXIT, me.index)
            if not me.gone:
                self.is_gone(me)

    def is_gone(self, me: Person) -> None:
        """Nothing more happens to the person, and a place in care is free."""
        me.gone = True
        self.emit(me, What.LEFT, int(me.in_care))
        if me.has_care_place:
            self.care_team.leave(me, What.CARE_PLACE_FREED)

    # ------------------------------------------------------------ support

    def support(self, me: Person, episode: int) -> Track:
        """From the offer to the last meeting with a link worker."""
        yield self.at(self.now, Turn.SET_OUT, me.index)
        if not (episode == 0 and has_accepted(me)) and not rules.accepts(self.inputs, me.who, episode):
            self.emit(me, What.DECLINED)
            me.busy -= 1
            return
        if not (yield from self.wait_for_link_worker(me, episode)):
            me.busy -= 1
            return
        me.passed_over = me.staying
        yield from self.supported(me, episode, rules.support_begins(self.inputs, me.who, episode, self.now))

    def supported_already(self, me: Person) -> Track:
        """A person on a caseload on day 0: they hold a slot, earlier meetings count, and support goes on from where it
        stands. People who have had a first meeting made a plan at it."""
        already = self.inputs.already[me.already]
        support = rules.support_so_far(self.inputs, already, me.who, me.attends_meeting)
        self.has_met(me, support.met)
        self.team.hold(me, already.place, support, self.support_must_end(me))
        if support.met > 0:
            self.plan(me, 0, support.first_met)
        yield from self.supported(me, 0, support)

    def has_met(self, me: Person, meetings: int) -> None:
        """Meetings attended by day 0 are part of the dose."""
        me.met = meetings
        if meetings > 0:
            self.emit(me, What.MET_ALREADY, 0, meetings)

    def supported(self, me: Person, episode: int, support: rules.Support) -> Waiting:
        """Supported, from the first meeting (or where support stands on day 0) to the last."""
        request = rules.supported_review_requested_at(self.inputs, me.who, episode, support.began)
        if self.has_supported_reviews and not self.inputs.reviews.when_support_ends and request >= 0:
            self.start(self.supported_review_later(me, me.wants_supported_review(episode), request))
        completed = yield from self.meetings(me, episode, support)
        self.team.release(me)
        if not completed:
            self.break_off(me, episode)
        elif self.has_supported_reviews and self.inputs.reviews.when_support_ends:
            self.ask_for_supported_review(me, me.wants_supported_review(episode))
        self.finish(me)

    def wait_for_link_worker(self, me: Person, episode: int) -> Waiting:
        """Join the line; come away with a link worker, or give up when patience runs out."""
        waited = me.waited if episode == 0 else 0
        self.emit(me, What.JOINED_QUEUE, 0, waited)
        me.moves, me.post = 0, NO_POST
        patience = rules.patience_ends(self.inputs, me.who, episode, self.now, waited)
        if (yield from self.team.join(me, self.now - waited, min(patience, self.support_must_end(me)))):
            return True
        self.emit(me, self.why_waiting_stopped(me))
        return False

    def why_waiting_stopped(self, me: Person) -> What:
        """What ended a wait for a link worker."""
        if self.now >= me.exits:
            return What.LEFT_WAIT
        return What.WAIT_CUT if self.now >= self.inputs.programme.end else What.GAVE_UP

    def support_must_end(self, me: Person) -> Minutes:
        """The deadline on support and on waiting for it: the person leaves, or the service ends."""
        return min(me.exits, self.inputs.programme.end)

    def meetings(self, me: Person, episode: int, support: rules.Support) -> Waiting:
        """The first meeting ("what matters to you"), then more at gaps. A missed meeting is rebooked; too many missed
        and support ends. Whether support was completed."""
        luck, planned, met, missed, wanted = support.luck, support.planned, support.met, support.missed, support.wanted
        while met < planned and missed <= self.inputs.support.missed_allowed:
            nth = met + missed
            length, comes = rules.meeting(self.inputs, me.who, luck, nth, me.attends_meeting)
            held = yield from self.keep_appointment(me, wanted, nth, length)
            if not held:
                self.emit(me, self.why_support_stopped(me), me.post, met)
                return False
            if comes:
                met += 1
                me.met += 1
                self.emit(me, What.MET, me.post, length)
                if met == 1:
                    self.plan(me, episode, self.now)
            else:
                missed += 1
                self.emit(me, What.MISSED, me.post, length)
            wanted = rules.next_meeting_wanted(self.inputs, me.who, luck, nth, self.now)
        completed = met == planned
        self.emit(me, What.SUPPORT_ENDED if completed else What.DISENGAGED, me.post, met)
        return completed

    def keep_appointment(self, me: Person, wanted: Minutes, nth: int, length: Minutes) -> Waiting:
        """Book when the meeting is wanted, wait for the diary, and rebook if the worker leaves first. False if the
        person leaves or the service ends before: a meeting booked by then counts as missed."""
        must_end = self.support_must_end(me)
        yield self.at(min(wanted, must_end), Turn.WANT_MEETING, me.index)
        if self.now >= must_end:
            return False
        self.emit(me, What.MEETING_WANTED, me.post, nth)
        while True:
            while me.ticket is not None and self.now < must_end:  # stranded
                yield me.ticket
            if self.now >= must_end:
                return False
            booking = me.booking = Ticket(self.env)
            booking.answer_at(min(self.team.book(me, length), must_end), True, Turn.MEET, me.index)  # noqa: FBT003
            kept = yield booking
            if self.now >= must_end:
                if kept and self.now >= me.exits:
                    self.emit(me, What.MISSED, me.post, length)
                return False
            if kept:
                return True

    def why_support_stopped(self, me: Person) -> What:
        """What ended support from outside. A stranded person was waiting, not supported."""
        if me.post == NO_POST:
            return self.why_waiting_stopped(me)
        return What.LEFT_SUPPORT if self.now >= me.exits else What.SUPPORT_CUT

    # ------------------------------------------------------------ activities

    def plan(self, me: Person, episode: int, planned: Minutes) -> None:
        """After the first meeting: one to n activities, side by side. `planned`: the minute of that meeting."""
        if self.inputs.stages.activities:
            for wish in range(rules.activities_wanted(self.inputs, me.who, episode)):
                me.busy += 1
                self.start(self.activity(me, episode, wish, planned))

    def activity(self, me: Person, episode: int, wish: int, planned: Minutes) -> Track:
        """Wait for a place in the activity liked best, or the next; then sessions for the prescription's length."""
        yield self.at(self.now, Turn.PLAN, me.index, wish)
        if planned < 0 and (yield from self.activity_planned_before(me, wish, planned)):
            return
        chosen = yield from self.wait_for_place(me, episode, wish)
        if chosen is None:
            self.finish(me)
            return
        self.emit(me, What.JOINED_ACTIVITY, chosen, wish)
        yield from self.course(me, chosen, self.now, episode, wish)

    def activity_planned_before(self, me: Person, wish: int, planned: Minutes) -> Waiting:
        """A plan made before day 0 by a person on a caseload: they joined what they like best when they made it. A
        course that is over by day 0 counts; one that goes on has its place, if there is one. If not, they wait from
        day 0 as for any wish, and this is False."""
        chosen = rules.preference(self.inputs, me.who, 0, me.traits.suits, self.now, me.passed_over)
        if chosen < 0:
            return False
        own = rules.course_ends(self.inputs, me.who, 0, wish, chosen, planned)
        is_over = own.minute <= 0
        if not is_over and self.places[chosen].free <= 0:
            return False
        me.passed_over |= 1 << chosen
        if is_over:
            me.sessions += me.attended(self.inputs, Course(chosen, planned, own.minute, 0, wish), self.now)
            self.finish(me)
            return True
        self.places[chosen].hold()
        self.emit(me, What.IN_ACTIVITY_ALREADY, chosen, -planned)
        yield from self.course(me, chosen, planned, 0, wish)
        return True

    def in_activity_already(self, me: Person) -> Track:
        """A person in an activity on day 0 whose support is over: they hold a place, earlier sessions count, and so do
        the meetings of a support completed."""
        already = self.inputs.already[me.already]
        activity = self.inputs.activities[already.place]
        self.has_met(me, rules.meetings_planned(self.inputs, me.who, 0))
        if not self.inputs.stages.activities or not activity.opens <= self.now < activity.closes:
            me.busy = 0
            return
        luck, joined = rules.course_so_far(self.inputs, already, me.who)
        self.places[already.place].hold()
        self.emit(me, What.IN_ACTIVITY_ALREADY, already.place, -joined)
        yield from self.course(me, already.place, joined, luck, 0)

    def course(self, me: Person, chosen: int, joined: Minutes, episode: int, wish: int) -> Waiting:
        """Sessions, from joining to the last; `episode`: whose luck they have."""
        activity = self.inputs.activities[chosen]
        own = rules.course_ends(self.inputs, me.who, episode, wish, chosen, joined)
        course = me.courses[wish] = Course(chosen, joined, min(own.minute, activity.closes, me.exits), episode, wish)
        yield self.at(course.until, Turn.LEAVE, me.index, wish)

        attended = me.attended(self.inputs, course, self.now)
        me.sessions += attended
        del me.courses[wish]
        how = self.why_course_ended(me, own)
        self.emit(me, how, chosen, attended)
        yield from self.afterwards(me, course, attended, completed=how == What.COMPLETED)

    def why_course_ended(self, me: Person, own: rules.CourseEnd) -> What:
        """Whether a course was completed, and if not, why."""
        if self.now >= me.exits:
            return What.ACTIVITY_LEFT
        if self.now == own.minute:
            return What.COMPLETED if own.completed else What.DROPPED_OUT
        return What.ACTIVITY_CLOSED

    def wait_for_place(self, me: Person, episode: int, wish: int) -> Waiting:
        """The open, suitable activity liked best that has a place in time: each choice has its own patience."""
        while self.now < me.exits:
            chosen = rules.preference(self.inputs, me.who, episode, me.traits.suits, self.now, me.passed_over)
            if chosen < 0:
                self.emit(me, What.NOTHING_SUITABLE, 0, wish)
                return None
            me.passed_over |= 1 << chosen
            self.emit(me, What.WANTS_PLACE, chosen, wish)
            patience = rules.place_patience_ends(self.inputs, me.who, episode, chosen, self.now)
            if (yield from self.places[chosen].join(me, wish, min(patience, me.exits))):
                return chosen
            self.emit(me, self.why_place_not_given(me, chosen), chosen, wish)
        return None

    def why_place_not_given(self, me: Person, activity: int) -> What:
        """What ended a wait for a place."""
        if self.now >= me.exits:
            return What.PLACE_WAIT_LEFT
        return What.PLACE_WAIT_CLOSED if self.now >= self.inputs.activities[activity].closes else What.PLACE_GIVEN_UP

    def afterwards(self, me: Person, course: Course, attended: int, *, completed: bool) -> Waiting:
        """Goes on in the community under their own steam, or not. The place frees, unless people may stay."""
        goes_on, stay = False, 0
        if completed:
            goes_on, stay = rules.goes_on(self.inputs, me.who, course.episode, course.wish, course.activity, attended)
        activity = self.inputs.activities[course.activity]
        if goes_on:
            me.engaged = min(me.engaged, self.now)
            self.emit(me, What.ENGAGEMENT_SUSTAINED, course.activity)
            self.offer_to_help(me, course)
        stays = goes_on and activity.stay and self.now < min(activity.closes, me.exits)
        if not stays:
            self.places[course.activity].leave()
        self.finish(me)
        if stays:
            me.staying |= 1 << course.activity
            self.emit(me, What.STAYED_ON, course.activity)
            yield self.at(min(self.now + stay, activity.closes, me.exits), Turn.END_STAY, me.index, course.activity)
            self.emit(me, What.STAY_ENDED, course.activity)
            me.staying &= ~(1 << course.activity)
            self.places[course.activity].leave()

    def offer_to_help(self, me: Person, course: Course) -> None:
        """A person who goes on may help to run the group for a while, if it takes another helper: places are added."""
        activity, places = self.inputs.activities[course.activity], self.places[course.activity]
        helps, lasts = rules.helps(self.inputs, me.who, course.episode, course.wish, course.activity)
        until = min(self.now + lasts, activity.closes, me.exits)
        is_helping = me.helping >> course.activity & 1
        if helps and not is_helping and places.helpers < activity.helpers and self.now < until:
            me.helping |= 1 << course.activity
            self.emit(me, What.STARTED_HELPING, course.activity, activity.places_each)
            places.helper_comes(activity.places_each)
            self.start(self.helps_until(me, course.activity, until))

    def helps_until(self, me: Person, activity: int, until: Minutes) -> Track:
        """Helps to run a group, until the time is over, the activity closes or the person leaves."""
        yield self.at(until, Turn.STOP_HELPING, me.index, activity)
        added = self.inputs.activities[activity].places_each
        self.emit(me, What.STOPPED_HELPING, activity, added)
        me.helping &= ~(1 << activity)
        self.places[activity].helper_goes(added)

    def finish(self, me: Person) -> None:
        """When support and activities are all over, progress is recorded."""
        me.busy -= 1
        if me.busy == 0 and self.now < me.exits:
            dose = me.dose(self.inputs, self.now)
            self.emit(me, What.PROGRESS_SEEN, 0, rules.progress(self.inputs, me.who, me.hidden, dose))
            not_wanted = rules.wider_not_wanted(self.inputs, me.who)
            seen = rules.wider_outcomes(self.inputs, me.who, dose, not_wanted)
            self.emit(me, What.WIDER_SEEN, not_wanted, seen)

    # ------------------------------------------------------------ reviews

    def routine_reviews(self, me: Person, start: Minutes) -> Track:
        """Everyone still in care, from the date of referral (or relapse), then at intervals, whatever the world."""
        episode, number = me.episode, 0
        due = rules.first_review_due(self.inputs, me.who, episode, start)
        while True:
            if due >= 0:  # reviews before day 0 were refused
                yield self.at(due, Turn.WANT_REVIEW, me.index)
                if me.gone or not me.in_care or me.episode != episode:
                    return
                self.emit(me, What.REVIEW_DUE, Review.ROUTINE, number)
                held = self.slots.book(self.now, ("shared",))
                self.start(self.routine_review(me, held, episode, number))
            due = rules.next_review_due(self.inputs, me.who, episode, number, due)
            number += 1

    @property
    def has_supported_reviews(self) -> bool:
        """Whether the programme holds reviews of its own."""
        return bool(self.inputs.programme.access and self.inputs.stages.reviews)

    def supported_review_later(self, me: Person, review: SupportedReview, request: Minutes) -> Track:
        """The programme's own review, a set time after support starts: unless support has been broken off by then."""
        yield self.at(request, Turn.WANT_SUPPORTED_REVIEW, me.index, review.nth)
        if review.broken_off or self.now >= self.inputs.programme.end:
            del me.supported[review.nth]
        else:
            self.ask_for_supported_review(me, review)

    def break_off(self, me: Person, episode: int) -> None:
        """Support was not completed: its review, if not requested yet, never will be."""
        for review in me.supported.values():
            if review.episode == episode:
                review.broken_off = True

    def review_clinic(self, me: Person) -> Track:
        """Review clinic only: people who would accept ask for one supported review a stated time after referral."""
        if not has_accepted(me) and not rules.accepts(self.inputs, me.who, 0):
            self.emit(me, What.DECLINED)
            return
        review = me.wants_supported_review(0)
        request = max(self.now, rules.clinic_review_requested_at(self.inputs, me.who, me.referred))
        yield self.at(request, Turn.WANT_SUPPORTED_REVIEW, me.index, review.nth)
        if self.now < self.inputs.programme.end:
            self.ask_for_supported_review(me, review)

    def ask_for_supported_review(self, me: Person, review: SupportedReview) -> None:
        """One a support episode, in the slots the programme adds or (with link workers) the shared ones. Who waits for
        a place in care after a relapse asks for it when care starts."""
        if me.gone or not me.in_care:
            del me.supported[review.nth]
            return
        if me.waits_for_care:
            review.waits_for_care = True
            return
        review.care_episode = me.episode
        self.emit(me, What.REVIEW_DUE, Review.SUPPORTED, review.episode)
        which = ("added",) if self.inputs.programme.offer == REVIEW_CLINIC else ("added", "shared")
        self.start(self.supported_review(me, review, self.slots.book(self.now, which)))

    def supported_review(self, me: Person, review: SupportedReview, held: Minutes) -> Track:
        """A booked supported review."""
        yield self.at(held, Turn.SUPPORTED_REVIEW, me.index, review.nth)
        del me.supported[review.nth]
        self.hold_review(
            me, Review.SUPPORTED, review.care_episode, Purpose.SUPPORTED_REVIEW, in_episode(review.episode, 0)
        )

    def routine_review(self, me: Person, held: Minutes, episode: int, number: int) -> Track:
        """A booked routine review."""
        yield self.at(held, Turn.REVIEW, me.index)
        self.hold_review(me, Review.ROUTINE, episode, Purpose.REVIEW, in_episode(episode, number))

    def hold_review(self, me: Person, kind: Review, care_episode: int, purpose: Purpose, occurrence: int) -> None:
        """A review discharges or not; it lapses (slot spent) if the person was discharged or left since booking it."""
        if me.gone or not me.in_care or me.episode != care_episode:
            self.emit(me, What.REVIEW_LAPSED, kind)
            return
        bits = rules.progress(self.inputs, me.who, me.hidden, me.dose(self.inputs, self.now))
        self.emit(me, What.REVIEWED, kind, bits)
        chance = rules.chance_of_discharge(self.inputs, me.odds, bits)
        if rules.discharges(self.inputs, me.who, purpose, occurrence, chance):
            me.in_care = False
            self.emit(me, What.DISCHARGED, kind)
            if me.has_care_place:
                self.frees_care_place(me)
            if self.inputs.stages.relapse:
                self.start(self.life_after_discharge(me))

    def life_after_discharge(self, me: Person) -> Track:
        """Discharged, until a relapse: later if engagement is sustained meanwhile. Then care resumes, in another
        episode: only a stated share of the dose lasts, and sustained engagement is over. Where the care team is full,
        routine reviews wait for a place; being referred again does not."""
        discharged, threshold = self.now, rules.relapse_luck(me.who, me.episode)
        while (when := rules.relapses_at(self.inputs, threshold, me.traits.relapse, discharged, me.engaged)) > self.now:
            if when >= min(self.inputs.horizon, me.exits):
                return
            yield self.at(when, Turn.RELAPSE, me.index)
        me.lose_dose(self.inputs, self.now)
        me.episode += 1
        me.in_care, me.engaged = True, NEVER
        self.emit(me, What.RELAPSED, 0, me.episode)
        if self.care_team.is_on and not me.has_care_place:
            self.ask_for_care(me, CareWait.RELAPSE, 0, me.exits)
        else:
            self.start(self.routine_reviews(me, self.now))
        open_to_referrals = self.now < min(self.inputs.demand.last, self.inputs.programme.end)
        if (
            self.inputs.programme.offer == LINK_WORKERS
            and not me.busy
            and open_to_referrals
            and not rules.is_never_referred(me.who.source)
            and rules.referred_again(self.inputs, me.who, me.episode)
        ):
            self.emit(me, What.REFERRED_AGAIN, 0, me.episode)
            self.offer_programme(me)

    # ------------------------------------------------------------ the care team

    def comes_to_care(self, me: Person) -> None:
        """A person who is never referred to the programme: in care on day 0, or waiting for it from now on."""
        self.emit(me, What.CARE_REFERRED, me.who.source, me.who.number)
        self.start(self.leaves(me))
        if me.who.source == Source.IN_CARE:
            self.care_team.hold(me)
            self.start(self.routine_reviews(me, me.referred))
        else:
            patience = rules.care_patience_ends(self.inputs, me.who, self.now, me.waited)
            self.ask_for_care(me, CareWait.NEW, me.waited, min(patience, me.exits))

    def ask_for_care(self, me: Person, why: CareWait, waited: Minutes, until: Minutes) -> None:
        """Join the list for a place in care."""
        me.waits_for_care = True
        self.emit(me, What.JOINED_CARE_LIST, why, waited)
        self.start(self.wait_for_care(me, why, self.care_team.join(me, why, self.now - waited, until)))

    def wait_for_care(self, me: Person, why: CareWait, ticket: Ticket) -> Track:
        """Until care starts, and with it reviews; or patience ends, or the person leaves."""
        given = yield ticket
        me.waits_for_care = False
        if given:
            self.emit(me, What.STARTED_CARE, why)
            self.start(self.routine_reviews(me, self.now))
            self.ask_for_reviews_put_off(me)
        elif self.now >= me.exits:
            self.emit(me, What.LEFT_CARE_LIST)
        else:
            self.emit(me, What.GAVE_UP_CARE_LIST)
            self.is_gone(me)

    def ask_for_reviews_put_off(self, me: Person) -> None:
        """Supported reviews asked for while waiting for care, unless the service is over by now."""
        for nth in sorted(nth for nth, review in me.supported.items() if review.waits_for_care):
            if self.now < self.inputs.programme.end:
                me.supported[nth].waits_for_care = False
                self.ask_for_supported_review(me, me.supported[nth])
            else:
                del me.supported[nth]

    def frees_care_place(self, me: Person) -> None:
        """Discharged: the place is free, or kept for a time."""
        if self.inputs.care_team.after_relapse == TO_A_PLACE_KEPT and self.inputs.stages.relapse:
            self.start(self.keeps_care_place(me))
        else:
            self.care_team.leave(me, What.CARE_PLACE_FREED)

    def keeps_care_place(self, me: Person) -> Track:
        """The place is kept for a time: the person starts again in it, at once, if they relapse meanwhile."""
        episode = me.episode
        yield self.at(self.now + self.inputs.care_team.kept, Turn.END_KEPT_PLACE, me.index)
        if me.has_care_place and me.episode == episode:
            self.care_team.leave(me, What.KEPT_PLACE_ENDED)

    # ------------------------------------------------------------ use of care, where there is no discharge

    def uses_care(self, me: Person, index: int) -> Track:
        """GP, A&E, ...: use falls back after referral in every world; the programme removes some uses, moves none."""
        line = self.inputs.care_lines[index]
        if line.rate <= 0.0:
            return
        minute, candidate = float(self.now), 0
        while True:
            minute, candidate, luck = rules.next_care_use(
                line, me.who, me.referred, minute, candidate, self.inputs.horizon
            )
            if minute >= min(self.inputs.horizon, me.exits):
                return
            yield self.at(int(minute), Turn.USE_CARE, me.index, index)
            if not (line.stops and not me.in_care) and rules.care_use_happens(
                self.inputs, line, luck, me.dose(self.inputs, self.now)
            ):
                self.emit(me, What.CARE_USED, index)
            candidate += 1

    # ------------------------------------------------------------ posts, and dated changes

    def post(self, index: int) -> Track:
        """A link worker's post: filled, vacant, filled again. A dated absence is a vacancy whose worker comes back."""
        post, spell = self.inputs.posts[index], 0
        who = Who(self.key, self.replication, Source.POSTS, post.number)
        away = [absence for absence in self.inputs.absences if absence.post == index]
        starts, luck = post.opens, rules.tenure_luck(who, spell)
        while True:
            while away and away[0].ends <= starts:
                away.pop(0)
            if away and away[0].starts <= starts:
                starts = away.pop(0).ends
                continue
            if starts >= min(post.closes, self.inputs.horizon):
                return
            yield self.at(starts, Turn.FILL, index)
            self.write(-1 - index, What.POST_FILLED)
            self.team.fill(index)
            lasts = rules.tenure(self.inputs, luck)
            leaves, why = starts + lasts, Vacancy.TURNOVER
            if away and away[0].starts < leaves:
                ends, why = away[0].starts, Vacancy.ABSENCE
                luck *= (leaves - ends) / lasts  # what is left of the threshold
                back = away[0].ends
            else:
                ends, spell = leaves, spell + 1
                back, luck = ends + rules.vacancy(self.inputs, who, spell - 1), rules.tenure_luck(who, spell)
            if ends >= post.closes:
                ends, back, why = post.closes, NEVER, Vacancy.CLOSED
            yield self.at(ends, Turn.VACANT, index)
            self.write(-1 - index, What.POST_VACANT, why)
            self.team.vacate(index, self.support_must_end)
            starts = back

    def post_changes(self, index: int) -> Track:
        """Dated changes of a post's caseload or hours."""
        for change in list(self.team.desks[index].changes):
            yield self.at(change.minute, Turn.CHANGE_TEAM, index)
            self.team.change(index, change)

    def place_changes(self, index: int) -> Track:
        """Dated changes of an activity's places."""
        for change in self.places[index].changes:
            yield self.at(change.minute, Turn.CHANGE_PLACES, index)
            self.places[index].change(change.places)

    def care_team_changes(self) -> Track:
        """Dated changes of the care team's places."""
        for change in self.care_team.changes:
            yield self.at(change.minute, Turn.CHANGE_CARE_TEAM, 0)
            self.care_team.change(change.places)
