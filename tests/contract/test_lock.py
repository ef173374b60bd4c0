"""What is installed is the lock and nothing else, on any later day: the lock is complete, and nothing resolves it."""

import hashlib
import re
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from itertools import product
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.platforms import pythons

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
INSTALLERS = [ROOT / "Makefile", ROOT / ".ci" / "run", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
MACHINES = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
)


def locked(text: str) -> list[Requirement]:
    """What a lock pins, a requirement each."""
    lines = [line.split("\\")[0].strip() for line in text.splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "--hash"))]


def environments() -> list[dict[str, str]]:
    """Every Python and kind of machine that the lock is for."""
    here = default_environment()
    return [
        {**here, **machine, "python_version": python, "python_full_version": f"{python}.0"}
        for python, machine in product(pythons(), MACHINES)
    ]


def missing_from(text: str) -> set[str]:
    """What something in a lock needs, somewhere, that the lock does not pin at a version that will do."""
    missing = set()
    pins = locked(text)
    needs = {pin.name: [Requirement(need) for need in _needs(pin.name)] for pin in pins}
    for environment in environments():
        here = {
            canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
            for pin in pins
            if pin.marker is None or pin.marker.evaluate(environment)
        }
        wanted = [(name, "") for name in here]
        seen = set()
        while wanted:
            name, extra = wanted.pop()
            for need in needs.get(name, ()):
                if need.marker is not None and not need.marker.evaluate({**environment, "extra": extra}):
                    continue
                found = here.get(canonicalize_name(need.name))
                if found is None or not need.specifier.contains(found, prereleases=True):
                    missing.add(f"{name} needs {need}")
                further = [(canonicalize_name(need.name), extra) for extra in need.extras]
                wanted += [one for one in further if one not in seen]
                seen.update(further)
    return missing


def _needs(name: str) -> list[str]:
    """What an installed package says it needs; one that only other machines have needs nothing that we can see."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_all_that_anything_in_it_needs(lock):
    text = lock.read_text()
    beside = (ROOT / "requirements" / "run.txt").read_text() if lock.name == "build.txt" else ""
    assert not missing_from(text + beside)


def test_a_lock_from_which_something_was_lost_is_caught():
    text = (ROOT / "requirements" / "test.txt").read_text()
    assert any("pluggy" in lacking for lacking in missing_from(re.sub(r"(?m)^pluggy==", "something-else==", text)))


def resolving_lines(text: str) -> list[str]:
    """Lines that install without taking what is asked for as it stands."""
    commands = [
        line.strip()
        for line in text.replace("\\\n", " ").splitlines()
        if re.search(r"\b(pip|PIP)\)? .*install|pip install", line)
    ]
    return [line for line in commands if "--no-deps" not in line or ("-r " in line and "--require-hashes" not in line)]


@pytest.mark.parametrize("file", INSTALLERS, ids=lambda file: file.name)
def test_nothing_is_installed_by_resolving(file):
    assert not resolving_lines(file.read_text())


def test_a_line_that_resolves_is_caught():
    assert resolving_lines("\t$(PIP) install --require-hashes -r requirements/run.txt\n")
    assert resolving_lines("python -m pip install --no-deps -r requirements/run.txt\n")


def wheel(folder: Path, name: str, version: str, needs: str = "") -> Path:
    """A package with nothing in it but its name."""
    path, info = folder / f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        packed.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        packed.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        packed.writestr(f"{info}/RECORD", "")
    return path


def test_a_later_release_of_a_locked_package_changes_nothing(tmp_path):
    """As when a newer coverage came out: pytest-cov asks for coverage[toml], and an old pip resolved it anew."""
    offered, installed = tmp_path / "offered", tmp_path / "installed"
    offered.mkdir()
    wheels = [
        wheel(offered, "spsim_first", "1.0", "Requires-Dist: spsim_second[more]>=1.0\n"),
        wheel(offered, "spsim_second", "1.0", "Provides-Extra: more\n"),
    ]
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "".join(
            f"{path.name.split('-')[0]}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
            for path in wheels
        )
    )
    wheel(offered, "spsim_second", "2.0", "Provides-Extra: more\nRequires-Dist: spsim_third\n")
    recipe = re.search(r"\$\(PIP\) (install [^\n]*)-r requirements/test\.txt", (ROOT / "Makefile").read_text())
    assert recipe
    offline = ["--no-index", "--find-links", offered, "--target", installed, "--quiet", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", *recipe[1].split(), "-r", lock, *offline], check=True)
    assert (installed / "spsim_second.py").read_text() == "VERSION = '1.0'\n"
    assert {path.name for path in installed.glob("*.dist-info")} == {
        "spsim_first-1.0.dist-info",
        "spsim_second-1.0.dist-info",
    }
