"""Welcome bundle and registration."""

from sealroll import note, receipt, welcome
from sealroll.processor import RecordLog

from .world import CERTIFIED_TO, DAY, ENVIRONMENT, EPOCH, GENERATION, NOW, START, World

END = START + DAY
NO_MEMORY = {"certificates": {}, "descriptor_version": 0, "statements": {}}


def make(c) -> None:
    make_shape(c)
    make_chain(c)
    make_proof(c)
    make_registration(c)


class Adder:
    """Adds verify-welcome cases against one world's invitation."""

    def __init__(self, c, world: World):
        self.c, self.world = c, world

    def add(self, name, rule, comment, expect="ok", now=NOW, environment=ENVIRONMENT, memory=None, data=None, **parts):
        given = {
            "link": self.world.link(),
            "bundle": (World().bundle(**parts) if data is None else data).hex(),
            "environment": environment,
            "now": now,
            "memory": {**NO_MEMORY, **(memory or {})},
        }
        self.c.add(f"welcome/{name}", "verify-welcome", rule, comment, given, expect)


def make_shape(c) -> None:
    world = World()
    add, good = Adder(c, world).add, World().bundle()
    add("ok", "WEL-1 WEL-2 WEL-3", "a first visit")
    add("ok-two-certificates", "WEL-1", "only the certificates needed", certificates=[world.certificate("statement"), world.certificate("witness")])
    add("ok-sixteen-certificates", "WEL-1", "as many certificates as there may be",
        certificates=[*world.certificates, *(world.certificate("http", serial=serial) for serial in range(5, 17))])
    add("version", "CNV-4", "version 2", "unsupported-version", data=b"\x02" + good[1:])
    add("no-certificate", "WEL-1", "count 0", "limit", certificates=[])
    add("seventeen-certificates", "WEL-1", "count 17", "limit",
        certificates=[*world.certificates, *(world.certificate("http", serial=serial) for serial in range(5, 18))])
    add("serials-descending", "WEL-1", "serials not ascending", "non-canonical", certificates=world.certificates[::-1])
    add("serials-repeated", "WEL-1", "a certificate twice", "non-canonical", certificates=[world.certificates[0], *world.certificates])
    add("truncated", "CNV-1", "one byte is missing", "truncated", data=good[:-1])
    add("truncated-certificates", "CNV-1", "the input ends within a certificate", "truncated", data=good[:200])
    add("trailing", "CNV-2", "one byte too many", "trailing-bytes", data=good + b"\x00")
    add("descriptor-trailing", "CNV-2", "a byte too many within the descriptor's length", "trailing-bytes", descriptor=world.descriptor + b"\x00")
    document = world.root.received
    add("root-environment", "ROOT-1", "a root document with environment 3", "bad-value", root=document[:1] + b"\x03" + document[2:])
    add("certificate-rights", "CERT-1", "a certificate with a reserved bit", "bad-value",
        certificates=[world.certificate(rights=3), *world.certificates[1:]])
    add("statement-suite", "STMT-1", "a statement of another suite", "unsupported-suite",
        statement=world.statement(suite=2), proof=World().proof(world.statement_entry(world.statement())))


