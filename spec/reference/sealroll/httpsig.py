"""Signed requests, HTTP-2 and HTTP-3 (RFC 9421)."""

import base64
import re
from dataclasses import dataclass

from . import certificate as certificates
from . import ed25519, note
from .kdf import sha256
from .reject import require

ENVELOPES = re.compile(r"/v1/lists/[0-9a-f]{32}/epochs/[0-9]+/envelopes")
BLOB = re.compile(r"/v1/lists/[0-9a-f]{32}/blob")
FEED = re.compile(r"/v1/lists/[0-9a-f]{32}/mailbox/[1-9][0-9]*")
COMPONENTS = '("@method" "@authority" "@path" "@query" "content-digest")'
PARAMETERS = re.compile(
    re.escape("sealroll=" + COMPONENTS)
    + r";created=(0|[1-9][0-9]{0,14});expires=(0|[1-9][0-9]{0,14})"
    r';nonce="([A-Za-z0-9_-]{21}[AQgw])";keyid="([0-9a-f]{32})/([1-9][0-9]{0,19})"'
    r';alg="ed25519";tag="sealroll-v1"'
)
LIFETIME = 60


@dataclass
class Request:
    method: str
    authority: str
    path: str
    query: str
    body: bytes
    headers: dict


def content_digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(sha256(body)).decode('ascii')}:"


def signature_base(request: Request, parameters: str) -> str:
    """RFC 9421 section 2.5. `parameters` is the value of the label without `sealroll=`."""
    return "\n".join((
        f'"@method": {request.method}',
        f'"@authority": {request.authority}',
        f'"@path": {request.path}',
        f'"@query": ?{request.query}',
        f'"content-digest": {request.headers["content-digest"]}',
        f'"@signature-params": {parameters}',
    ))


def sign(request: Request, seed: bytes, created: int, expires: int, nonce: str, keyid: str) -> None:
    """Adds the three header fields."""
    parameters = (
        f'{COMPONENTS};created={created};expires={expires};nonce="{nonce}";keyid="{keyid}"'
        ';alg="ed25519";tag="sealroll-v1"'
    )
    request.headers["content-digest"] = content_digest(request.body)
    request.headers["signature-input"] = "sealroll=" + parameters
    signature = ed25519.sign(seed, signature_base(request, parameters).encode("ascii"))
    request.headers["signature"] = f"sealroll=:{base64.b64encode(signature).decode('ascii')}:"


def check_rights(request: Request, certificate) -> None:
    """CERT-5 for use http, and BLOB-4."""
    is_feed = request.method == "PUT" and FEED.fullmatch(request.path) and certificate.may(certificates.DISCLOSE)
    require(not certificate.is_delegates or request.method == "GET" or bool(is_feed), "not-granted")
    require(not certificate.is_delegates or not BLOB.fullmatch(request.path), "not-granted")
    require(certificate.may(certificates.READ) or not ENVELOPES.fullmatch(request.path), "not-granted")


def verify(request: Request, list_id: bytes, all_certificates: list, now: int, nonces: set, revoked: tuple = ()) -> int:
    """The serial of the certificate that signed."""
    headers = request.headers
    for name in ("content-digest", "signature-input", "signature"):
        require(name in headers, "signature-required")
    match = PARAMETERS.fullmatch(headers["signature-input"])
    require(match is not None, "bad-signature")
    created, expires, serial = int(match[1]), int(match[2]), int(match[5])
    require(headers["content-digest"] == content_digest(request.body), "bad-signature")
    require(match[4] == list_id.hex(), "wrong-list")
    named = [c for c in all_certificates if c.serial == serial]
    require(len(named) == 1, "bad-signature")
    parameters = headers["signature-input"].removeprefix("sealroll=")
    signature = re.fullmatch(r"sealroll=:([A-Za-z0-9+/=]*):", headers["signature"])
    require(signature is not None, "bad-signature")
    raw = note.decode_base64(signature[1], "bad-signature")
    message = signature_base(request, parameters).encode("utf-8")
    ed25519.verify(named[0].public_key, message, raw)
    named[0].check_use(certificates.HTTP, now)
    require(created <= now + LIFETIME and created < expires, "signature-expired")
    require(expires <= created + LIFETIME and now < expires, "signature-expired")
    require(match[3] not in nonces, "nonce-reused")
    require(serial not in revoked, "revoked")
    check_rights(request, named[0])
    return serial
