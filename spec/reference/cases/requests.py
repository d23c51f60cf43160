"""Signed requests."""

import base64

from sealroll import ed25519, httpsig
from sealroll.httpsig import Request

from .world import CERTIFIED_FROM, CERTIFIED_TO, EPOCH, NOW, World

NONCE = "AAECAwQFBgcICQoLDA0ODw"


def make(c) -> None:
    make_http(c)


def signed_request(world: World, body: bytes = b"statements", query: str = "", method: str = "POST", path: str = "statements",
                   created: int = NOW, expires: int = NOW + 60, serial: int = 3, list_id: bytes | None = None, seed: bytes | None = None) -> Request:
    request = Request(method, "sealroll.example", f"/v1/lists/{world.list_id.hex()}/{path}", query, body, {})
    keyid = f"{(list_id or world.list_id).hex()}/{serial}"
    httpsig.sign(request, seed or world.seeds["http"], created, expires, NONCE, keyid)
    return request


def resigned(world: World, old: str, new: str) -> Request:
    """With signature parameters changed before signing."""
    request = signed_request(world)
    request.headers["signature-input"] = changed = request.headers["signature-input"].replace(old, new)
    assert new in changed
    base = httpsig.signature_base(request, changed.removeprefix("sealroll="))
    signature = ed25519.sign(world.seeds["http"], base.encode("ascii"))
    request.headers["signature"] = f"sealroll=:{base64.b64encode(signature).decode()}:"
    return request


