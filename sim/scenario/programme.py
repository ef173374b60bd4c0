"""Which stages does a setting have, what does it offer, and by which channels is that assumed to work?"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, field_validator

from sim.scenario.sections import Section, lever, uncertain
from sim.scenario.values import fault

CHANNELS = ("access", "conversion", "relapse", "care_use")
Channel = Literal["access", "conversion", "relapse", "care_use"]


class Stages(Section):
    """Which stages this setting has."""

    support: bool = True
    activities: bool = True
    reviews: bool = True
    relapse: bool = True
    care_lines: bool = True


class Programme(Section):
    """What is offered, and by which channels it is assumed to work."""

    offer: Literal["link_workers", "review_clinic"] = lever(
        "What people are offered", "choice", "link_workers", note="review_clinic: one supported review, nothing else."
    )
    effect: Annotated[
        list[Channel],
        BeforeValidator(lambda given: list(CHANNELS) if given == "all" else [] if given == "none" else given),
    ] = uncertain(
        "Channels of effect",
        "list",
        note="access, conversion, relapse, care_use; with none of them support changes nothing.",
    )

    @field_validator("effect", mode="after")
    @classmethod
    def _once_each(cls, given: list[str]) -> list[str]:
        if len(set(given)) < len(given):
            raise fault("", "each channel may be named once")
        return [channel for channel in CHANNELS if channel in given]
