"""A certificate authority in a folder, so that programs have to be told only once to trust it.

Decision 0028 says why trustme makes it. Its key can sign a certificate for any name: whoever reads
it can pretend to be any site to whoever trusts the authority. So nobody but its owner may read it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cognito_emulator.web.tls import AuthorityError

__all__ = ["Authority", "AuthorityError", "kept_in", "usual_certificate", "usual_folder"]

_KEY, _CERTIFICATE = "ca-key.pem", "ca.pem"
_BEGIN = b"-----BEGIN CERTIFICATE-----"
_OTHERS = 0o077  # the rights of all but the owner
_POSIX = os.name == "posix"  # elsewhere the bits of a mode say nothing


def usual_folder(variables: Mapping[str, str]) -> Path:
    """Return where the authority is kept if nobody says where (XDG Base Directory).

    Raises:
        AuthorityError: the user has no folder.

    """
    data = variables.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):  # noqa: PTH117 - a text, which may be empty; others are no answer
        try:
            data = str(Path.home() / ".local" / "share")
        except RuntimeError:
            raise AuthorityError(
                "There is no home folder for the certificate authority: choose a folder with "
                "--tls-folder."
            ) from None
    return Path(data, "cognito-emulator", "tls")


def usual_certificate(variables: Mapping[str, str]) -> Path:
    """Return where the authority's certificate is, if nobody says where and it has been made.

    Raises:
        AuthorityError: the user has no folder.

    """
    return usual_folder(variables) / _CERTIFICATE


class Authority:
    """A certificate authority; see :func:`kept_in`.

    Attributes:
        file: its certificate, which programs anywhere are told to trust: an absolute path.

    """

    def __init__(self, ca: trustme.CA, file: Path) -> None:
        self._ca = ca
        self.file = file

    @property
    def certificate(self) -> bytes:
        """Its certificate, as PEM."""
        return self._ca.cert_pem.bytes()

    def issue(self, names: Collection[str], begins: float, ends: float) -> trustme.LeafCert:
        """Return a new key and a certificate for it.

        Args:
            names: of hosts, with ``*.`` for any one label, and addresses.
            begins: from when it is valid, in epoch seconds.
            ends: until when.

        Raises:
            UnicodeError: a name cannot stand in a certificate.

        """
        return self._ca.issue_cert(
            *names,
            organization_name="cognito-emulator",
            not_before=_naive(begins),
            not_after=_naive(ends),
        )


def kept_in(folder: Path) -> Authority:
    """Return the authority that is kept in a folder; it is made if there is none.

    Several processes may do this at once: the first one's is everybody's.

    Raises:
        AuthorityError: the folder cannot be used, others could read the key, or what is there is no
            authority.

    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_private(
            folder, f"Run chmod 700 {folder}, or choose another folder with --tls-folder."
        )
        key_file = folder / _KEY
        if not key_file.exists():
            _put_first(key_file, _made())
        _require_private(
            key_file,
            "Everybody who has read it can pretend to be any site to programs that trust this "
            f"authority. Delete it and {folder / _CERTIFICATE}, and trust the new authority; or, "
            f"if nobody else uses this machine, run chmod 600 {key_file}.",
        )
        authority = Authority(_read(key_file), (folder / _CERTIFICATE).absolute())
        _publish(authority)
    except OSError as error:
        place = error.filename or folder
        raise AuthorityError(
            f"The certificate authority cannot be kept in {folder}: {place}: {error.strerror}. "
            "Choose another folder with --tls-folder."
        ) from None
    return authority


def _require_private(path: Path, remedy: str) -> None:
    if _POSIX and path.stat().st_mode & _OTHERS:
        kind = "folder" if path.is_dir() else "key"
        raise AuthorityError(
            f"The {kind} of the certificate authority, {path}, is open to other users. {remedy}"
        )


def _made() -> bytes:
    """Return a new authority: its key, and behind it its certificate."""
    ca = trustme.CA(organization_name="cognito-emulator", path_length=0)
    return ca.private_key_pem.bytes() + ca.cert_pem.bytes()


def _read(path: Path) -> trustme.CA:
    content = path.read_bytes()
    key, begin, certificate = content.partition(_BEGIN)
    if not _belong_together(key, begin + certificate):
        raise AuthorityError(
            f"{path} has no certificate authority with its key. Delete it: the emulator makes a "
            "new one, and programs have to trust the new one."
        )
    return trustme.CA.from_pem(begin + certificate, key)


def _belong_together(key: bytes, certificate: bytes) -> bool:
    """Tell whether a certificate is an authority's, and the key is its key."""
    try:
        public = load_pem_private_key(key, None).public_key()
        found = x509.load_pem_x509_certificate(certificate)
        constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return constraints.value.ca and found.public_key() == public


def _put_first(path: Path, content: bytes) -> None:
    """Have a file there with all of its content, unless another process has put one there."""
    beside = _beside(path, content)
    try:
        with suppress(FileExistsError):
            _linked(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _linked(beside: Path, path: Path) -> None:
    """Give a file a second name, which nothing may have yet."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: of two at once, the later one's stays
        beside.replace(path)


def _publish(authority: Authority) -> None:
    """Write the certificate to a file that holds nothing secret."""
    path, content = authority.file, authority.certificate
    if not path.exists() or path.read_bytes() != content:
        beside = _beside(path, content)
        beside.chmod(0o644)
        beside.replace(path)


def _beside(path: Path, content: bytes) -> Path:
    """Write a file beside another, for its owner alone, and return where."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return Path(name)


def _naive(epoch: float) -> datetime:
    """Return a moment as trustme takes it: in UTC, and without saying so."""
    return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
