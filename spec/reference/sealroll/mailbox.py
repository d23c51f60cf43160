"""Mailbox, section 7.7."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from . import certificate as certificates
from . import ed25519, hpke, kdf
from . import root as roots
from .codec import Reader, u8, u16, u64
from .labels import label
from .reject import Reject, require

ANSWER, ERASED, DISCLOSED = 1, 2, 3
NOTICE, HEAD, DATA = 256, 128, 115
DECISIONS = {1: "granted", 2: "refused", 3: "already-erased", 4: "noted"}
REASONS = {1: "retention", 2: "owner", 3: "request"}


@dataclass
class Part:
    kind: int
    time: int
    part: int
    parts: int
    data: bytes
    response_nonce: bytes


@dataclass
class Feed:
    certificate: certificates.Certificate
    k: int
    per_page: int
    pages: list[bytes]


def secret_of(exporter_secret: bytes, word: str) -> bytes:
    """`word` is `answer` or `notice`: RFC 9180's Export under this label."""
    return hpke.labeled_expand(hpke.HPKE_SUITE, exporter_secret, b"sec", label(word), 32)


def word_of(kind: int) -> str:
    return "answer" if kind == ANSWER else "notice"


def tag_of(secret: bytes, response_nonce: bytes) -> bytes:
    return kdf.expand(secret, label("notice-tag") + response_nonce, 16)


def key_and_nonce(secret: bytes, subject: bytes, response_nonce: bytes) -> tuple[bytes, bytes]:
    expanded = kdf.expand(kdf.extract(subject + response_nonce, secret), label("notice-key"), 44)
    return expanded[:32], expanded[32:]


def message_to_sign(list_id: bytes, subject: bytes, response_nonce: bytes, head: bytes) -> bytes:
    return label("notice-signature") + list_id + subject + response_nonce + head


def encode_head(kind: int, time: int, part: int, parts: int, data: bytes, length: int | None = None) -> bytes:
    """Nothing is checked: the generator also needs bad ones."""
    size = len(data) if length is None else length
    return (u8(1) + u8(kind) + u64(time) + u8(part) + u8(parts) + u8(size) + data).ljust(HEAD, b"\x00")


def seal(secret: bytes, subject: bytes, response_nonce: bytes, plain: bytes) -> bytes:
    key, nonce = key_and_nonce(secret, subject, response_nonce)
    return tag_of(secret, response_nonce) + response_nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, b"")


def open_notice(notice: bytes, secret: bytes, word: str, subject: bytes, list_id: bytes,
                certificate: certificates.Certificate, seen: set) -> Part:
    """MBX-3 to MBX-6 for one notice. The certificate has passed `check_certificate`."""
    require(len(notice) == NOTICE, "bad-length")
    response_nonce = notice[16:48]
    require(notice[:16] == tag_of(secret, response_nonce), "open-failed")
    key, nonce = key_and_nonce(secret, subject, response_nonce)
    try:
        plain = ChaCha20Poly1305(key).decrypt(nonce, notice[48:], b"")
    except InvalidTag:
        raise Reject("open-failed") from None
    head, signature = plain[:HEAD], plain[HEAD:]
    part = decode_head(head, word, response_nonce)
    require(not certificate.is_delegates or part.kind == DISCLOSED, "not-granted")
    certificate.check_use(certificates.INSTRUCTION, part.time)
    ed25519.verify(certificate.public_key, message_to_sign(list_id, subject, response_nonce, head), signature)
    require(response_nonce not in seen, "duplicate")
    return part


def decode_head(head: bytes, word: str, response_nonce: bytes) -> Part:
    """MBX-4."""
    reader = Reader(head)
    reader.version()
    kind = reader.u8()
    require(ANSWER <= kind <= DISCLOSED and word_of(kind) == word, "bad-value")
    time = reader.time()
    part, parts, length = reader.u8(), reader.u8(), reader.u8()
    require(1 <= parts <= 16 and 1 <= part <= parts, "bad-value")
    require(length == DATA if part < parts else 1 <= length <= DATA, "bad-value")
    data = reader.take(length)
    require(not any(reader.take(DATA - length)), "bad-value")
    return Part(kind, time, part, parts, data, response_nonce)


