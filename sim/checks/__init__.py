"""Which faults need more than one section to be seen?"""

from sim.checks.checks import faults_across, in_the_service

__all__ = [
    "faults_across",
    "in_the_service",
]
