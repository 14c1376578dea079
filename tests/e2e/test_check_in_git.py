"""`clausescan check` in a git repository: the README's worked example, --diff-base, the pre-commit hook and the action's own steps."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, make_pdf

DRAFTS = Path(__file__).parent / "drafts"
BEFORE = (DRAFTS / "before.md").read_text(encoding="utf-8")
AFTER = (DRAFTS / "after.md").read_text(encoding="utf-8")
SHARING = "我们可以将您的全部信息提供给合作机构及任何第三方，无需另行取得您的同意。"


class Repository:
    """A scratch repository with one settings file and its own cache."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        author = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        hermetic = {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(folder.parent / "pc"),
        }
        ours = {"CLAUSESCAN_CACHE_DIR": str(folder.parent / "cache"), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.env = inherited | author | hermetic | ours
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("clausescan.toml", "")

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.env | env, capture_output=True, encoding="utf-8", timeout=300
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def check(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "clausescan", "check", *arguments)

    def found(self, *arguments: str) -> list[tuple[str, str]]:
        done = self.check(*arguments, "--format", "json")
        assert done.returncode in (0, 1), done.stderr
        return [(v["path"], v["code"]) for v in json.loads(done.stdout)["violations"]]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_the_worked_example_fails_and_once_corrected_passes(repository: Repository) -> None:
    repository.write("drafts/loan.md", BEFORE)
    failing = repository.check("drafts")
    assert failing.returncode == 1
    for code, line in (("CS101", 7), ("CS201", 9), ("CS302", 11), ("CS391", 11), ("CS402", 15)):
        assert f"drafts/loan.md:{line}:1: {code} [" in failing.stdout
    assert "未通过" in failing.stdout
    repository.write("drafts/loan.md", AFTER)
    passing = repository.check("drafts")
    assert passing.returncode == 0, passing.stdout
    assert passing.stdout.startswith("通过：")


def test_only_what_came_in_since_the_base_is_reported(repository: Repository) -> None:
    repository.write("drafts/loan.md", BEFORE)
    repository.write("drafts/other.md", BEFORE)
    repository.write("drafts/old.pdf", make_pdf([["我们会读取您的通讯录并上传。"]]))
    base = repository.commit()
    since = ("drafts", "--diff-base", base)
    assert repository.check(*since).returncode == 0
    repository.write(
        "drafts/loan.md",
        BEFORE.replace("第二条", "第二十条").replace("# 青山贷", "前言。\n\n# 青山贷") + f"\n第七条 {SHARING}\n",
    )
    found = repository.found(*since)
    assert ("drafts/loan.md", "CS201") in found, "the same clause a second time is new"
    assert {path for path, _ in found} == {"drafts/loan.md"}
    assert ("drafts/loan.md", "CS302") not in found
    repository.write("drafts/new.md", f"# 借款合同\n\n{SHARING}\n")
    repository.write("drafts/old.pdf", make_pdf([["我们会读取您的通讯录并上传。", SHARING]]))
    found = repository.found(*since)
    assert ("drafts/new.md", "CS201") in found
    assert ("drafts/old.pdf", "CS201") in found
    assert ("drafts/old.pdf", "CS101") not in found


def test_renames_are_followed_and_the_base_is_where_the_branches_parted(repository: Repository) -> None:
    repository.write("loan.md", BEFORE)
    repository.commit()
    repository.git("switch", "-q", "-c", "topic")
    repository.git("mv", "loan.md", "合同 草稿.md")
    repository.commit()
    assert repository.found(".", "--diff-base", "main") == []
    repository.git("switch", "-q", "main")
    repository.write("loan.md", AFTER)
    repository.commit()
    repository.git("switch", "-q", "topic")
    assert repository.found(".", "--diff-base", "main") == [], "what main improved since is no news of this branch"


def test_a_file_that_can_no_longer_be_read_fails_whatever_the_base(repository: Repository) -> None:
    repository.write("loan.md", BEFORE)
    base = repository.commit()
    repository.write("loan.md", "")
    assert repository.check("loan.md", "--diff-base", base).returncode == 3
    repository.write("loan.md", "")
    broken = repository.commit()
    repository.write("loan.md", BEFORE)
    assert ("loan.md", "CS302") in repository.found("loan.md", "--diff-base", broken)


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:loan.md", ""])
def test_an_unknown_revision_is_one_clear_line(repository: Repository, revision: str) -> None:
    repository.write("loan.md", AFTER)
    repository.commit()
    done = repository.check("loan.md", f"--diff-base={revision}")
    assert done.returncode == 2
    assert "revision" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_hook_runs_in_the_real_pre_commit(repository: Repository) -> None:
    pre_commit = [sys.executable, "-m", "pre_commit"]
    assert repository.run(*pre_commit, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")).returncode == 0
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "clausescan check"
    # As published but for where it comes from: this interpreter, so that no package is fetched.
    local = hook | {"language": "system", "entry": f"{sys.executable} -m {hook['entry']}"}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]}))
    repository.write("drafts/loan.md", BEFORE)
    repository.write("notes.json", "{}")
    repository.git("add", "-A")
    failing = repository.run(*pre_commit, "run")
    assert failing.returncode == 1, failing.stderr
    assert "drafts/loan.md:11:1: CS302" in failing.stdout
    assert "notes.json" not in failing.stdout
    repository.write("drafts/loan.md", AFTER)
    repository.git("add", "-A")
    passing = repository.run(*pre_commit, "run")
    assert passing.returncode == 0, passing.stdout
    assert "Passed" in passing.stdout


ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def run_action(repository: Repository, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's check step as a runner would execute it, inputs put in."""
    (step,) = (s for s in ACTION["runs"]["steps"] if s.get("name") == "Check")
    values = {name: str(spec["default"]) for name, spec in ACTION["inputs"].items()} | inputs
    env = {name: filled(text, values) for name, text in step["env"].items()}
    assert "${{" not in step["run"], "inputs must not be pasted into the script"
    bin_folder = repository.folder.parent / "bin"
    bin_folder.mkdir(exist_ok=True)
    if not (bin_folder / "python").exists():
        (bin_folder / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        (bin_folder / "python").chmod(0o755)
    path = f"{bin_folder}:{os.environ['PATH']}"
    summary = str(repository.folder.parent / "summary.md")
    script = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
    return repository.run(*script, PATH=path, GITHUB_STEP_SUMMARY=summary, **env)


def filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match.group(1)], text)


