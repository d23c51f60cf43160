"""Authority cards and disclosures (sections 6.11 and 6.12)."""

from dataclasses import replace

from sealroll import authority, ed25519, entry, envelope, hpke, record, welcome
from sealroll import card as cards
from sealroll.authority import Disclosed
from sealroll.stream import Stream

from .records import check_in, check_out
from .welcomes import spoil_line
from .world import AUTHORITY_PUBLIC as PUBLIC
from .world import AUTHORITY_SECRET as SECRET
from .world import CARD, CERTIFIED_TO, ENVIRONMENT, EPOCH, GENERATION, NOW, World

TEXTS = ("2026-4711", "Tracing of an infection", "§ 28a IfSG")
OTHER_SECRET, OTHER_PUBLIC = hpke.derive_key_pair(Stream("sealroll vectors other authority").take(32))
IKM = Stream("sealroll vectors disclosure").take(32)


def make(c) -> None:
    make_card(c)
    make_whole(c)
    make_records(c)


def make_card(c) -> None:
    def add(name, rule, comment, card, expect="ok"):
        c.add(f"disclosure/card-{name}", "authority-card", rule, comment, {"card": card.hex()}, expect)

    add("ok", "CARD-1", "a card", CARD)
    add("ok-longest", "CARD-1", "a name of 120 bytes", cards.encode(PUBLIC, "a" * 120))
    add("version", "CNV-4", "version 2", b"\x02" + CARD[1:], "unsupported-version")
    add("key", "CARD-1", "a public key that is not canonical", CARD[:32] + bytes([CARD[32] | 0x80]) + CARD[33:], "bad-key")
    add("no-name", "CNV-3", "an empty name", cards.encode(PUBLIC, ""), "limit")
    add("long-name", "CNV-3", "a name of 121 bytes", cards.encode(PUBLIC, "a" * 121), "limit")
    add("name", "TXT-2", "a name that changes the direction", cards.encode(PUBLIC, "amt\u202e"), "bad-text")
    add("cut", "CNV-1", "the last byte is missing", CARD[:-1], "truncated")
    add("longer", "CNV-2", "one byte too many", CARD + b"\x00", "trailing-bytes")


class Case:
    """A list with two check-ins and a check-out of the first, all logged and cosigned."""

    def __init__(self):
        self.world = World()
        self.random = Stream("sealroll vectors disclosed")
        self.card = cards.decode(CARD)
        self.world.fill_log()
        self.seeds = [self.random.take(32) for _ in range(2)]
        sealed = [self.seal(check_in(), seed) for seed in self.seeds]
        sealed.append(self.seal(self.check_out(sealed[0][0]), self.seeds[0]))
        for data, _ in sealed:
            self.world.log.append(self.entry(data))
        self.records = [self.disclosed(data, schedule) for data, schedule in sealed]

    def check_out(self, first: bytes, counter: int = 1) -> dict:
        reference = {
            "check_in": envelope.record_id_of(first).hex(), "generation": GENERATION, "tree_size": 4,
            "root_hash": Stream("sealroll vectors root hash").take(32).hex(), "counter": counter,
        }
        return check_out(follow_up=reference)

    def seal(self, content: dict, seed: bytes, list_id: bytes | None = None, plain: bytes | None = None):
        """(envelope, key schedule). `plain` replaces the record data."""
        world = self.world
        header = envelope.encode_header(list_id or world.list_id, EPOCH, world.statement_id())
        sealing = envelope.begin(header, world.key_pair()[1], world.psk(), self.random.take(32))
        if content["type"] == "check-in":
            data = record.encode({**content, "ticket_key": ed25519.public_key_of(seed).hex()})
        elif content["type"] == "canary":
            data = record.encode(content)
        else:
            data = record.encode(content)
            message = record.follow_up_message(world.list_id, header, sealing.ephemeral_public, data)
            data += ed25519.sign(seed, message)
        return sealing.finish(plain or data, world.terms["bucket"])

    def entry(self, sealed: bytes) -> bytes:
        return entry.Entry(entry.RECORD, EPOCH, envelope.record_id_of(sealed)).encode()

    def disclosed(self, sealed: bytes, schedule: hpke.Schedule, **cosigning) -> Disclosed:
        world, index = self.world, self.world.log.append(self.entry(sealed))
        proof = world.log.receipt(index, cosignature=world.cosign(world.log.checkpoint(), **cosigning))
        return Disclosed(GENERATION, index, sealed, proof.encode(), schedule.key, schedule.base_nonce)

    def content(self, records=None, registration=None, time=NOW, texts=TEXTS, serial=2, seed=None, card=None, certificates=None) -> bytes:
        world = self.world
        if registration is None:
            used = certificates or [world.certificates[1], world.certificates[3]]
            registration = welcome.encode_registration(world.root.received, used, world.descriptor)
        return authority.encode_content(
            registration, time, texts, self.records if records is None else records, serial,
            seed or world.seeds["instruction"], card or self.card,
        )


