"""Who may come in, when ``--auth FILE`` is given: names, hashed passwords and sessions.

The file has one ``name:password`` a line; ``#`` starts a comment. A password may stand as
``scrypt$salt$hash``, which ``python -m rag.web.auth`` prints. A session is a signed cookie;
programs may send HTTP Basic instead. The key is made at start, so a restart logs out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from rag.errors import UserError

SESSION_SECONDS = 12 * 3600
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}


class AuthFileError(UserError):
    """The file of users cannot be read or has a mistake; the message names the line."""


class Users:
    """Checks a name with its password, and the sessions given out."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)
        self._key = secrets.token_bytes(32)
        self._nobody = hash_password(secrets.token_hex(8))
        self._known: set[bytes] = set()

    def check(self, name: str, password: str) -> bool:
        """As slow for an unknown name as for a wrong password."""
        matches = _matches(password, self._hashes.get(name, self._nobody))
        return matches and name in self._hashes

    def open_session(self, name: str, now: float | None = None) -> str:
        """A token for the cookie, good for SESSION_SECONDS."""
        until = int((time.time() if now is None else now) + SESSION_SECONDS)
        body = base64.urlsafe_b64encode(f"{until}:{name}".encode()).decode()
        return f"{body}.{self._sign(body)}"

    def session_user(self, token: str | None, now: float | None = None) -> str | None:
        """The name that a token was given to, or None when it is forged or too old."""
        body, _, signature = (token or "").partition(".")
        if not body or not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            return None
        try:
            until, _, name = base64.urlsafe_b64decode(body).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        fresh = int(until) > (time.time() if now is None else now)
        return name if fresh and name in self._hashes else None

    def basic_user(self, header: str | None) -> str | None:
        """The name in a right ``Authorization: Basic`` header, or None."""
        pair = basic_pair(header)
        if pair is None:
            return None
        if self.accepted(header):
            return pair[0]
        if not self.check(*pair):
            return None
        self._known.add(self._digest(pair))
        return pair[0]

    def accepted(self, header: str | None) -> bool:
        """Whether these credentials were found right before: scrypt takes tens of ms."""
        pair = basic_pair(header)
        return pair is not None and self._digest(pair) in self._known

    def _digest(self, pair: tuple[str, str]) -> bytes:
        return hmac.digest(self._key, "\0".join(pair).encode(), "sha256")

    def _sign(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()


def basic_pair(header: str | None) -> tuple[str, str] | None:
    """Name and password of an ``Authorization: Basic`` header."""
    scheme, _, value = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


def hash_password(password: str) -> str:
    """``scrypt$salt$hash`` for the file of users."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT).hex()}"


def _matches(password: str, hashed: str) -> bool:
    _, salt, expected = hashed.split("$")
    found = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_SCRYPT)
    return hmac.compare_digest(found.hex(), expected)


def load_users(file: Path) -> Users:
    """Raises AuthFileError with the line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AuthFileError(f"--auth {file}: cannot be read ({error})") from error
    hashes: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        name, colon, password = entry.partition(":")
        if not (name and colon and password):
            raise AuthFileError(f"{file}:{number}: expected name:password, one user a line")
        if name in hashes:
            raise AuthFileError(f"{file}:{number}: {name} is listed twice")
        if password.startswith("scrypt$"):
            _check_hash(file, number, password)
            hashes[name] = password
        else:
            hashes[name] = hash_password(password)
    if not hashes:
        raise AuthFileError(f"{file}: no user found; expected lines of name:password")
    return Users(hashes)


def _check_hash(file: Path, number: int, hashed: str) -> None:
    parts = hashed.split("$")
    try:
        good = len(parts) == 3 and len(bytes.fromhex(parts[1])) > 0
        good = good and len(bytes.fromhex(parts[2])) == _SCRYPT["dklen"]
    except ValueError:
        good = False
    if not good:
        raise AuthFileError(
            f"{file}:{number}: not a password hash; `python -m rag.web.auth` prints one"
        )


def main() -> None:
    """Ask for a password and print its hash."""
    from getpass import getpass

    print(hash_password(getpass("Password: ")))


if __name__ == "__main__":
    main()
