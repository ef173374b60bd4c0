"""What does a filled form come to? Nothing is run, and nothing written."""

from dataclasses import dataclass
from pathlib import Path

from app.asking.watch import Watch
from experiments.local.filled import FilledForm, read_form


@dataclass(frozen=True)
class ReadForm:
    """Read a form that `spsim template` made. `file`: what the scenario will be called; the base is bundled, or in its
    folder."""

    form: Path
    file: Path

    def answered(self, watch: Watch) -> FilledForm:
        """The scenario, the text of its file, and the service's counts."""
        return read_form(self.form, str(self.form), self.file)