def make_whole(c) -> None:
    case = Case()
    world = case.world
    good = case.content()

    def add(name, rule, comment, content=good, expect="ok", disclosure=None, secret=SECRET, card=CARD, environment=ENVIRONMENT):
        sealed = disclosure or authority.seal(case.card, content, IKM)
        given = {
            "card": card.hex(), "secret_key": secret.hex(), "disclosure": sealed.hex(),
            "environment": environment,
        }
        c.add(f"disclosure/{name}", "disclosure", rule, comment, given, expect)

    given = {"card": CARD.hex(), "content": case.content(case.records[:1]).hex(), "ikm_e": IKM.hex()}
    sealed = c.add("disclosure/seal", "disclosure-seal", "DIS-2", "a content sealed to a card", given)
    assert bytes.fromhex(sealed["disclosure"])[:3] == authority.HEAD
    add("ok", "DIS-1 DIS-3 DIS-4", "two check-ins and a check-out")
    add("ok-one", "DIS-1 DIS-4", "one record", case.content(case.records[1:2]))
    whole = authority.seal(case.card, good, IKM)
    add("version", "CNV-4", "version 2", disclosure=b"\x02" + whole[1:], expect="unsupported-version")
    add("suite", "CNV-4", "suite 2", disclosure=whole[:1] + b"\x00\x02" + whole[3:], expect="unsupported-suite")
    add("cut", "CNV-1", "enc is cut off", disclosure=whole[:34], expect="truncated")
    add("enc", "DIS-2", "an enc that is not canonical", disclosure=whole[:34] + bytes([whole[34] | 0x80]) + whole[35:], expect="bad-key")
    add("altered", "DIS-2", "one bit of the ciphertext differs", disclosure=whole[:-1] + bytes([whole[-1] ^ 1]), expect="open-failed")
    add("small-order", "DIS-2 DH-2", "an enc of small order", disclosure=whole[:3] + bytes(32) + whole[35:], expect="open-failed")
    add("other-key", "DIS-2", "another authority's key", secret=OTHER_SECRET, expect="open-failed")
    renamed = cards.encode(PUBLIC, "Gesundheitsamt Nord")
    add("other-card", "DIS-2", "the same key under another name", card=renamed, expect="open-failed")
    add("content-version", "CNV-4", "a content of version 2", b"\x02" + good[1:], "unsupported-version")
    add("content-cut", "CNV-1", "the last byte of the signature is missing", good[:-1], "truncated")
    add("content-longer", "CNV-2", "a byte after the signature", good + b"\x00", "trailing-bytes")
    add("no-records", "DIS-1", "no record", case.content([]), "limit")
    add("order", "DIS-1", "two records in descending order", case.content(case.records[1::-1]), "non-canonical")
    add("twice", "DIS-1", "a record twice", case.content([case.records[0]] * 2), "non-canonical")
    add("no-case", "CNV-3", "an empty case", case.content(texts=("", *TEXTS[1:])), "limit")
    add("long-purpose", "CNV-3", "a purpose of 501 bytes", case.content(texts=(TEXTS[0], "a" * 501, TEXTS[2])), "limit")
    add("text", "TXT-3", "a legal basis that begins with a space", case.content(texts=(*TEXTS[:2], " law")), "bad-text")
    add("environment", "DIS-3 ROOT-2", "a list of another environment", environment=3 - ENVIRONMENT, expect="wrong-environment")
    other = World("another list")
    mixed = welcome.encode_registration(world.root.received, [world.certificates[1], world.certificates[3]], other.descriptor)
    add("descriptor", "DIS-3 DESC-3", "the terms of another list", case.content(registration=mixed), "wrong-list")
    foreign = [world.certificate("instruction", signer=world.log_seed), world.certificates[3]]
    add("certificate", "DIS-3 CERT-2", "a certificate that the root has not signed", case.content(certificates=foreign), "bad-signature")
    add("signature", "DIS-3", "the signature differs in one bit", good[:-1] + bytes([good[-1] ^ 1]), "bad-signature")
    add("other-signer", "DIS-3", "signed by the http key", case.content(seed=world.seeds["http"]), "bad-signature")
    add("no-certificate", "DIS-3", "no certificate has the serial named", case.content(serial=9), "bad-signature")
    add("use", "DIS-3", "signed by the witness key under its certificate", case.content(serial=4, seed=world.seeds["witness"]), "wrong-use")
    for name, rights, expect in (("ok-delegate", 11, "ok"), ("not-granted", 7, "not-granted")):
        delegated = [world.certificate("instruction", rights=rights), world.certificates[3]]
        add(name, "DIS-3 CERT-5", f"signed by a delegate with the rights {rights}", case.content(certificates=delegated), expect)
    add("expired", "DIS-3", "made when the certificate had ended", case.content(time=CERTIFIED_TO), "expired")
    for_other = cards.decode(cards.encode(OTHER_PUBLIC, "Gesundheitsamt Mitte"))
    add("passed-on", "DIS-3", "signed for another authority", case.content(card=for_other), "bad-signature")


