"""The files of a distributed scan: on this machine's disks or behind a URI, listed once, readable from every node."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyarrow.fs import FileInfo, FileSelector, FileSystem, FileType, FSSpecHandler, LocalFileSystem

from clausescan.batch.inputs import checked, paths_of, without_secrets
from clausescan.batch.scan import bytes_of
from clausescan.errors import ConfigError, InputError, LimitExceededError, SourceNotFoundError
from clausescan.read import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clausescan.limits import Limits

ROOT: Final = "documents"
"""The folder in which Ray sees all files, whatever they are called."""


@dataclass(frozen=True, slots=True)
class Originals:
    """Where the documents lie.

    Attributes:
        files: how to reach them.
        root: the folder, pattern or file in it.
        scheme: "s3://" and the like, which rows show before a path; "" for local files, whose rows show what the local engine shows.
        home: the folder that relative local paths start from.
    """

    files: FileSystem
    root: str
    scheme: str = ""
    home: str = ""

    @classmethod
    def of(cls, source: str) -> Originals:
        """The documents of a path or URI.

        Raises:
            ConfigError: it names nothing, or its kind of store cannot be reached.
        """
        files, root = opened(source)
        if isinstance(files, LocalFileSystem):
            root = root if "://" in source else source
            checked([root])
            return cls(files, root, home=os.getcwd())  # noqa: PTH109 - a text, as paths are
        return cls(files, root, source.partition("://")[0] + "://")

    def paths(self) -> list[str]:
        """Every file, sorted, but for names that begin with a dot.

        Raises:
            ConfigError: there is none, or the place cannot be listed.
        """
        found = list(paths_of([self.root], io.BytesIO())) if not self.scheme else self._listed()
        if not found:
            raise ConfigError(f"no files in {self.name_of(self.root)}", hint="name a folder that holds documents")
        return found

    def _listed(self) -> list[str]:
        try:
            here = self.files.get_file_info(self.root)
            beneath = FileSelector(self.root, recursive=True)
            found = [here] if here.type is FileType.File else self.files.get_file_info(beneath)
        except OSError as error:
            raise ConfigError(
                f"cannot list {self.name_of(self.root)}: {error}", hint="look at its name and your rights"
            ) from error
        return sorted(info.path for info in found if info.type is FileType.File and not self._hidden(info.path))

    def _hidden(self, path: str) -> bool:
        return any(part.startswith(".") for part in path.removeprefix(self.root).split("/"))

    def name_of(self, path: str) -> str:
        """A path as rows hold it."""
        return self.scheme + path

    def read(self, path: str, limits: Limits) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: it cannot be opened, is empty, or is larger than allowed.
        """
        if not self.scheme:
            return bytes_of(str(Path(self.home, path)), limits)
        name = self.name_of(path)
        try:
            info = self.files.get_file_info(path)
            if info.type is FileType.NotFound:
                raise SourceNotFoundError(name, "no such file", hint="it went away during the scan")
            if info.size > limits.max_bytes:
                raise LimitExceededError(name, f"larger than {limits.max_bytes} bytes", hint="raise Limits.max_bytes")
            with self.files.open_input_stream(path, compression=None) as stream:
                return load(stream.readall(), limits=limits)[0]
        except OSError as error:
            raise InputError(name, f"cannot be opened: {error.strerror or type(error).__name__}") from error


def opened(place: str) -> tuple[FileSystem, str]:
    """The file system of a path or URI, and the path in it.

    Raises:
        ConfigError: nobody here knows how to reach it.
    """
    if "://" not in place:
        return LocalFileSystem(), os.path.abspath(place)  # noqa: PTH100 - resolve() would follow links
    try:
        files, path = FileSystem.from_uri(place)
    except (pa.ArrowException, OSError) as error:
        raise ConfigError(
            f"cannot reach {without_secrets(place)}: {_said(error, place)}",
            hint="pyarrow opens file://, s3://, gs:// and hdfs://",
        ) from error
    return files, path


def _said(error: Exception, place: str) -> str:
    # pyarrow repeats the URI that it was given.
    return str(error).replace(place, without_secrets(place))


class Readable(FSSpecHandler):  # type: ignore[misc]  # pyarrow has no types
    """The documents as `ray.data.read_binary_files` has to see them, for every one of them to become a row, unchanged.

    By itself Ray unpacks what is called .gz, leaves out what is called _x, splits names at ? and ends the whole job at the first file
    that cannot be read. So names are given in hexadecimal, and what cannot be read reads as empty: the actor looks at it again and says
    why. FSSpecHandler serves only as a base that refuses all other operations.
    """

    def __init__(self, originals: Originals, limits: Limits, paths: Sequence[str] = ()) -> None:
        super().__init__(None)
        self._originals, self._limits, self._paths = originals, limits, paths

    def __reduce__(self) -> tuple[Any, ...]:
        # The list is for the driver; nodes are told what to read.
        return type(self), (self._originals, self._limits)

    def get_type_name(self) -> str:
        """What pyarrow calls this file system."""
        return "clausescan"

    def get_file_info(self, paths: Sequence[str]) -> list[FileInfo]:
        """The root is a folder, and there is no other."""
        return [FileInfo(path, FileType.Directory if path == ROOT else FileType.File) for path in paths]

    def get_file_info_selector(self, _selector: FileSelector) -> list[FileInfo]:
        """All documents, under their names for Ray."""
        return [FileInfo(f"{ROOT}/{os.fsencode(path).hex()}", FileType.File, size=0) for path in self._paths]

    def open_input_stream(self, path: str) -> pa.NativeFile:
        """The bytes of a document; none if it cannot be read."""
        try:
            return pa.BufferReader(self._originals.read(original(path), self._limits))
        except InputError:
            return pa.BufferReader(b"")


def original(name: str) -> str:
    """The path that stands behind a name that Ray was given."""
    return os.fsdecode(bytes.fromhex(name.removeprefix(f"{ROOT}/")))
