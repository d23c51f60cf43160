"""Kinds for authority cards and disclosures."""

from sealroll import authority, words
from sealroll import card as cards

from .structures import hexed


def card(given: dict) -> dict:
    found = cards.decode(hexed(given["card"]))
    return {
        "public_key": found.public_key.hex(), "name": found.name,
        "authority_fingerprint": found.fingerprint.hex(),
        "words": words.fingerprint_words(found.fingerprint),
    }


def seal(given: dict) -> dict:
    found = cards.decode(hexed(given["card"]))
    disclosure = authority.seal(found, hexed(given["content"]), hexed(given["ikm_e"]))
    return {"disclosure": disclosure.hex(), "disclosure_id": authority.disclosure_id(disclosure).hex()}


def disclosure(given: dict) -> dict:
    found = cards.decode(hexed(given["card"]))
    opened = authority.open_content(hexed(given["disclosure"]), hexed(given["secret_key"]), found)
    content = authority.decode_content(opened)
    results = authority.verify(content, found, given["environment"])
    root, places = content.registration.root, [(item.generation, item.index) for item in content.records]
    return {
        "disclosure_id": authority.disclosure_id(hexed(given["disclosure"])).hex(),
        "list_id": root.list_id.hex(), "words": words.fingerprint_words(root.fingerprint),
        "time": content.time, "case": content.case, "purpose": content.purpose,
        "legal_basis": content.legal_basis,
        "records": [
            {"generation": generation, "leaf_index": index, **result}
            for (generation, index), result in zip(places, results) if isinstance(result, dict)
        ],
        "refused": [
            {"generation": generation, "leaf_index": index, "error": result}
            for (generation, index), result in zip(places, results) if isinstance(result, str)
        ],
    }


KINDS = {"authority-card": card, "disclosure-seal": seal, "disclosure": disclosure}