def check_certificate(root: roots.RootDocument, certificate: certificates.Certificate, list_id: bytes) -> None:
    """MBX-5 without kind and time."""
    require(root.list_id == list_id, "wrong-list")
    certificate.verify(root)
    require(certificate.use == certificates.INSTRUCTION, "wrong-use")
    require(certificate.may(certificates.DISCLOSE), "not-granted")


def decode_message(kind: int, data: bytes) -> dict:
    """MBX-6: what a message says."""
    reader = Reader(data)
    if kind == ANSWER:
        decision = reader.u8()
        require(decision in DECISIONS, "bad-value")
        found = {"decision": DECISIONS[decision], "text": reader.plain_text(2, 0, 1500)}
    elif kind == ERASED:
        reason = reader.u8()
        require(reason in REASONS, "bad-value")
        found = {"reason": REASONS[reason]}
    else:
        disclosure_id = reader.take(32).hex()
        name = reader.plain_text(1, 1, 120)
        found = {"disclosure_id": disclosure_id, "authority": name, "authority_fingerprint": reader.take(32).hex()}
    reader.finish()
    return found


def read_page(page: bytes, exporter_secret: bytes, word: str, subject: bytes, list_id: bytes, seen: set) -> tuple[list, list]:
    """(messages, classes of what was for this secret and refused) of a Page."""
    reader = Reader(page)
    root = roots.decode(reader.take(54))
    certificate = certificates.decode(reader.take(certificates.LENGTH))
    notices = page[reader.offset:]
    require(16 * NOTICE <= len(notices) <= 1024 * NOTICE and len(notices) % (16 * NOTICE) == 0, "bad-length")
    check_certificate(root, certificate, list_id)
    secret = secret_of(exporter_secret, word)
    seen, groups, refused = set(seen), {}, []
    for offset in range(0, len(notices), NOTICE):
        notice = notices[offset: offset + NOTICE]
        try:
            part = open_notice(notice, secret, word, subject, list_id, certificate, seen)
        except Reject as reject:
            if reject.code != "open-failed":
                refused.append(reject.code)
            continue
        seen.add(part.response_nonce)
        groups.setdefault((part.time, part.kind, part.parts), {}).setdefault(part.part, part)
    messages = []
    for (time, kind, parts), found in sorted(groups.items()):
        try:
            require(len(found) == parts, "truncated")
            data = b"".join(found[number].data for number in range(1, parts + 1))
            messages.append({"kind": kind, "time": time, **decode_message(kind, data)})
        except Reject as reject:
            refused.append(reject.code)
    return messages, refused


def page_number(secret: bytes, feed: int, k: int) -> int:
    return int.from_bytes(kdf.expand(secret, label("notice-page") + u64(feed), 4), "big") >> (32 - k)


def encode_feed(certificate: bytes, k: int, per_page: int, notices: bytes, version: int = 1) -> bytes:
    return u8(version) + certificate + u8(k) + u16(per_page) + notices


def decode_feed(data: bytes) -> Feed:
    """MBX-8."""
    reader = Reader(data)
    reader.version()
    certificate = certificates.decode(reader.take(certificates.LENGTH))
    k, per_page = reader.u8(), reader.u16()
    require(k <= 12 and 16 <= per_page <= 1024 and per_page % 16 == 0, "bad-value")
    require((per_page << k) <= 65536, "limit")
    pages = [reader.take(per_page * NOTICE) for _ in range(1 << k)]
    reader.finish()
    return Feed(certificate, k, per_page, pages)


def check_feed(data: bytes, root: roots.RootDocument, now: int) -> Feed:
    """MBX-9 without the number."""
    feed = decode_feed(data)
    feed.certificate.verify(root)
    require(feed.certificate.use == certificates.INSTRUCTION, "wrong-use")
    require(feed.certificate.may(certificates.DISCLOSE), "not-granted")
    feed.certificate.check_use(certificates.INSTRUCTION, now)
    return feed
