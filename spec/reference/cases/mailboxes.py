"""Notices, pages and feeds (section 7.7)."""

from sealroll import ed25519, mailbox
from sealroll.codec import u8, u16
from sealroll.stream import Stream

from .world import CERTIFIED_TO, NOW, World

PLAIN = b"\x01\x00\x00"
NAME = "Gesundheitsamt Mitte"


class Case:
    """A list's instruction key, and a guest's exporter secret and subject."""

    def __init__(self):
        self.world = World()
        self.random = Stream("sealroll vectors mailbox")
        self.exporter_secret, self.subject, self.nonce = (self.random.take(32) for _ in range(3))
        self.certificate = self.world.certificates[1]

    def secret(self, kind: int) -> bytes:
        return mailbox.secret_of(self.exporter_secret, mailbox.word_of(kind))

    def signed(self, head: bytes, kind: int = 1, nonce=None, seed=None, list_id=None, subject=None, signed_nonce=None, secret=None) -> bytes:
        nonce = nonce or self.nonce
        message = mailbox.message_to_sign(
            list_id or self.world.list_id, subject or self.subject, signed_nonce or nonce, head,
        )
        signature = ed25519.sign(seed or self.world.seeds["instruction"], message)
        return mailbox.seal(secret or self.secret(kind), self.subject, nonce, head + signature)

    def notice(self, kind: int = 1, data: bytes = PLAIN, time: int = NOW, part: int = 1, parts: int = 1, **signing) -> bytes:
        return self.signed(mailbox.encode_head(kind, time, part, parts, data), kind, **signing)

    def cut(self, kind: int, data: bytes, time: int = NOW) -> list[bytes]:
        pieces = [data[at: at + mailbox.DATA] for at in range(0, len(data), mailbox.DATA)]
        return [
            self.notice(kind, piece, time, number, len(pieces), nonce=self.random.take(32))
            for number, piece in enumerate(pieces, 1)
        ]


def make(c) -> None:
    case = Case()
    make_notices(c, case)
    make_messages(c)
    make_pages(c, case)
    make_feeds(c, case)