def make_chain(c) -> None:
    world, other = World(), World("another list")
    add, good = Adder(c, world).add, world.statement()
    seen = {"certificates": {"1": 1, "2": 2, "3": 3, "4": 4}, "descriptor_version": 1, "statements": {str(EPOCH): 15}}
    add("ok-seen-before", "CERT-4 DESC-4 STMT-4", "everything was seen before", memory=seen)
    add("ok-other-epoch-seen", "STMT-4", "a higher serial was seen for another epoch", memory={"statements": {str(EPOCH + 1): 99}})
    add("ok-other-use-seen", "CERT-4", "higher serials were seen for another use", memory={"certificates": {"3": 3, "4": 4, "1": 1}})
    add("wrong-list", "WEL-2", "the bundle of another list", "wrong-list", data=other.bundle())
    add("wrong-list-root", "WEL-2", "the root document of another list", "wrong-list", root=other.root.received)
    add("wrong-environment", "ROOT-2", "a client built for production", "wrong-environment", environment=1)
    foreign = [world.certificates[0], world.certificates[1], world.certificates[2], other.certificates[3]]
    add("certificate-wrong-list", "CERT-2", "one certificate of another list", "wrong-list", certificates=foreign)
    forged = world.certificate("instruction", signer=world.seeds["http"])
    add("certificate-bad-signature", "CERT-2", "a certificate that is not needed is forged", "bad-signature",
        certificates=[world.certificates[0], forged, *world.certificates[2:]])
    for use, highest in (("1", 2), ("4", 5), ("3", 4)):
        add(f"certificate-rolled-back-use-{use}", "CERT-4", f"a higher serial was seen for use {use}", "rolled-back", memory={"certificates": {use: highest}})
    add("descriptor-bad-signature", "DESC-3", "the descriptor's signature differs in one bit", "bad-signature",
        descriptor=world.descriptor[:-1] + bytes([world.descriptor[-1] ^ 1]))
    add("descriptor-wrong-list", "DESC-3", "the descriptor of another list", "wrong-list", descriptor=other.descriptor)
    add("descriptor-rolled-back", "DESC-4", "a newer descriptor was seen", "rolled-back", memory={"descriptor_version": 2})

    def add_statement(name, rule, comment, expect, **changes):
        add(f"statement-{name}", rule, comment, expect, statement=world.statement(**changes))

    add("statement-wrong-list", "STMT-2", "a statement of another list", "wrong-list", statement=other.statement())
    add("statement-bad-signature", "STMT-2", "the statement's signature differs in one bit", "bad-signature",
        statement=good[:-1] + bytes([good[-1] ^ 1]))
    add_statement("no-certificate", "STMT-2", "no certificate has the serial named", "bad-signature", certificate_serial=9)
    add_statement("wrong-use", "STMT-2", "signed by the http key under its certificate", "wrong-use",
                  signer=world.seeds["http"], certificate_serial=3)
    short = [world.certificate(not_after=END - 1), *world.certificates[1:]]
    add("statement-certificate-ends", "STMT-2", "the certificate ends before the statement", "expired", certificates=short)
    add_statement("wrong-descriptor", "STMT-3", "made for other terms", "wrong-descriptor", descriptor_hash=other.descriptor_hash)
    add("statement-newer-descriptor", "STMT-3", "the bundle has newer terms than the statement", "wrong-descriptor",
        descriptor=world.encode_descriptor(descriptor_version=2))
    add_statement("wrong-range", "STMT-3", "not_after is a second late", "bad-value", not_after=END + 1)
    add("statement-rolled-back", "STMT-4", "a higher serial was seen for this epoch", "rolled-back", memory={"statements": {str(EPOCH): 16}})
    add_statement("replaced-poster", "STMT-5", "made for another edition of the poster", "replaced-poster",
                  presence_id=World("another poster").presence_id)
    add("statement-not-yet-valid", "STMT-6", "601 seconds before the epoch", "not-yet-valid", now=START - 601)
    add("statement-expired", "STMT-6", "600 seconds after the epoch", "expired", now=END + 600)
    add("ok-early", "STMT-6", "600 seconds before the epoch", now=START - 600)
    add("ok-late", "STMT-6", "599 seconds after the epoch", now=END + 599)


def make_proof(c) -> None:
    """WEL-3: the same bundle with other proofs."""
    base = Adder(c, World())

    def add(name, rule, comment, expect, make_text):
        world = World()
        world.fill_log()
        base.add(f"proof-{name}", rule, comment, expect, proof=make_text(world))

    def own_index(world):
        return world.log.append(world.statement_entry(world.statement()))

    def cosigned(world, **cosigning):
        return world.log.receipt(own_index(world), cosignature=world.cosign(world.log.checkpoint(), **cosigning))

    def in_log_of(world, name):
        world.log = RecordLog(name, world.log_seed, world.log.entries)
        return cosigned(world)

    def signed_by(world, seed):
        world.log = RecordLog(world.log.name, seed, world.log.entries)
        return cosigned(world)

    def log_name(world, generation=GENERATION, list_id=None, origin=None):
        return f"{origin or world.origin}/{(list_id or world.list_id).hex()}/{generation}"

    add("ok-other-signatures", "WEL-3 LOG-6", "signatures of keys that nobody knows are ignored", "ok",
        lambda w: cosigned(w) + note.signature_line("x\n", "witness.example/w1", w.seeds["http"]))
    add("wrong-generation", "RCP-1", "the log of another generation", "wrong-log", lambda w: in_log_of(w, log_name(w, 11)))
    add("wrong-list", "RCP-1", "the log of another list", "wrong-log", lambda w: in_log_of(w, log_name(w, list_id=bytes(16))))
    add("wrong-origin", "RCP-1", "the log of another processor", "wrong-log", lambda w: in_log_of(w, log_name(w, origin="log.example")))
    add("no-log-signature", "RCP-2", "only the witness has signed", "bad-signature",
        lambda w: without_line(cosigned(w), w.log.name))
    add("wrong-log-key", "RCP-2", "signed by another key under the log's name", "bad-signature", lambda w: signed_by(w, w.seeds["http"]))
    add("log-signature-differs", "RCP-2", "the log's signature differs in one bit", "bad-signature",
        lambda w: spoil_line(cosigned(w), w.log.name))
    add("other-entry", "RCP-3", "the proof of another statement's entry", "bad-proof",
        lambda w: w.log.receipt(0, cosignature=w.cosign(w.log.checkpoint())))
    add("index", "RCP-3", "the index of another entry", "bad-proof",
        lambda w: cosigned(w).replace("\nindex 1\n", "\nindex 0\n"))
    add("index-too-large", "RCP-3", "the index is the size", "bad-proof", lambda w: cosigned(w).replace("\nindex 1\n", "\nindex 3\n"))
    add("hash-missing", "RCP-3", "one hash is missing", "bad-proof", lambda w: drop_line(cosigned(w), 2))
    add("not-utf-8", "LOG-6", "the proof is not UTF-8", "bad-proof", lambda w: cosigned(w).encode() + b"\xff")
    add("empty", "LOG-6", "the proof is empty", "bad-proof", lambda w: b"")
    add("extra", "LOG-6", "an extra line", "bad-proof", lambda w: cosigned(w).replace("\nindex", "\nextra AAAA\nindex", 1))
    add("not-cosigned", "WEL-3", "no cosignature", "not-cosigned", lambda w: w.log.receipt(own_index(w)))
    add("cosigned-other-key", "WEL-3", "cosigned by a key without certificate", "not-cosigned", lambda w: cosigned(w, seed=w.log_seed))
    add("cosigned-http-key", "WEL-3", "cosigned by the http key", "not-cosigned", lambda w: cosigned(w, seed=w.seeds["http"]))
    add("cosigned-other-name", "WEL-3", "cosigned under another name", "not-cosigned", lambda w: cosigned(w, name="witness.example/w1"))
    add("cosigned-wrongly", "WEL-3", "the cosignature differs in one bit", "not-cosigned", lambda w: spoil_line(cosigned(w), w.witness_name))
    add("cosigned-too-late", "WEL-3 CERT-3", "cosigned when the certificate had ended", "not-cosigned", lambda w: cosigned(w, time=CERTIFIED_TO))
    add("cosigned-too-early", "WEL-3 CERT-3", "cosigned before the certificate began", "not-cosigned", lambda w: cosigned(w, time=START - 60 * DAY))
    add("signed-as-note", "WEL-3", "the witness signed as type 0x01 and not as cosignature", "not-cosigned",
        lambda w: w.log.receipt(own_index(w)) + note.signature_line(body_of(w), w.witness_name, w.seeds["witness"]))