def test_the_action_checks_annotates_and_writes_sarif_and_a_summary(repository: Repository) -> None:
    repository.write("drafts/loan.md", BEFORE)
    repository.write("drafts/合同 甲.md", AFTER)
    base = repository.commit()
    done = run_action(repository, paths="drafts/loan.md\ndrafts/合同 甲.md\n", sarif="out.sarif", lang="en")
    assert done.returncode == 1, done.stderr
    assert "::error file=drafts/loan.md,line=11" in done.stdout
    log = json.loads((repository.folder / "out.sarif").read_text(encoding="utf-8"))
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True
    assert len(log["runs"][0]["artifacts"]) == 2
    assert "CS302" in (repository.folder.parent / "summary.md").read_text(encoding="utf-8")
    assert run_action(repository, paths="drafts", **{"diff-base": base}).returncode == 0
    repository.write("drafts/empty.txt", "")
    assert run_action(repository, paths="drafts").returncode == 3
    assert run_action(repository, paths="drafts; echo $(touch pwned)").returncode == 3
    assert not (repository.folder / "pwned").exists()
    assert run_action(repository, paths="drafts", baseline="none.json").returncode == 2


def test_the_action_passes_a_good_draft_and_takes_a_baseline(repository: Repository) -> None:
    repository.write("loan.md", AFTER)
    assert run_action(repository, paths="loan.md").returncode == 0
    repository.write("loan.md", BEFORE)
    assert repository.check("loan.md", "--write-baseline").returncode == 0
    assert run_action(repository, paths="loan.md", baseline="clausescan-baseline.json").returncode == 0


def test_every_input_of_the_action_is_used_and_its_install_step_installs_the_action() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"])
    (install,) = (s for s in ACTION["runs"]["steps"] if s.get("name") == "Install ClauseScan")
    assert install["env"] == {"ACTION_PATH": "${{ github.action_path }}"}
    assert install["run"] == 'python -m pip install --quiet "$ACTION_PATH"'
    assert (ROOT / "pyproject.toml").is_file()
    assert all(step.get("shell") == "bash" for step in ACTION["runs"]["steps"] if "run" in step)


def test_git_is_not_needed_without_a_base(repository: Repository) -> None:
    repository.write("loan.md", AFTER)
    assert repository.run(sys.executable, "-m", "clausescan", "check", "loan.md", PATH="/nowhere").returncode == 0
    done = repository.run(
        sys.executable, "-m", "clausescan", "check", "loan.md", "--diff-base", "HEAD", PATH="/nowhere"
    )
    assert done.returncode == 2
    assert "git is not installed" in done.stderr