def make_notices(c, case: Case) -> None:
    world = case.world
    for name, kind, data in (("answer", 1, PLAIN), ("erased", 2, b"\x03"), ("full", 1, bytes(range(115)))):
        given = {
            "exporter_secret": case.exporter_secret.hex(), "notice_kind": name if kind == 2 else "answer",
            "list_id": world.list_id.hex(), "subject": case.subject.hex(), "response_nonce": case.nonce.hex(),
            "time": NOW, "part": 1, "parts": 2 if name == "full" else 1, "data": data.hex(),
            "instruction_seed": world.seeds["instruction"].hex(),
        }
        c.add(f"notice/seal-{name}", "notice-seal", "MBX-1", f"a notice: {name}", given)

    def add(name, rule, comment, notice, expect="ok", word="answer", seen=(), certificate=None, root=None, list_id=None):
        given = {
            "exporter_secret": case.exporter_secret.hex(), "word": word, "subject": case.subject.hex(),
            "list_id": (list_id or world.list_id).hex(),
            "root_document": (root or world.root).received.hex(),
            "certificate": (certificate or case.certificate).hex(), "seen": [nonce.hex() for nonce in seen],
            "notice": notice.hex(),
        }
        c.add(f"notice/{name}", "notice", rule, comment, given, expect)

    def with_head(name, comment, expect="bad-value", rule="MBX-4", kind=1, **values):
        head = mailbox.encode_head(**{"kind": kind, "time": NOW, "part": 1, "parts": 1, "data": PLAIN, **values})
        add(name, rule, comment, case.signed(head, kind), expect, word=mailbox.word_of(kind))

    good = case.notice()
    add("ok", "MBX-3 MBX-5", "an answer", good)
    add("ok-erased", "MBX-3 MBX-5", "news of an erasure", case.notice(2, b"\x02"), word="notice")
    add("ok-part", "MBX-4", "the first of two parts", case.notice(3, bytes(115), parts=2), word="notice")
    add("short", "MBX-3", "one byte is missing", good[:-1], "bad-length")
    add("long", "MBX-3", "one byte too many", good + b"\x00", "bad-length")
    add("filling", "MBX-3", "random bytes", case.random.take(256), "open-failed")
    add("tag", "MBX-3", "the tag differs in one bit", good[:15] + bytes([good[15] ^ 1]) + good[16:], "open-failed")
    add("altered", "MBX-3", "the ciphertext differs in one bit", good[:-1] + bytes([good[-1] ^ 1]), "open-failed")
    add("other-word", "MBX-3", "an answer tried as a notice about the check-in", good, "open-failed", word="notice")
    sealed_for_other = case.signed(mailbox.encode_head(2, NOW, 1, 1, b"\x02"), 2, secret=case.secret(1))
    add("wrong-secret", "MBX-4", "news of an erasure under the secret of answers", sealed_for_other, "bad-value")
    with_head("kind-0", "kind 0", kind=0, expect="bad-value")
    with_head("kind-4", "kind 4", kind=4)
    head = mailbox.encode_head(1, NOW, 1, 1, PLAIN)
    add("version", "CNV-4", "version 2", case.signed(b"\x02" + head[1:]), "unsupported-version")
    with_head("time", "a time after the year 9999", rule="CNV-6", time=253402300800)
    with_head("part-0", "part 0", part=0)
    with_head("part-2", "part 2 of 1", part=2)
    with_head("parts-0", "no parts", part=0, parts=0)
    with_head("parts-17", "17 parts", parts=17, data=bytes(115))
    with_head("length-0", "a last part without data", data=b"")
    with_head("length-116", "a length of 116", data=bytes(115), length=116)
    with_head("short-part", "a first part of 114 bytes", parts=2, data=bytes(114))
    add("filled", "MBX-4", "a byte after the data is not zero", case.signed(head[:-1] + b"\x01"), "bad-value")
    other = World("another list")
    add("other-list", "MBX-5", "another list's root document", good, "wrong-list", root=other.root)
    add("certificate-other", "MBX-5 CERT-2", "a certificate of another list", good, "wrong-list", certificate=other.certificates[1])
    unsigned = world.certificate("instruction", signer=world.log_seed)
    add("certificate", "MBX-5 CERT-2", "a certificate that the root has not signed", good, "bad-signature", certificate=unsigned)
    lent = world.certificate("instruction", rights=15)
    add("delegate", "MBX-5", "an answer signed by a delegate with every right", good, "not-granted", certificate=lent)
    erased, disclosed = case.notice(2, b"\x02"), case.notice(3, bytes(115), parts=2)
    add("delegate-erased", "MBX-5", "news of an erasure, signed by a delegate", erased, "not-granted", word="notice", certificate=lent)
    may_disclose = world.certificate("instruction", rights=10)
    add("ok-delegate", "MBX-5 MBX-11", "news of a disclosure, signed by a delegate that may disclose", disclosed, word="notice", certificate=may_disclose)
    may_not = world.certificate("instruction", rights=7)
    add("delegate-may-not", "MBX-5", "news of a disclosure, signed by a delegate that may not disclose", disclosed, "not-granted", word="notice", certificate=may_not)
    late = case.notice(3, bytes(115), parts=2, time=CERTIFIED_TO)
    add("delegate-expired", "MBX-5", "news of a disclosure, when the delegate's certificate had ended", late, "expired", word="notice", certificate=lent)
    add("use", "MBX-5", "signed by the http key under its certificate", case.notice(seed=world.seeds["http"]), "wrong-use", certificate=world.certificates[2])
    add("expired", "MBX-5", "made when the certificate had ended", case.notice(time=CERTIFIED_TO), "expired")
    add("signer", "MBX-5", "signed by the http key under the instruction key's certificate", case.notice(seed=world.seeds["http"]), "bad-signature")
    add("moved-list", "MBX-5", "signed for another list", case.notice(list_id=other.list_id), "bad-signature")
    add("moved-subject", "MBX-5", "signed for another record", case.notice(subject=bytes(32)), "bad-signature")
    add("sealed-again", "MBX-5", "sealed again by a reader, under a fresh response nonce", case.notice(signed_nonce=bytes(32)), "bad-signature")
    add("seen", "MBX-6", "a response nonce that was accepted before", good, "duplicate", seen=[case.nonce])


