"""A small complete scenario, made up, and ways to ask for it with differences.

scenario()                                             the base
scenario(link_workers="posts = 3")                     with more posts
scenario(**{"activities.choir": "remove = true"})      without an activity
scenario(programme='effect = "none"', dates="end = 2016-04-01")
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from sim.loading import Loaded, load
from sim.scenario import Scenario

BASE = "base.toml"
CHILD = "child.toml"

BASE_TOML = """\
schema = 1
title = "A small service, made up"

[dates]
start = 2015-04-01
last_referral = 2016-04-01
service_end = 2016-10-01
end = 2017-04-01

[demand]
referrals_per_week = { value = 2, MADE_UP }

[traits.age.levels.under_65]
share = { value = 0.75, MADE_UP }
[traits.age.levels.over_65]
share = { value = 0.25, MADE_UP }
attendance = { value = 1.1, MADE_UP }

[programme]
offer = "link_workers"
effect = ["access", "conversion", "relapse"]

[link_workers]
posts = { value = 2, MADE_UP }
caseload_per_post = { value = 20, MADE_UP }
contact_hours_per_week_per_post = { value = 20, MADE_UP }
turnover_per_year = { value = 0.2, MADE_UP }
weeks_to_fill_a_vacancy = { value = 8, MADE_UP }

[support]
chance_accepts = { value = 0.9, MADE_UP }
weeks_of_patience = { distribution = "exponential", mean = 26, MADE_UP }
weeks_to_first_meeting = { distribution = "uniform", least = 0, most = 1, MADE_UP }
weeks_between_meetings = { distribution = "lognormal", median = 2, ninetieth = 4, MADE_UP }
meetings = { distribution = "triangular", least = 2, most_likely = 6, most = 10, MADE_UP }
meeting_minutes = { distribution = "quantiles", points = [[0, 30], [0.5, 60], [1, 90]], MADE_UP }
chance_attends_meeting = { value = 0.8, MADE_UP }
missed_meetings_allowed = { value = 3, MADE_UP }

[activity_defaults]
places = { value = 10, MADE_UP }
sessions = { value = 8, MADE_UP }

[activities.choir]
[activities.walks]
places = { value = 6, MADE_UP }
people_may_stay = true
closes = 2016-12-31
payment = { form = "spot", gbp = { value = 10, MADE_UP }, price_year = "2015/16", payer = "ICB" }

[prescription]
chance_of_another = [{ value = 0.3, MADE_UP }]
weeks_of_patience = { value = 8, MADE_UP }
chance_attends_session = { value = 0.7, MADE_UP }
chance_of_dropping_out_per_session = { value = 0.03, MADE_UP }
chance_goes_on = { value = 0.5, MADE_UP }

[progress]
chance_without_dose = { value = 0.05, MADE_UP }
odds_ratio_at_full_dose = { value = 10, MADE_UP }
full_dose = { value = 12, MADE_UP }
[progress.wider.volunteering]
chance_at_full_dose = { value = 0.2, MADE_UP }

[reviews]
slots_per_week = { value = 3, MADE_UP }
weeks_to_first_review = { value = 26, MADE_UP }
weeks_between_reviews = { value = 26, MADE_UP }
chance_of_discharge = { value = 0.15, MADE_UP }
odds_ratio_with_full_progress = { value = 8, MADE_UP }

[relapse]
per_year = { value = 0.4, MADE_UP }
ratio_with_sustained_engagement = { value = 0.5, MADE_UP }
chance_referred_again = { value = 0.3, MADE_UP }

[care_lines.gp]
uses_per_year = { value = 8, MADE_UP }

[costs.link_worker]
per = "post_year"
gbp = { value = 40_000, MADE_UP }
price_year = "2015/16"
payer = "ICB"

[costs.care]
per = "care_year"
gbp = { value = 3000, MADE_UP }
price_year = "2015/16"
payer = "Trust"

[costs.gp]
per = "care_use"
care_line = "gp"
gbp = { value = 40, MADE_UP }
price_year = "2015/16"
payer = "ICB"

[prices]
year = "2015/16"

[settings]
replications = 5
""".replace("MADE_UP", 'source = "made up", grade = "assumed"')

# Of [activity_defaults.helpers]: all who go on help, and a group has one at a time.
HELPERS = "at_most = 1\n" + "\n".join(
    f'{name} = {{ value = {value}, source = "made up", grade = "assumed" }}'
    for name, value in (("chance_helps", 1), ("weeks_helping", 9), ("places_each", 1))
)


def child_toml(**sections: str) -> str:
    """A file that extends the base: what it says under each [section]."""
    return "\n".join([f'extends = "{BASE}"', *(f"[{name}]\n{text}" for name, text in sections.items())]) + "\n"


def write(folder: Path, child: str | bytes, base: str = BASE_TOML) -> Path:
    """Put the base and another file in a folder; where the other is."""
    (folder / BASE).write_text(base, encoding="utf-8", newline="")
    path = folder / CHILD
    path.write_bytes(child if isinstance(child, bytes) else child.encode())
    return path


def loaded(**sections: str) -> Loaded:
    """The base with differences, as loaded from files."""
    with TemporaryDirectory() as folder:
        return load(write(Path(folder), child_toml(**sections)))


def scenario(**sections: str) -> Scenario:
    """The base with differences."""
    return loaded(**sections).scenario
