"""Do the sections of a scenario agree? (stub)"""

from sim.scenario import Scenario
from sim.schema import Path


def faults_across(scenario: Scenario) -> list[tuple[Path, str]]:
    """Every fault that needs more than one section to be seen."""
    return []