def make_records(c) -> None:
    def add(name, rule, comment, wanted, records):
        """`wanted` is the class of each refusal, separated by spaces."""
        given = {
            "card": CARD.hex(), "secret_key": SECRET.hex(), "environment": ENVIRONMENT,
            "disclosure": authority.seal(case.card, case.content(records), IKM).hex(),
        }
        output = c.add(f"disclosure/record-{name}", "disclosure", rule, comment, given)
        got = " ".join(item["error"] for item in output["refused"])
        assert got == wanted, f"{name}: {got}"

    case = Case()
    first, second, third = case.records
    add("follow-up-alone", "DIS-4", "a check-out without its check-in", "unknown-check-in", [second, third])
    add("key-of-another", "DIS-4 ENV-3", "the content key of another envelope; the others stay", "open-failed",
        [replace(first, key=second.key, base_nonce=second.base_nonce), second])
    add("proof-of-another", "DIS-4 RCP-3", "the proof of another entry", "bad-proof", [replace(first, proof=second.proof), second])
    add("index", "DIS-4", "another leaf index than the proof's", "bad-proof", [replace(first, index=first.index - 1), second])
    add("generation", "DIS-4 RCP-1", "another generation", "wrong-log", [second, replace(first, generation=GENERATION + 1)])
    add("envelope-cut", "DIS-4 ENV-1", "one byte of the envelope is missing", "bad-length", [replace(first, envelope=first.envelope[:-1]), second])
    altered = first.envelope[:-1] + bytes([first.envelope[-1] ^ 1])
    add("envelope-altered", "DIS-4 RCP-3", "another envelope than was logged", "bad-proof", [replace(first, envelope=altered), second])
    add("proof-empty", "DIS-4 LOG-6", "no proof", "bad-proof", [replace(first, proof=b""), second])
    line = first.proof.decode()
    plain = "".join(part for part in line.splitlines(True) if case.world.witness_name not in part)
    add("not-cosigned", "DIS-4", "a head that the witness has not cosigned", "not-cosigned", [replace(first, proof=plain.encode()), second])
    spoiled = spoil_line(line, case.world.log.name).encode()
    add("log-signature", "DIS-4 RCP-2", "the log's signature differs in one bit", "bad-signature", [replace(first, proof=spoiled), second])

    def with_more(content, seed, **sealing):
        return case.disclosed(*case.seal(content, seed, **sealing))

    case = Case()
    first = case.records[0]
    fourth = with_more(case.check_out(first.envelope, 2), case.seeds[1])
    add("other-ticket", "DIS-4 REC-5", "a check-out that another ticket signed", "bad-signature", [*case.records[:1], fourth])
    case = Case()
    strange = with_more(check_in(), case.seeds[0], list_id=bytes(16))
    add("other-list", "DIS-4", "an envelope for another list", "wrong-list", [*case.records[:1], strange])
    case = Case()
    broken = with_more(check_in(), case.seeds[0], plain=b"\x01\x07")
    add("not-a-record", "DIS-4 REC-1", "what was sealed is not a record", "bad-value", [*case.records[:1], broken])
