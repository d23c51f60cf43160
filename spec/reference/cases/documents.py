"""Instructions, and what a processor answers (section 10)."""

from sealroll import document, instruction, note
from sealroll.kdf import sha256

from .welcomes import spoil_line
from .world import CERTIFIED_FROM, CERTIFIED_TO, NOW, World

TIME = "2026-11-21T18:00:00Z"
SOME = {name: sha256(f"sealroll vectors {name}".encode()) for name in ("record", "reader", "document", "disclosure", "before")}
ORDERS = {
    "purge": "purge epoch 296",
    "epoch-zero": "purge epoch 0",
    "erase": f"erase record {SOME['record'].hex()}",
    "drill": f"drill record {SOME['record'].hex()}",
    "restrict": f"restrict record {SOME['record'].hex()}",
    "lift-record": f"lift record {SOME['record'].hex()}",
    "hold": "hold epoch 296",
    "lift-epoch": "lift epoch 296",
    "admit": f"admit reader {SOME['reader'].hex()}",
    "dismiss": f"dismiss reader {SOME['reader'].hex()}",
    "object": f"object processor {SOME['document'].hex()}",
    "punctured": "punctured epoch 296",
    "disclose": f"disclose {SOME['disclosure'].hex()}",
}

INSTRUCTED = ("purge", "epoch-zero", "erase", "restrict", "lift-record", "hold", "lift-epoch")


def make(c) -> None:
    make_instruction(c)
    make_hashes(c)
    make_acknowledgement(c)
    make_erasure(c)
    make_processor(c)
    make_opening(c)


