"""A small study, quick to run: two numbers of the made-up service, in two scenarios."""

from pathlib import Path

from tests.scenarios import BASE_TOML

STUDY = """\
schema = 1
title = "A small study"
question = "Is anything lost?"
scenarios = ["base.toml", "more.toml"]
outputs = ["discharges", "with.wait_for_link_worker"]
seed = 3

[design]
kind = "{kind}"
{points}

[inputs]
"support.chance_accepts" = {{ low = 0.5, high = 0.95 }}
"link_workers.contact_hours_per_week_per_post" = {{ low = 4, high = 25 }}

[replications]
{replications}
"""
MORE = """\
schema = 1
title = "With a post more"
extends = "base.toml"
[link_workers]
posts = 3
"""
SHORT = (
    BASE_TOML.replace("2016-04-01", "2015-07-01")
    .replace("2016-10-01", "2015-12-01")
    .replace("2017-04-01", "2016-04-01")
)


def study_in(
    folder: Path, kind: str = "sobol", points: str = "points = 16", replications: str = "each = 3", name: str = "small"
) -> Path:
    """A study file, with its scenarios beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "base.toml").write_text(SHORT, encoding="utf-8")
    (folder / "more.toml").write_text(MORE, encoding="utf-8")
    path = folder / f"{name}.study.toml"
    path.write_text(STUDY.format(kind=kind, points=points, replications=replications), encoding="utf-8")
    return path


def capped_study_in(folder: Path) -> Path:
    """The same with twice as many people and a cap on events that some of its points go past, in two replications."""
    path = study_in(folder, replications="each = 2")
    base = folder / "base.toml"
    text = base.read_text(encoding="utf-8").replace(
        "referrals_per_week = { value = 2", "referrals_per_week = { value = 4"
    )
    base.write_text(text.replace("[settings]", "[settings]\nmost_events = 1905"), encoding="utf-8")
    return path