def make_messages(c) -> None:
    def add(name, rule, comment, kind, data, expect="ok"):
        c.add(f"notice/message-{name}", "notice-message", rule, comment, {"notice_kind": kind, "data": data.hex()}, expect)

    def answer(decision, text):
        return u8(decision) + u16(len(text.encode())) + text.encode()

    add("ok-answer", "MBX-6", "an answer with a text", "answer", answer(2, "Die Frist läuft noch."))
    add("ok-longest", "MBX-6", "an answer of 1500 bytes", "answer", answer(4, "a" * 1500))
    add("ok-erased", "MBX-6", "news of an erasure", "erased", b"\x01")
    disclosed = bytes(range(32)) + u8(len(NAME)) + NAME.encode() + bytes(32)
    add("ok-disclosed", "MBX-6", "news of a disclosure", "disclosed", disclosed)
    add("decision", "MBX-6", "decision 5", "answer", answer(5, ""), "bad-value")
    add("reason", "MBX-6", "reason 0", "erased", b"\x00", "bad-value")
    add("long-text", "MBX-6", "a text of 1501 bytes", "answer", answer(1, "a" * 1501), "limit")
    add("text", "MBX-6 TXT-2", "a text that changes the direction", "answer", answer(1, "a\u202eb"), "bad-text")
    add("no-name", "MBX-6", "an authority without a name", "disclosed", bytes(32) + u8(0) + bytes(32), "limit")
    add("cut", "MBX-6", "the last byte of the fingerprint is missing", "disclosed", disclosed[:-1], "truncated")
    add("longer", "MBX-6", "a byte after the reason", "erased", b"\x01\x00", "trailing-bytes")


def make_pages(c, case: Case) -> None:
    world = case.world

    def add(name, rule, comment, wanted, notices, expect="ok", word="answer", seen=(), head=None):
        filled = list(notices) + [case.random.take(256) for _ in range(-len(notices) % 16)]
        page = (head or world.root.received + case.certificate) + b"".join(filled)
        given = {
            "exporter_secret": case.exporter_secret.hex(), "word": word, "subject": case.subject.hex(),
            "list_id": world.list_id.hex(), "seen": [nonce.hex() for nonce in seen], "page": page.hex(),
        }
        output = c.add(f"notice/page-{name}", "notice-page", rule, comment, given, expect)
        if expect == "ok":
            got = " ".join([*(message["notice_kind"] for message in output["messages"]), *output["refused"]])
            assert got == wanted, f"{name}: {got}"

    text = ("Ihre Anfrage ist bearbeitet. " * 20).strip().encode()
    long = case.cut(1, b"\x01" + u16(len(text)) + text)
    filling = [case.random.take(256) for _ in range(7)]
    add("ok", "MBX-3 MBX-6", "an answer in six parts between fillings, in another order", "answer", [*filling, *long[::-1]])
    add("nothing", "MBX-3", "nothing for this guest", "", filling)
    later = case.cut(1, b"\x02\x00\x00", NOW + 1)
    add("ok-two", "MBX-6", "two answers of different times", "answer answer", [*later, *long])
    add("missing", "MBX-6", "one of six parts is missing", "truncated", long[:3] + long[4:])
    add("twice", "MBX-6", "the same notice twice", "answer duplicate", later * 2)
    repeated = [case.notice(data=bytes([n, 0, 0]), nonce=case.random.take(32)) for n in (1, 2)]
    add("one-number", "MBX-6", "two parts of one number: the first counts", "answer", repeated)
    add("form", "MBX-6", "a message that is not of its kind's form", "bad-value", case.cut(1, b"\x09\x00\x00"))
    forged = case.notice(seed=world.seeds["http"], nonce=case.random.take(32))
    add("forged", "MBX-5", "a notice that another key signed; the other one stays", "answer bad-signature", [forged, *later])
    other = World("another list")
    told = bytes(32) + u8(len(NAME)) + NAME.encode() + bytes(32)
    by_delegate = [*case.cut(3, told), *case.cut(2, b"\x02")]
    lent = world.root.received + world.certificate("instruction", rights=15)
    add("delegate", "MBX-5 MBX-11", "a delegate's page: its disclosure is taken, its erasure is not", "disclosed not-granted", by_delegate, word="notice", head=lent)
    add("list", "MBX-5", "another list's root document and certificate", "", later, "wrong-list", head=other.root.received + other.certificates[1])
    odd = world.root.received + case.certificate + later[0]
    add("size", "MBX-8", "a page of 17 notices", "", filling + [case.random.take(256) for _ in range(9)], "bad-length", head=odd)
    for word in ("answer", "notice"):
        given = {"exporter_secret": case.exporter_secret.hex(), "word": word, "feed": 7}
        c.add(f"notice/page-number-{word}", "notice-page-number", "MBX-7", "the page for each k from 0 to 12", given)