def make_instruction(c) -> None:
    world, other = World(), World("another list")
    before = SOME["before"]

    def body(order=ORDERS["purge"], serial=7, previous=before, list_id=world.list_id):
        return instruction.body(list_id, serial, TIME, order, previous)

    def signed(text=None, serial=2, seed=None, name=None):
        name = name or instruction.key_name(world.origin, world.list_id, serial)
        return note.sign(text or body(), name, seed or world.seeds["instruction"])

    def by_root(text, seed=None, name=None):
        return note.sign(text, name or instruction.root_name(world.origin, world.list_id), seed or world.root_seed)

    def add(name, comment, content=None, expect="ok", now=NOW, last=(6, before), rule="INS-1", certificates=world.certificates, revoked=()):
        given = {
            "note": content or signed(), "origin": world.origin,
            "root_document": world.root.received.hex(),
            "certificates": [item.hex() for item in certificates], "now": now, "revoked": list(revoked),
            "last": last and {"serial": last[0], "instruction_id": last[1].hex()},
        }
        c.add(f"instruction/{name}", "instruction", rule, comment, given, expect)

    for name, order in ORDERS.items():
        add(f"ok-{name}", f"the order {order.split()[0]}", signed(body(order)))
    add("ok-first", "the first instruction", signed(body(previous=None)), last=None)
    add("ok-terminate", "the root ends the list", by_root(body("terminate list")))
    grant, revoke = f"grant device {SOME['document'].hex()}", "revoke certificate 1795240000"
    add("ok-grant", "the root grants something to a device", by_root(body(grant)))
    add("ok-revoke", "the root revokes a certificate", by_root(body(revoke)))
    add("ok-revoke-largest", "the largest serial", by_root(body("revoke certificate 18446744073709551615")))
    add("revoke-too-large", "serial 2^64", by_root(body("revoke certificate 18446744073709551616")), "bad-instruction")
    add("grant-by-instruction-key", "a grant by an instruction key", signed(body(grant)), "bad-instruction")
    add("revoke-by-instruction-key", "revoked by an instruction key", signed(body(revoke)), "bad-instruction")
    add("punctured-by-root", "punctured, says the root", by_root(body(ORDERS["punctured"])), "bad-instruction")
    add("revoked", "the certificate is revoked", expect="revoked", revoked=(2,), rule="CERT-6 INS-1")
    add("ok-other-revoked", "another certificate is revoked", revoked=(1, 3), rule="CERT-6")
    for rights, granted in (
        (2, ("punctured",)), (3, ("punctured",)), (7, ("punctured", *INSTRUCTED)), (11, ("punctured", "disclose")),
        (15, ("punctured", "disclose", *INSTRUCTED)),
    ):
        delegated = [world.certificates[0], world.certificate("instruction", rights=rights), *world.certificates[2:]]
        for name, order in ORDERS.items():
            expect = "ok" if name in granted else "not-granted"
            add(f"delegate-{rights}-{name}", f"a delegate with the rights {rights}: {order.split()[0]}", signed(body(order)),
                expect, certificates=delegated, rule="CERT-5 INS-1")
    good = body()
    add("terminate-by-instruction-key", "an instruction key ends the list", signed(body("terminate list")), "bad-instruction")
    add("terminate-other-key", "another key than the root, under its name", by_root(body("terminate list"), world.seeds["instruction"]), "bad-signature")
    add("purge-by-root", "the root orders a purge", by_root(good), "bad-instruction")
    add("wrong-list", "an instruction for another list", signed(body(list_id=other.list_id)), "wrong-list")
    add("wrong-use", "signed by the http key", signed(serial=3, seed=world.seeds["http"]), "wrong-use")
    add("expired", "the certificate has ended", expect="expired", now=CERTIFIED_TO)
    add("not-yet", "the certificate has not begun", expect="expired", now=CERTIFIED_FROM - 1)
    add("unknown-certificate", "no certificate has this serial", signed(serial=9), "bad-signature")
    add("other-key", "signed by another key than the one named", signed(seed=world.seeds["http"]), "bad-signature")
    name = instruction.key_name(world.origin, world.list_id, 2)
    add("wrong-signature", "the signature differs in one bit", spoil_line(signed(), name), "bad-signature")
    found = note.parse_signature(signed().splitlines()[-1])
    add("key-id", "another key id before the right signature", good + "\n" + note.format_line(name, bytes(4) + found.payload), "bad-signature")
    add("text-differs", "another epoch than signed", signed().replace("epoch 296", "epoch 297"), "bad-signature")
    add("stale", "the serial of the last instruction", expect="stale-instruction", last=(7, before))
    add("ok-serial-step", "a serial 2^32 above the last", signed(body(serial=6 + 2**32)))
    add("serial-step", "a serial 2^32 + 1 above the last", signed(body(serial=7 + 2**32)), "stale-instruction")
    add("serial-largest", "the largest serial, after which there is none", signed(body(serial=2**64 - 1)), "stale-instruction")
    add("serial-first-step", "the first, of serial 2^32 + 1", signed(body(serial=2**32 + 1, previous=None)), "stale-instruction", last=None)
    add("previous-differs", "another instruction than the last before it", expect="stale-instruction", last=(6, SOME["record"]))
    add("previous-none", "not the first, and names none before it", signed(body(previous=None)), "stale-instruction")
    add("previous-unknown", "the first, and names one before it", expect="stale-instruction", last=None)
    for file, comment, old, new in (
        ("first-line", "another first line", "sealroll-v1", "sealroll-v2"),
        ("unknown-order", "an order that nobody knows", "purge epoch 296", "purge everything"),
        ("order-object", "an order with the object of another", "purge epoch 296", f"purge record {SOME['record'].hex()}"),
        ("second-order", "two orders", "purge epoch 296\n", "purge epoch 296\npurge epoch 297\n"),
        ("no-order", "no order", "purge epoch 296\n", ""),
        ("two-spaces", "two spaces in the order", "purge epoch", "purge  epoch"),
        ("list-upper-case", "a list id in upper case", world.list_id.hex(), world.list_id.hex().upper()),
        ("serial-leading-zero", "a serial with a leading zero", "serial 7", "serial 07"),
        ("previous-missing", "no line for the one before", f"previous {before.hex()}\n", ""),
        ("previous-short", "31 bytes for the one before", before.hex(), before.hex()[2:]),
        ("epoch-too-large", "epoch 2^32", "epoch 296", "epoch 4294967296"),
        ("time-offset", "a time with an offset", "18:00:00Z", "19:00:00+01:00"),
        ("time-fraction", "a time with a fraction", "18:00:00Z", "18:00:00.5Z"),
    ):
        assert good.replace(old, new) != good
        add(file, comment, signed(good.replace(old, new)), "bad-instruction")
    for file, order in (
        ("record-short", "erase record " + SOME["record"].hex()[2:]),
        ("reader-upper-case", "admit reader " + SOME["reader"].hex().upper()),
        ("terminate-more", "terminate list now"),
        ("disclose-two", f"disclose {SOME['disclosure'].hex()} {SOME['disclosure'].hex()}"),
    ):
        add(file, "an order that is not of its form", signed(body(order)), "bad-instruction")
    extra = note.signature_line(good, "witness.example/w1", world.seeds["witness"])
    add("two-signatures", "a second signature line", signed() + extra, "bad-instruction")
    add("key-name", "signed under another kind of name", signed(name=world.witness_name), "bad-instruction")
    add("not-a-note", "no signature", good, "bad-instruction")
    long = note.signature_line(good, "witness.example/" + "w" * 4000, world.seeds["witness"])
    add("too-long", "a note of more than 4096 bytes", signed() + long, "bad-instruction", rule="DOC-1")


