"""Invitation, section 6.5: the content of the QR code."""

import base64
import binascii
import re
from dataclasses import dataclass

from .codec import Reader, u8
from .kdf import expand
from .labels import label
from .reject import Reject, require
from .statement import presence_id_of, upload_token_of

LINK = re.compile(r"(https?)://([^/]{1,253})/c#(.*)", re.DOTALL)
HOST = re.compile(r"([a-z0-9.-]+|\[[a-f0-9:.]+\])(?::([1-9][0-9]{0,4}))?")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
DOOR_CODE = re.compile(r"[A-Za-z0-9-]{1,16}")


@dataclass
class Invitation:
    host: str
    root_fingerprint: bytes
    presence_secret: bytes
    door_code: str | None

    @property
    def list_id(self) -> bytes:
        return self.root_fingerprint[:16]

    @property
    def presence_id(self) -> bytes:
        return presence_id_of(self.list_id, self.presence_secret)

    @property
    def upload_token(self) -> bytes:
        return upload_token_of(self.list_id, self.presence_secret)

    def psk(self, epoch: int) -> bytes:
        return psk_of(self.presence_secret, self.list_id, epoch)


def psk_of(presence_secret: bytes, list_id: bytes, epoch: int) -> bytes:
    return expand(presence_secret, label("psk") + list_id + epoch.to_bytes(4, "big"), 32)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def encode(host: str, payload: bytes, scheme: str = "https") -> str:
    return f"{scheme}://{host}/c#{base64url(payload)}"


def encode_payload(root_fingerprint: bytes, presence_secret: bytes, door_code: str | None) -> bytes:
    payload = u8(1) + u8(0 if door_code is None else 1) + root_fingerprint + presence_secret
    if door_code is not None:
        payload += u8(len(door_code)) + door_code.encode("ascii")
    return payload


def parse(link: str) -> Invitation:
    """INV-1 and INV-2."""
    match = LINK.fullmatch(link)
    require(match is not None, "bad-link")
    scheme, host, fragment = match.groups()
    parts = HOST.fullmatch(host)
    require(parts is not None and int(parts[2] or 1) <= 65535, "bad-link")
    require(scheme == "https" or parts[1] in LOCAL_HOSTS, "bad-link")
    reader = Reader(canonical_base64url(fragment))
    reader.version()
    flags = reader.u8()
    require(flags & ~1 == 0, "bad-value")
    root_fingerprint, presence_secret = reader.take(32), reader.take(32)
    door_code = None
    if flags & 1:
        door_code = reader.plain_text(1, 1, 16)
        require(DOOR_CODE.fullmatch(door_code) is not None, "bad-text")
    reader.finish()
    return Invitation(host, root_fingerprint, presence_secret, door_code)


def canonical_base64url(text: str) -> bytes:
    require(re.fullmatch(r"[A-Za-z0-9_-]*", text) is not None, "bad-link")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise Reject("bad-link") from None
    require(base64url(data) == text, "bad-link")
    return data
