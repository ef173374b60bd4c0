"""What may a scenario say? Its sections; what a number may be is in `values`, what stands where in `schema`."""

from sim.scenario.activities import Activity, ActivityDefaults, Helpers, Payment, PlacesChange
from sim.scenario.care import HIGHEST_SHARE, WITHIN_YEARS
from sim.scenario.care_team import CareTeam, CareTeamChange
from sim.scenario.costs import ONE_PRICE, CostLine
from sim.scenario.link_workers import Absence, PostGroup, QueueOrder, Serves, TeamChange
from sim.scenario.people import SHARES_WITHIN, DemandChange, Level, Trait
from sim.scenario.prices import PriceIndex, Prices, StatedValue
from sim.scenario.programme import CHANNELS, Channel, Stages
from sim.scenario.scenario import Scenario, WhatIf
from sim.scenario.sections import Name

__all__ = [
    "CHANNELS",
    "HIGHEST_SHARE",
    "ONE_PRICE",
    "SHARES_WITHIN",
    "WITHIN_YEARS",
    "Absence",
    "Activity",
    "ActivityDefaults",
    "CareTeam",
    "CareTeamChange",
    "Channel",
    "CostLine",
    "DemandChange",
    "Helpers",
    "Level",
    "Name",
    "Payment",
    "PlacesChange",
    "PostGroup",
    "PriceIndex",
    "Prices",
    "QueueOrder",
    "Scenario",
    "Serves",
    "Stages",
    "StatedValue",
    "TeamChange",
    "Trait",
    "WhatIf",
]
