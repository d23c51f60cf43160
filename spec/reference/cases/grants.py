"""Device cards and grants (sections 6.15 and 6.16)."""

from sealroll import certificate, device, ed25519, grant, hpke, tree, welcome
from sealroll.stream import Stream

from .structures import BAD_KEYS
from .world import ENVIRONMENT, EPOCH, GENERATION, LAST_EPOCH, NOW, World

SECRET, PUBLIC = hpke.derive_key_pair(Stream("sealroll vectors device").take(32))
OTHER_SECRET, OTHER_PUBLIC = hpke.derive_key_pair(Stream("sealroll vectors other device").take(32))
SEEDS = {use: Stream(f"sealroll vectors device {use}").take(32) for use in ("http", "instruction")}
KEYS = {use: ed25519.public_key_of(seed) for use, seed in SEEDS.items()}
CARD = device.encode(PUBLIC, KEYS["http"], KEYS["instruction"], "Anna's laptop")
IKM = Stream("sealroll vectors grant").take(32)
FIRST, LAST, PUNCTURED = EPOCH - 2, EPOCH + 4, EPOCH
FORMER = bytes([0x5A] * 32)
"""Presence id of a former edition of the poster."""
READER = certificate.READ | certificate.DELEGATE


def make(c) -> None:
    make_card(c)
    make_ranges(c)
    make_whole(c)


def make_card(c) -> None:
    def add(name, rule, comment, card, expect="ok"):
        c.add(f"device/{name}", "device-card", rule, comment, {"card": card.hex()}, expect)

    add("ok", "DEV-1 DEV-2", "a card, with the words to be compared", CARD)
    add("ok-longest", "DEV-1", "a name of 120 bytes", device.encode(PUBLIC, KEYS["http"], KEYS["instruction"], "a" * 120))
    add("version", "CNV-4", "version 2", b"\x02" + CARD[1:], "unsupported-version")
    add("key", "DEV-1 DH-1", "an HPKE key that is not canonical", CARD[:32] + bytes([CARD[32] | 0x80]) + CARD[33:], "bad-key")
    for name, (rule, bad) in BAD_KEYS.items():
        add(f"http-{name}", f"DEV-1 {rule}", f"the http key is {name.replace('-', ' ')}", device.encode(PUBLIC, bad, KEYS["instruction"], "a"), "bad-key")
        add(f"instruction-{name}", f"DEV-1 {rule}", f"the instruction key is {name.replace('-', ' ')}", device.encode(PUBLIC, KEYS["http"], bad, "a"), "bad-key")
    add("same-key", "DEV-1", "one key for two uses", device.encode(PUBLIC, KEYS["http"], KEYS["http"], "a"), "bad-key")
    add("no-name", "CNV-3", "an empty name", device.encode(PUBLIC, KEYS["http"], KEYS["instruction"], ""), "limit")
    add("long-name", "CNV-3", "a name of 121 bytes", device.encode(PUBLIC, KEYS["http"], KEYS["instruction"], "a" * 121), "limit")
    add("name", "TXT-2", "a name that changes the direction", device.encode(PUBLIC, KEYS["http"], KEYS["instruction"], "phone\u202e"), "bad-text")
    add("cut", "CNV-1", "the last byte is missing", CARD[:-1], "truncated")
    add("longer", "CNV-2", "one byte too many", CARD + b"\x00", "trailing-bytes")


def make_ranges(c) -> None:
    world = World()
    whole, punctured = world.frontier, tree.puncture(world.frontier, PUNCTURED)
    for name, comment, frontier, first, last in (
        ("whole", "all epochs of a generation", whole, 0, 2**32 - 1),
        ("part", "some epochs", whole, FIRST, LAST),
        ("one", "one epoch", whole, EPOCH, EPOCH),
        ("end", "a range that ends after the generation", whole, LAST_EPOCH - 2, LAST_EPOCH + 100),
        ("punctured", "a range around an epoch that is punctured", punctured, FIRST, LAST),
        ("gone", "an epoch that is punctured", punctured, PUNCTURED, PUNCTURED),
        ("outside", "a range after the generation", whole, LAST_EPOCH + 1, LAST_EPOCH + 9),
    ):
        given = {"frontier": tree.encode(frontier).hex(), "first_epoch": first, "last_epoch": last}
        c.add(f"grant/range-{name}", "frontier-range", "KEY-2 GRT-4", comment, given)