def make_hashes(c) -> None:
    world = World()
    given = {
        "list_id": world.list_id.hex(), "epoch": 296, "descriptor_hash": world.descriptor_hash.hex(),
        "token": SOME["reader"].hex(),
        "documents": [{"kind": kind, "document": b"document".hex()} for kind in (8, 9, 11, 12, 13, 14)],
    }
    c.add("document/hashes", "document-hashes", "CNV-7", "ids of documents, of terms as a reason, of a reader", given)


class Documents:
    """Adds cases for one kind of document. `text` is a good one."""

    def __init__(self, c, kind: str, text: str, name: str):
        self.c, self.kind, self.text, self.name = c, kind, text, name
        self.world = World()
        self.good = self.signed()
        self.add("ok", "DOC-1 DOC-2", "a good one", self.good)
        self.add("other-key", "DOC-2", "signed by another key", self.signed(seed=self.world.seeds["witness"]), "bad-signature")
        self.add("other-name", "DOC-2", "signed under another name", self.signed(name=self.world.witness_name), "bad-signature")
        self.add("wrong-signature", "DOC-2", "the signature differs in one bit", spoil_line(self.good, name), "bad-signature")
        extra = note.signature_line(text, self.world.witness_name, self.world.seeds["witness"])
        self.add("two-signatures", "DOC-2", "a second signature line", self.good + extra, "bad-signature")
        self.add("not-a-note", "DOC-1", "no signature", text, "bad-document")
        long = note.signature_line(text, "witness.example/" + "w" * 4000, self.world.seeds["witness"])
        self.add("too-long", "DOC-1", "a note of more than 4096 bytes", self.good + long, "bad-document")
        self.form("first-line", "another first line", "sealroll-v1", "sealroll-v2")
        self.form("line-more", "a line more", text, text + "note none\n")

    def signed(self, text: str | None = None, seed: bytes | None = None, name: str | None = None) -> str:
        return note.sign(text or self.text, name or self.name, seed or self.world.log_seed)

    def add(self, name, rule, comment, content, expect="ok") -> None:
        world = self.world
        given = {
            "document_kind": self.kind, "note": content, "origin": world.origin,
            "list_id": world.list_id.hex(), "log_key": world.log_key.hex(),
        }
        self.c.add(f"document/{self.kind}-{name}", "document", rule, comment, given, expect)

    def form(self, name, comment, old, new, expect="bad-document") -> None:
        changed = self.text.replace(old, new)
        assert changed != self.text, name
        self.add(name, "DOC-1", comment, self.signed(changed), expect)


def make_acknowledgement(c) -> None:
    world, other = World(), World("another list")
    text = (
        f"sealroll-v1 acknowledgement\nlist {world.list_id.hex()}\n"
        f"instruction {SOME['before'].hex()}\ntime {TIME}\n"
    )
    cases = Documents(c, "acknowledgement", text, document.log_name(world.origin, world.list_id))
    cases.form("other-list", "for another list", world.list_id.hex(), other.list_id.hex(), "wrong-list")
    cases.form("id-short", "31 bytes of the instruction", SOME["before"].hex(), SOME["before"].hex()[2:])
    cases.form("time", "a day that does not exist", "2026-11-21", "2026-11-31")