def body_of(world: World) -> str:
    return receipt.parse(world.log.receipt(0)).checkpoint.text


def without_line(text: str, name: str) -> str:
    """Without the signature lines of this name."""
    return "".join(line for line in text.splitlines(True) if not line.startswith(f"{note.DASH}{name} "))


def spoil_line(text: str, name: str) -> str:
    """With the last bit changed in the signature of this name."""
    lines = text.splitlines(True)
    for number, line in enumerate(lines):
        if line.startswith(f"{note.DASH}{name} "):
            found = note.parse_signature(line[:-1])
            payload = found.payload[:-1] + bytes([found.payload[-1] ^ 1])
            lines[number] = note.format_line(name, found.key_id + payload)
    return "".join(lines)


def drop_line(text: str, number: int) -> str:
    lines = text.splitlines(True)
    return "".join(lines[:number] + lines[number + 1 :])


def make_registration(c) -> None:
    world, other = World(), World("another list")

    def add(name, rule, comment, expect="ok", data=None, list_id=world.list_id, origin=world.origin, log_key=world.log_key, **parts):
        encoded = data or welcome.encode_registration(
            world.root.received, parts.get("certificates", world.certificates), parts.get("descriptor", world.descriptor)
        )
        given = {
            "registration": encoded.hex(), "list_id": list_id.hex(), "origin": origin, "log_key": log_key.hex(),
        }
        c.add(f"registration/{name}", "verify-registration", rule, comment, given, expect)

    good = welcome.encode_registration(world.root.received, world.certificates, world.descriptor)
    add("ok", "HTTP-1", "an ordinary registration")
    add("version", "CNV-4", "version 2", "unsupported-version", data=b"\x02" + good[1:])
    add("truncated", "CNV-1", "one byte is missing", "truncated", data=good[:-1])
    add("trailing", "CNV-2", "one byte too many", "trailing-bytes", data=good + b"\x00")
    add("no-certificate", "WEL-1", "count 0", "limit", certificates=[])
    add("serials-repeated", "WEL-1", "a certificate twice", "non-canonical", certificates=[world.certificates[0], *world.certificates])
    add("wrong-list", "HTTP-1", "sent to the path of another list", "wrong-list", list_id=other.list_id)
    add("certificate-wrong-list", "HTTP-1", "a certificate of another list", "wrong-list", certificates=other.certificates)
    forged = world.certificate(signer=world.seeds["http"])
    add("certificate-bad-signature", "HTTP-1", "a forged certificate", "bad-signature", certificates=[forged, *world.certificates[1:]])
    add("descriptor-bad-signature", "HTTP-1", "a forged descriptor", "bad-signature", descriptor=world.encode_descriptor(seed=world.seeds["http"]))
    add("wrong-origin", "HTTP-1", "the descriptor names another processor's origin", "wrong-log", origin="log.example")
    add("wrong-log-key", "HTTP-1", "the descriptor names another log key", "wrong-log", log_key=other.log_key)