def make_feeds(c, case: Case) -> None:
    world = case.world

    def notices(count):
        return case.random.take(count * 256)

    def add(name, rule, comment, feed, expect="ok", now=NOW):
        given = {"feed": feed.hex(), "root_document": world.root.received.hex(), "now": now}
        c.add(f"feed/{name}", "feed", rule, comment, given, expect)

    sign, random = case.certificate, notices(32)
    add("ok", "MBX-8 MBX-9", "one page of 32 notices", mailbox.encode_feed(sign, 0, 32, random))
    add("ok-pages", "MBX-8", "two pages of 16 notices", mailbox.encode_feed(sign, 1, 16, random))
    add("version", "CNV-4", "version 2", mailbox.encode_feed(sign, 0, 16, notices(16), version=2), "unsupported-version")
    add("k", "MBX-8", "k is 13", mailbox.encode_feed(sign, 13, 16, b""), "bad-value")
    add("per-page-0", "MBX-8", "no notices on a page", mailbox.encode_feed(sign, 0, 0, b""), "bad-value")
    add("per-page-17", "MBX-8", "17 notices on a page", mailbox.encode_feed(sign, 0, 17, notices(17)), "bad-value")
    add("per-page-1040", "MBX-8", "1040 notices on a page", mailbox.encode_feed(sign, 0, 1040, b""), "bad-value")
    add("many", "MBX-8", "4096 pages of 32 notices", mailbox.encode_feed(sign, 12, 32, b""), "limit")
    add("cut", "CNV-1", "the last byte is missing", mailbox.encode_feed(sign, 0, 16, notices(16)[:-1]), "truncated")
    add("longer", "CNV-2", "one byte too many", mailbox.encode_feed(sign, 0, 16, notices(16) + b"\x00"), "trailing-bytes")
    other = World("another list").certificates[1]
    add("other-list", "MBX-9 CERT-2", "a certificate of another list", mailbox.encode_feed(other, 0, 16, notices(16)), "wrong-list")
    unsigned = world.certificate("instruction", signer=world.log_seed)
    add("certificate", "MBX-9 CERT-2", "a certificate that the root has not signed", mailbox.encode_feed(unsigned, 0, 16, notices(16)), "bad-signature")
    lent = world.certificate("instruction", rights=15)
    add("ok-delegate", "MBX-9 MBX-11", "the certificate of a delegate with every right", mailbox.encode_feed(lent, 0, 16, notices(16)))
    may_not = world.certificate("instruction", rights=7)
    add("delegate", "MBX-9", "a delegate's certificate without the right to disclose", mailbox.encode_feed(may_not, 0, 16, notices(16)), "not-granted")
    add("use", "MBX-9", "an http key's certificate", mailbox.encode_feed(world.certificates[2], 0, 16, notices(16)), "wrong-use")
    add("expired", "MBX-9", "the certificate has ended", mailbox.encode_feed(sign, 0, 16, notices(16)), "expired", now=CERTIFIED_TO)