def make_erasure(c) -> None:
    world, other = World(), World("another list")
    retention = document.retention_id(world.list_id, 296, world.descriptor_hash).hex()
    text = (
        f"sealroll-v1 erasure\nlist {world.list_id.hex()}\nepoch 296\nrecords 412\n"
        f"root {SOME['record'].hex()}\ndestroyed {TIME}\nbackups 2026-12-21T18:00:00Z\nreason retention {retention}\n"
    )
    cases = Documents(c, "erasure", text, document.log_name(world.origin, world.list_id))
    ordered = text.replace(f"retention {retention}", f"instruction {SOME['before'].hex()}")
    cases.add("ok-instruction", "DOC-1", "ordered by an instruction", cases.signed(ordered))
    cases.add("ok-at-once", "DOC-1", "gone from backups at once", cases.signed(text.replace("2026-12-21", "2026-11-21")))
    cases.form("other-list", "for another list", world.list_id.hex(), other.list_id.hex(), "wrong-list")
    cases.form("backups-before", "gone from backups before it was destroyed", "2026-12-21", "2026-10-21")
    cases.form("count-leading-zero", "a count with a leading zero", "records 412", "records 0412")
    cases.form("count-too-large", "2^64 records", "records 412", "records 18446744073709551616")
    cases.form("epoch-too-large", "epoch 2^32", "epoch 296", "epoch 4294967296")
    cases.form("reason", "a reason that nobody knows", "reason retention", "reason mistake")


def make_processor(c) -> None:
    world = World()
    text = (
        f"sealroll-v1 processor\norigin {world.origin}\nversion 3\ntime {TIME}\n"
        "operator Beispiel Hosting GmbH, Köln\nregion Germany (EU)\nsoftware sealroll-processor 0.1.0\n"
        "sub-processor Rechenzentrum Nord AG, Hamburg\n"
    )
    helper = "sub-processor Rechenzentrum Nord AG, Hamburg\n"
    cases = Documents(c, "processor", text, document.processor_name(world.origin))
    cases.add("ok-alone", "DOC-1", "no sub-processor", cases.signed(text.replace(helper, "")))
    cases.add("ok-sixteen", "DOC-1", "16 sub-processors", cases.signed(text.replace(helper, helper * 16)))
    cases.form("seventeen", "17 sub-processors", helper, helper * 17)
    cases.form("version-zero", "version 0", "version 3", "version 0")
    cases.form("empty", "an operator without a name", "operator Beispiel Hosting GmbH, Köln", "operator ")
    cases.form("long", "an operator of 201 bytes", "operator Beispiel Hosting GmbH, Köln", "operator " + "a" * 201)
    cases.form("text", "a character that changes the direction", "Germany", "Germany\u202e")
    cases.form("other-origin", "for another processor", f"origin {world.origin}", "origin other.example", "bad-signature")


def make_opening(c) -> None:
    world, other = World(), World("another list")
    restored = f"restored 400 {SOME['before'].hex()}"
    text = (
        f"sealroll-v1 opening\nlist {world.list_id.hex()}\nlog 9\npart 1763748000\n"
        f"{restored}\nsigned 500\ntime {TIME}\n"
    )
    cases = Documents(c, "opening", text, document.log_name(world.origin, world.list_id))

    def ok(name, comment, old, new):
        assert old in text
        cases.add(name, "DOC-1", comment, cases.signed(text.replace(old, new)))

    ok("ok-instructions", "of the instruction log", "log 9", "log instructions")
    ok("ok-unknown", "what was signed is not known", "signed 500", "signed unknown")
    ok("ok-nothing-lost", "nothing was signed beyond the backup", "signed 500", "signed 400")
    ok("ok-large", "a large part", "part 1763748000", "part 9007199254740991")
    cases.form("other-list", "for another list", world.list_id.hex(), other.list_id.hex(), "wrong-list")
    cases.form("part-zero", "part 0, which needs no opening", "part 1763748000", "part 0")
    cases.form("part-too-large", "part 2^64", "part 1763748000", "part 18446744073709551616")
    cases.form("log-too-large", "generation 2^32", "log 9", "log 4294967296")
    cases.form("log-word", "a log that nobody has", "log 9", "log records")
    cases.form("signed-less", "less was signed than restored", "signed 500", "signed 399")
    cases.form("root-missing", "no root hash", restored, "restored 400")
    cases.form("size-leading-zero", "a size with a leading zero", "restored 400", "restored 0400")
