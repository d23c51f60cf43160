"""Kinds for device cards and grants."""

from sealroll import device, grant, tree, words

from .structures import hexed


def device_card(given: dict) -> dict:
    found = device.decode(hexed(given["card"]))
    return {
        "public_key": found.public_key.hex(), "http_key": found.http_key.hex(),
        "instruction_key": found.instruction_key.hex(), "name": found.name,
        "device_fingerprint": found.fingerprint.hex(),
        "words": words.fingerprint_words(found.fingerprint),
    }


def seal(given: dict) -> dict:
    found = device.decode(hexed(given["card"]))
    return {"grant": grant.seal(found, hexed(given["content"]), hexed(given["ikm_e"])).hex()}


def restrict(given: dict) -> dict:
    nodes = grant.restrict(tree.decode(hexed(given["frontier"])), given["first_epoch"], given["last_epoch"])
    return {"restricted": tree.encode(nodes).hex()}


def open_grant(given: dict) -> dict:
    found = device.decode(hexed(given["card"]))
    opened = grant.open_content(hexed(given["grant"]), hexed(given["secret_key"]), found)
    content = grant.decode_content(opened)
    rights = grant.verify(content, found, given["environment"])
    root, terms = content.registration.root, content.registration.descriptor
    return {
        "list_id": root.list_id.hex(), "words": words.fingerprint_words(root.fingerprint),
        "venue": terms.texts["venue"], "rights": rights, "time": content.time,
        "first_epoch": content.first_epoch, "last_epoch": content.last_epoch,
        "epochs": sorted({epoch for epoch, _, _ in content.psks}),
        "keys": [
            {"generation": generation, "epoch": epoch, "public_key": pair[1].hex()}
            for generation, frontier in content.frontiers
            for epoch in range(content.first_epoch, content.last_epoch + 1)
            if (pair := tree.epoch_key_pair(frontier, root.list_id, generation, epoch)) is not None
        ],
        "psks": [
            {"epoch": epoch, "presence_id": edition.hex(), "psk": psk.hex()} for epoch, edition, psk in content.psks
        ],
    }


KINDS = {"device-card": device_card, "frontier-range": restrict, "grant-seal": seal, "grant": open_grant}
