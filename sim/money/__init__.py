"""What does it cost? Counts and minutes of a log become exact pounds. No engine here."""

from sim.money.accounts import CARE, CRISIS, MOVED, PROGRAMME, ROLES, USE, Block, Entry, total
from sim.money.paid_activities import BY_USE, least_paid, sessions_held
from sim.money.pounds import End, exact, gain_after, in_report_prices
from sim.money.prices import Prices
from sim.money.releases import posts_gone

__all__ = [
    "BY_USE",
    "CARE",
    "CRISIS",
    "MOVED",
    "PROGRAMME",
    "ROLES",
    "USE",
    "Block",
    "End",
    "Entry",
    "Prices",
    "exact",
    "gain_after",
    "in_report_prices",
    "least_paid",
    "posts_gone",
    "sessions_held",
    "total",
]