class Case:
    """A grant of seven epochs, of which one is punctured."""

    def __init__(self):
        self.world = World()
        self.card = device.decode(CARD)
        self.frontier = tree.puncture(self.world.frontier, PUNCTURED)

    def certificate(self, use: str, rights: int, serial: int, **changes) -> bytes:
        values = {"serial": serial, "rights": rights, "public_key": KEYS[use], **changes}
        return self.world.certificate(use, **values)

    def certificates(self, rights: int = READER) -> list[bytes]:
        return [self.certificate("instruction", rights, 5), self.certificate("http", rights, 6)]

    def registration(self, certificates=None, descriptor=None) -> bytes:
        world = self.world
        used = certificates or self.certificates()
        return welcome.encode_registration(world.root.received, used, descriptor or world.descriptor)

    def frontiers(self, first: int = FIRST, last: int = LAST) -> list[tuple[int, bytes]]:
        return [(GENERATION, tree.encode(grant.restrict(self.frontier, first, last)))]

    def psks(self, first: int = FIRST, last: int = LAST) -> list[tuple[int, bytes, bytes]]:
        epochs = [epoch for epoch in range(first, last + 1) if epoch != PUNCTURED]
        return [(epoch, self.world.presence_id, self.world.psk(epoch)) for epoch in epochs]

    def content(self, registration=None, first=FIRST, last=LAST, frontiers=None, psks=None, seed=None, card=None, serial=0) -> bytes:
        return grant.encode_content(
            registration or self.registration(), NOW, first, last,
            self.frontiers() if frontiers is None else frontiers,
            self.psks() if psks is None else psks, seed or self.world.root_seed, card or self.card, serial,
        )


