"""Which faults need more than one section to be seen?"""

from sim.checks.across import faults_across
from sim.checks.dates import in_the_service

__all__ = [
    "faults_across",
    "in_the_service",
]
