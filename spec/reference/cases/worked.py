"""The worked check-in of section 1."""

from sealroll import ed25519, entry, envelope, record
from sealroll.stream import Stream

from .world import ENVIRONMENT, EPOCH, NOW, World


def make(c) -> None:
    world, random = World("worked check-in"), Stream("sealroll worked check-in guest")
    given = {
        "link": world.link(),
        "bundle": world.bundle(certificates=[world.certificate("statement"), world.certificate("witness")]).hex(),
        "environment": ENVIRONMENT,
        "now": NOW,
        "memory": {"certificates": {}, "descriptor_version": 0, "statements": {}},
        "record": {"type": "check-in", **world.form()},
        "ticket_seed": random.take(32).hex(),
        "random": random.take(32).hex(),
        "device_secret": random.take(32).hex(),
    }
    for _ in range(2):
        world.log.append(entry.Entry(entry.RECORD, EPOCH, random.take(32)).encode())
    given["receipt"] = receipt_for(world, given)
    comment = "one check-in, from the link to the receipt"
    c.add("worked-check-in", "worked-check-in", "WEL-2 ENV-3 ENV-5 PAD-1 REC-1 RCP-3", comment, given)


def receipt_for(world: World, given: dict) -> str:
    """Seals the same record, logs it and gives its receipt."""
    ticket = ed25519.public_key_of(bytes.fromhex(given["ticket_seed"])).hex()
    data = record.encode({**given["record"], "ticket_key": ticket})
    header = world.header()
    ikm = envelope.hedge(bytes.fromhex(given["random"]), bytes.fromhex(given["device_secret"]), header, data)
    sealed, _ = envelope.begin(header, world.key_pair()[1], world.psk(), ikm).finish(data, world.terms["bucket"])
    line = entry.Entry(entry.RECORD, EPOCH, envelope.record_id_of(sealed)).encode()
    return world.log.receipt(world.log.append(line))