def make_whole(c) -> None:
    case = Case()
    world, good = case.world, case.content()

    def add(name, rule, comment, content=good, expect="ok", sealed=None, secret=SECRET, card=CARD, environment=ENVIRONMENT):
        sealed = sealed or grant.seal(case.card, content, IKM)
        given = {
            "card": card.hex(), "secret_key": secret.hex(), "http_seed": SEEDS["http"].hex(),
            "instruction_seed": SEEDS["instruction"].hex(), "grant": sealed.hex(), "environment": environment,
        }
        return c.add(f"grant/{name}", "grant", rule, comment, given, expect)

    given = {"card": CARD.hex(), "content": good.hex(), "ikm_e": IKM.hex()}
    c.add("grant/seal", "grant-seal", "GRT-2", "a content sealed to a card", given)
    output = add("ok", "GRT-1 GRT-3 GRT-4", "seven epochs, one of them punctured")
    assert [key["epoch"] for key in output["keys"]] == [epoch for epoch, _, _ in case.psks()]
    everything = READER | certificate.INSTRUCT | certificate.DISCLOSE
    add("ok-all-rights", "GRT-3", "all rights", case.content(case.registration(case.certificates(everything))))
    orders = certificate.DELEGATE | certificate.INSTRUCT
    without = case.registration(case.certificates(orders))
    add("ok-no-read", "GRT-3", "may instruct and not read", case.content(without, frontiers=[], psks=[]))
    whole = grant.seal(case.card, good, IKM)
    add("version", "CNV-4", "version 2", sealed=b"\x02" + whole[1:], expect="unsupported-version")
    add("suite", "CNV-4", "suite 2", sealed=whole[:1] + b"\x00\x02" + whole[3:], expect="unsupported-suite")
    add("cut", "CNV-1", "enc is cut off", sealed=whole[:34], expect="truncated")
    add("enc", "GRT-2", "an enc that is not canonical", sealed=whole[:34] + bytes([whole[34] | 0x80]) + whole[35:], expect="bad-key")
    add("altered", "GRT-2", "one bit of the ciphertext differs", sealed=whole[:-1] + bytes([whole[-1] ^ 1]), expect="open-failed")
    add("small-order", "GRT-2 DH-2", "an enc of small order", sealed=whole[:3] + bytes(32) + whole[35:], expect="open-failed")
    add("other-key", "GRT-2", "another device's key", secret=OTHER_SECRET, expect="open-failed")
    renamed = device.encode(PUBLIC, KEYS["http"], KEYS["instruction"], "Anna's phone")
    add("other-card", "GRT-2", "the same keys under another name", card=renamed, expect="open-failed")
    add("content-version", "CNV-4", "a content of version 2", b"\x02" + good[1:], "unsupported-version")
    add("content-cut", "CNV-1", "the last byte of the signature is missing", good[:-1], "truncated")
    add("content-longer", "CNV-2", "a byte after the signature", good + b"\x00", "trailing-bytes")
    add("range-reversed", "GRT-1", "the last epoch lies before the first", case.content(first=LAST, last=FIRST), "bad-value")
    add("range-too-long", "GRT-1", "4097 epochs", case.content(last=FIRST + 4096), "bad-value")
    add("signer", "GRT-1", "names an instruction key as its signer", case.content(serial=2, seed=world.seeds["instruction"]), "bad-value")
    twice = case.frontiers() * 2
    add("generation-twice", "GRT-1", "a generation twice", case.content(frontiers=twice), "non-canonical")
    add("psk-order", "GRT-1", "PSKs in descending order", case.content(psks=case.psks()[::-1]), "non-canonical")
    double = sorted(case.psks() + [(epoch, FORMER, bytes(32)) for epoch, _, _ in case.psks()])
    add("ok-editions", "GRT-1 EDN-3", "PSKs of two editions of the poster", case.content(psks=double))
    add("psk-twice", "GRT-1", "a PSK of one edition twice", case.content(psks=case.psks()[:1] + case.psks()), "non-canonical")
    order = [pair for place in range(0, len(double), 2) for pair in (double[place + 1], double[place])]
    add("psk-edition-order", "GRT-1", "presence ids descend", case.content(psks=order), "non-canonical")
    wider = case.frontiers(FIRST - 1, LAST)
    add("node-outside", "GRT-1", "a node of an epoch before the range",
        case.content(frontiers=wider, psks=case.psks(FIRST - 1, LAST)), "inconsistent")
    add("psk-more", "GRT-1", "a PSK of an epoch that no frontier covers", case.content(psks=case.psks(FIRST, LAST + 1)), "inconsistent")
    add("psk-missing", "GRT-1", "an epoch without its PSK", case.content(psks=case.psks()[1:]), "inconsistent")
    nodes = grant.restrict(case.frontier, FIRST, LAST)
    swapped = tree.encode([nodes[1], nodes[0], *nodes[2:]])
    add("frontier-order", "KEY-3", "nodes in another order", case.content(frontiers=[(GENERATION, swapped)]), "non-canonical")
    add("environment", "GRT-3 ROOT-2", "a list of another environment", environment=3 - ENVIRONMENT, expect="wrong-environment")
    other = World("another list")
    add("descriptor", "GRT-3 DESC-3", "the terms of another list", case.content(case.registration(descriptor=other.descriptor)), "wrong-list")
    foreign = [case.certificate("instruction", READER, 5, signer=world.log_seed), case.certificates()[1]]
    add("certificate", "GRT-3 CERT-2", "a certificate that the root has not signed", case.content(case.registration(foreign)), "bad-signature")
    add("signature", "GRT-3", "the signature differs in one bit", good[:-1] + bytes([good[-1] ^ 1]), "bad-signature")
    add("other-signer", "GRT-3", "signed by the instruction key", case.content(seed=world.seeds["instruction"]), "bad-signature")
    for_other = device.decode(device.encode(OTHER_PUBLIC, KEYS["http"], KEYS["instruction"], "Anna's laptop"))
    add("passed-on", "GRT-3", "signed for another device", case.content(card=for_other), "bad-signature")
    for name, comment, found in (
        ("one-certificate", "one certificate", case.certificates()[:1]),
        ("three-certificates", "a certificate more", [world.certificate("statement"), *case.certificates()]),
        ("other-keys", "certificates of other keys", [
            case.certificate("instruction", READER, 5, public_key=KEYS["http"]),
            case.certificate("http", READER, 6, public_key=KEYS["instruction"])]),
        ("rights-differ", "certificates of different rights", [
            case.certificate("instruction", READER | certificate.INSTRUCT, 5), case.certificate("http", READER, 6)]),
        ("not-a-delegate", "certificates of a device of the owner", case.certificates(certificate.READ)),
        ("keys-without-read", "frontiers without the right to read", case.certificates(orders)),
    ):
        add(name, "GRT-3", comment, case.content(case.registration(found)), "inconsistent")
