"""How could an input be measured in a service, and among how many of whom? By the path of the input, said once here.

A *count* is so many of the people who were seen; a *length* is the mean of times that vary as much as their mean (that
is assumed); a *rate* is so many events in so many weeks or years. Of these the worth of a study of any size can be
worked out. What must be *asked* is in books that are kept; what must be *followed* takes the records of the same people
twice; what must be *compared* is an effect, which no count in one service shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Way = Literal["count", "length", "rate", "ask", "follow", "compare"]
Holder = Literal["finance", "team", "records", "care records", "groups", "employer", "referrers", "evaluation"]
ANY = "*"


@dataclass(frozen=True)
class How:
    """How, who holds what is needed, and which outcome of a service counts those in whom it is seen."""

    way: Way
    holder: Holder
    of: str = ""


HOW: dict[tuple[str, ...], How] = {  # the most particular first
    ("activity_defaults", "chance_suits"): How("count", "team", "given_link_worker"),
    ("activity_defaults", ANY, "chance_helps"): How("count", "groups", "went_on"),
    ("activity_defaults", ANY, "weeks_helping"): How("length", "groups", "went_on"),
    ("activity_defaults", ANY, "places_each"): How("ask", "groups"),
    ("activities", ANY, "chance_suits"): How("count", "team", "given_link_worker"),
    ("care_lines", ANY, "uses_per_year"): How("rate", "care records", "years"),
    ("care_lines", ANY, "cut_at_full_dose"): How("compare", "evaluation"),
    ("care_lines", ANY): How("follow", "care records"),
    ("care_team", ANY): How("ask", "care records"),
    ("costs", ANY): How("ask", "finance"),
    ("demand", "referrals_per_week"): How("rate", "referrers", "weeks"),
    ("demand", ANY): How("ask", "referrers"),
    ("exits", ANY): How("rate", "care records", "years"),
    ("frailty", ANY): How("follow", "records"),
    ("link_workers", ANY): How("ask", "employer"),
    ("prescription", "weeks_of_patience"): How("length", "team", "took_up"),
    ("prescription", "weeks_stayed"): How("length", "groups", "went_on"),
    ("prescription", ANY): How("count", "groups", "took_up"),
    ("progress", "chance_without_dose"): How("compare", "evaluation"),
    ("progress", "odds_ratio_at_full_dose"): How("compare", "evaluation"),
    ("progress", "full_dose"): How("compare", "evaluation"),
    ("progress", "dose_kept_after_relapse"): How("follow", "records"),
    ("progress", ANY, "weeks_lasting"): How("follow", "records"),
    ("progress", ANY, "share_who_want"): How("count", "team", "given_link_worker"),
    ("progress", ANY): How("count", "records", "support_completed"),
    ("relapse", "chance_referred_again"): How("count", "care records", "relapses"),
    ("relapse", "share_within_two_years"): How("count", "care records", "discharges"),
    ("relapse", ANY): How("compare", "evaluation"),
    ("reviews", "chance_of_discharge"): How("count", "care records", "routine_reviews"),
    ("reviews", "odds_ratio_with_full_progress"): How("compare", "evaluation"),
    ("reviews", "review_persistence"): How("follow", "care records"),
    ("reviews", ANY, "weeks_after_start"): How("length", "team", "supported_reviews"),
    ("reviews", ANY): How("length", "care records", "routine_reviews"),
    ("support", "chance_accepts"): How("count", "team", "referred"),
    ("support", "chance_attends_meeting"): How("count", "team", "given_link_worker"),
    ("support", "weeks_of_patience"): How("length", "team", "referred"),
    ("support", ANY): How("length", "team", "given_link_worker"),
    ("traits", ANY, "share"): How("count", "records", "referred"),
    ("traits", ANY): How("compare", "evaluation"),
}
PAYMENTS = How("ask", "finance")
COUNTED = sorted({how.of for how in HOW.values()} - {"", "weeks", "years"})  # outcomes of a service that are needed


def how_of(path: Sequence[str]) -> How:
    """How the input at a path is measured: as a payment, by its section and last name, or by its section."""
    if path[-1] == "gbp" or "payment" in path:
        return PAYMENTS
    first, last = path[0], path[-1]
    if first == "prescription" and "chance_of_another" in path:
        return HOW["prescription", ANY]
    for key in ((first, last), (first, ANY, last), (first, ANY)):
        if key in HOW:
            return HOW[key]
    return How("follow", "records")
