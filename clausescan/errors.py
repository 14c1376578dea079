"""Everything ClauseScan raises on purpose.

    ClausescanError
    ├── InputError                 the document at hand; carries its name
    │   ├── SourceNotFoundError    no such file
    │   ├── NotAFileError          a directory, a device
    │   ├── EmptyInputError        zero bytes
    │   ├── UnsupportedFormatError a kind of file no reader here takes
    │   ├── DamagedFileError       the right kind of file, but broken
    │   ├── EncryptedFileError     needs a password
    │   ├── DecodingError          bytes that are not text in any known encoding
    │   ├── NoTextError            opened well, and holds neither text nor pictures
    │   └── LimitExceededError     larger or slower than Limits allow
    ├── ConfigError                a setting that cannot be used
    ├── ModelError                 the model directory is missing, damaged or of another version
    ├── StoreError                 a store of batch results cannot be opened, written or trusted
    ├── NoGroundsError             a letter was asked for that the document gives no reason to write
    └── MissingExtraError          an optional dependency is not installed; names the extra

Third-party exceptions are caught where the third party is called (`read/`, `segment/words.py`) and nowhere else.
"""

from __future__ import annotations


class ClausescanError(Exception):
    """Base of all errors of this package.

    Args:
        message: what went wrong, in one English sentence.
        hint: what the caller can do about it, or "".
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class InputError(ClausescanError):
    """A document that cannot be read; `name` is its path or "<bytes>"."""

    def __init__(self, name: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name}: {super().__str__()}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickling replays `args`; errors cross process borders in batch runs.
        return _rebuild, (type(self), self.name, self.message, self.hint)


def _rebuild(kind: type[InputError], name: str, message: str, hint: str) -> InputError:
    return kind(name, message, hint=hint)


class SourceNotFoundError(InputError):
    """The path names nothing."""


class NotAFileError(InputError):
    """The path names a directory or another thing that is not a regular file."""


class EmptyInputError(InputError):
    """The file holds zero bytes."""


class UnsupportedFormatError(InputError):
    """The content is of a type that no reader takes."""


class DamagedFileError(InputError):
    """The file is of a known type but truncated or corrupt."""


class EncryptedFileError(InputError):
    """The file needs a password, or the one given is wrong."""


class DecodingError(InputError):
    """The bytes are not text in any encoding that is tried."""


class NoTextError(InputError):
    """The document opens, but has no text and no picture of text."""


class LimitExceededError(InputError):
    """The document is beyond the configured limits."""


class ConfigError(ClausescanError):
    """A setting is unknown or out of range."""


class ModelError(ClausescanError):
    """The model directory is missing, damaged or made by an incompatible version."""


class StoreError(ClausescanError):
    """A store of batch results cannot be opened, written or trusted."""


class NoGroundsError(ClausescanError):
    """The document has no clause that the letter asked for is about."""


class MissingExtraError(ClausescanError):
    """A feature needs an optional dependency; the message names the extra to install."""
