"""What tests of commands share."""

import pytest

from app import cli


@pytest.fixture
def spsim(capsys):
    """Run one command here: (exit code, stdout, stderr)."""

    def run(*argv):
        code = cli.main([str(word) for word in argv])
        out, err = capsys.readouterr()
        return code, out, err

    return run
