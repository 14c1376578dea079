"""What a change introduced: documents as they were in a revision, by the git command line."""

from __future__ import annotations

import contextlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

from clausescan.errors import ConfigError

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Base:
    """A revision of the repository at `top`: what it tracks, and the old names of files renamed since."""

    top: Path
    commit: str
    tracked: frozenset[str]
    renamed: dict[str, str]

    def old_bytes(self, path: Path) -> bytes | None:
        """The document as it was, after git's filters (line ends, LFS), also under an old name; None if it is new.

        Raises:
            ConfigError: the file lies outside the repository, or git cannot read the old one.
        """
        whole = (Path.cwd() / path).resolve()
        if not whole.is_relative_to(self.top):
            raise ConfigError(f"{path} is not in the git repository {self.top}", hint="check it without --diff-base")
        name = whole.relative_to(self.top).as_posix()
        old = self.renamed.get(name, name)
        if old not in self.tracked:
            return None
        return _git(self.top, "cat-file", "--filters", f"{self.commit}:{old}")


def base_of(revision: str, folder: Path) -> Base:
    """The point where `revision` and the working tree's branch parted, or the revision itself where they share no history.

    Raises:
        ConfigError: git is missing, the folder is not in a repository, or the revision is unknown.
    """
    try:
        top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n")).resolve()
    except _GitError as error:
        raise ConfigError(f"{folder} is not in a git repository", hint="run --diff-base inside one") from error
    try:
        commit = _line(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except _GitError as error:
        hint = "fetch it first; in CI check out with full history (fetch-depth: 0)"
        raise ConfigError(f"unknown git revision {revision!r}", hint=hint) from error
    # A shallow clone may hold no common ancestor: the revision itself is then what there is to compare with.
    with contextlib.suppress(_GitError):
        commit = _line(top, "merge-base", commit, "HEAD")
    tracked = _git(top, "ls-tree", "-r", "-z", "--name-only", commit).decode("utf-8", "surrogateescape")
    return Base(top, commit, frozenset(tracked.split("\0")), _renames(top, commit))


def _renames(top: Path, commit: str) -> dict[str, str]:
    listing = _git(top, "diff", "--name-status", "-z", "--find-renames", "--diff-filter=R", commit)
    fields = listing.decode("utf-8", "surrogateescape").split("\0")
    return {new: old for old, new in zip(fields[1::3], fields[2::3], strict=False)}


class _GitError(ConfigError):
    """Git answered with an error."""


def _line(folder: Path, *arguments: str) -> str:
    return _git(folder, *arguments).decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command and no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git, from PATH
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise ConfigError("git is not installed", hint="install it, or check without --diff-base") from error
    except subprocess.TimeoutExpired as error:
        raise ConfigError(f"git {arguments[0]} took longer than {_SECONDS} s", hint="check the repository") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _GitError(f"git {arguments[0]}: {said[-1] if said else 'failed'}", hint="check the repository")
    return done.stdout