def make_http(c) -> None:
    world, other = World(), World("another list")

    def add(name, rule, comment, request=None, expect="ok", now=NOW + 1, nonces=(), certificates=world.certificates, drop=None, revoked=(), **changes):
        request = request or signed_request(world)
        fields = {
            "method": request.method, "authority": request.authority, "path": request.path,
            "query": request.query, "body": request.body.hex(),
            "headers": {key: value for key, value in request.headers.items() if key != drop}, **changes,
        }
        given = {
            "request": fields, "list_id": world.list_id.hex(), "now": now, "nonces": list(nonces),
            "certificates": [item.hex() for item in certificates], "revoked": list(revoked),
        }
        c.add(f"http-signature/{name}", "http-signature", rule, comment, given, expect)

    add("ok-post", "HTTP-2 HTTP-3", "a POST with a body")
    get = signed_request(world, b"", f"from=0&generation={EPOCH}", "GET", f"epochs/{EPOCH}/envelopes")
    add("ok-get", "HTTP-2", "a GET with a query and without a body", get)
    add("ok-first-second", "HTTP-2", "created 60 seconds ahead of this clock", now=NOW - 60)
    add("ok-last-second", "HTTP-2", "the last second", now=NOW + 59)
    for header in ("signature", "signature-input", "content-digest"):
        add(f"no-{header}", "HTTP-2", f"no {header}", expect="signature-required", drop=header)
    good = signed_request(world)
    signature = good.headers["signature"]
    spoiled = {**good.headers, "signature": signature[:12] + ("A" if signature[12] != "A" else "B") + signature[13:]}
    add("wrong-signature", "HTTP-2", "the signature differs in one bit", expect="bad-signature", headers=spoiled)
    other_label = {**good.headers, "signature": signature.replace("sealroll", "sig1")}
    add("signature-label", "HTTP-2", "the signature under another label", expect="bad-signature", headers=other_label)
    add("body-differs", "HTTP-2", "the digest is not the body's", expect="bad-signature", body=b"Statements".hex())
    for name, change in (("method", {"method": "PUT"}), ("authority", {"authority": "sealroll.example:8443"}),
                         ("path", {"path": good.path + "/"}), ("query", {"query": "a=1"})):
        add(f"{name}-differs", "HTTP-2", f"another {name} than signed", expect="bad-signature", **change)
    for name, comment, old, new in (
        ("component-missing", "@query is not covered", ' "@query"', ""),
        ("component-added", "one component more", '"content-digest")', '"content-digest" "content-length")'),
        ("label", "another label", "sealroll=(", "sig1=("),
        ("algorithm", "another algorithm", 'alg="ed25519"', 'alg="rsa-v1_5-sha256"'),
        ("tag", "another tag", 'tag="sealroll-v1"', 'tag="sealroll-v2"'),
        ("nonce-short", "a nonce of 21 characters", NONCE, NONCE[:-1]),
        ("nonce-loose-bits", "a nonce that is not canonical base64url", NONCE, NONCE[:-1] + "x"),
        ("parameter-order", "expires before created", f";created={NOW};expires={NOW + 60}", f";expires={NOW + 60};created={NOW}"),
        ("keyid-shape", "a keyid without serial", "/3", ""),
    ):
        request = resigned(world, old, new) if new else resigned_without(world, old)
        add(name, "HTTP-2", comment, request, "bad-signature")
    add("unknown-certificate", "HTTP-2", "no certificate has this serial", signed_request(world, serial=9), "bad-signature")
    add("other-key", "HTTP-2", "signed by another key than the one named", signed_request(world, seed=world.seeds["statement"]), "bad-signature")
    add("lifetime", "HTTP-2", "a lifetime of 61 seconds", signed_request(world, expires=NOW + 61), "signature-expired")
    add("no-lifetime", "HTTP-2", "expires equals created", signed_request(world, expires=NOW), "signature-expired", now=NOW - 1)
    add("expired", "HTTP-2", "now is expires", expect="signature-expired", now=NOW + 60)
    add("from-future", "HTTP-2", "created 61 seconds ahead of this clock", expect="signature-expired", now=NOW - 61)
    add("nonce-reused", "HTTP-2", "the nonce was seen", expect="nonce-reused", nonces=(NONCE,))
    statement_key = signed_request(world, serial=1, seed=world.seeds["statement"])
    add("wrong-use", "HTTP-3", "a key certified for statements", statement_key, "wrong-use")
    add("wrong-list", "HTTP-3", "a keyid of another list", signed_request(world, list_id=other.list_id), "wrong-list")
    ended = [*world.certificates[:2], world.certificate("http", not_after=NOW + 1), world.certificates[3]]
    add("certificate-expired", "HTTP-3", "the certificate ends now", expect="expired", certificates=ended)
    begins = [*world.certificates[:2], world.certificate("http", not_before=NOW + 2), world.certificates[3]]
    add("revoked", "CERT-6 HTTP-3", "the certificate is revoked", expect="revoked", revoked=(3,))
    add("ok-other-revoked", "CERT-6", "another certificate is revoked", revoked=(2, 4))
    checkpoint = signed_request(world, b"", "", "GET", "logs/10/checkpoint")
    feed = signed_request(world, b"a feed", "", "PUT", "mailbox/7")
    for name, rights, request, expect in (
        ("ok-delegate", 2, checkpoint, "ok"),
        ("ok-delegate-reads", 3, get, "ok"),
        ("delegate-may-not-read", 2 | 4 | 8, get, "not-granted"),
        ("delegate-posts", 15, good, "not-granted"),
        ("ok-delegate-feed", 2 | 8, feed, "ok"),
        ("delegate-feed", 2 | 1 | 4, feed, "not-granted"),
    ):
        delegated = [*world.certificates[:2], world.certificate("http", rights=rights), world.certificates[3]]
        add(name, "CERT-5 HTTP-3", f"a delegate's key with the rights {rights}", request, expect, certificates=delegated)
    blob = signed_request(world, b"", "", "GET", "blob")
    add("ok-blob", "BLOB-4 HTTP-3", "a device of the owner fetches the recovery blob", blob)
    delegated = [*world.certificates[:2], world.certificate("http", rights=15), world.certificates[3]]
    add("delegate-blob", "BLOB-4 CERT-5", "a delegate with all rights asks for the recovery blob", blob, "not-granted", certificates=delegated)
    add("certificate-not-yet", "HTTP-3", "the certificate begins in a second", expect="expired", certificates=begins)


def resigned_without(world: World, old: str) -> Request:
    request = signed_request(world)
    request.headers["signature-input"] = changed = request.headers["signature-input"].replace(old, "", 1)
    base = httpsig.signature_base(request, changed.removeprefix("sealroll="))
    signature = ed25519.sign(world.seeds["http"], base.encode("ascii"))
    request.headers["signature"] = f"sealroll=:{base64.b64encode(signature).decode()}:"
    return request
