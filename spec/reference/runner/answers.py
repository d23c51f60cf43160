"""Kinds for what owner and guest make of an answer, by what they hold."""

from sealroll import acknowledgement, checkpoint, descriptor, entry, guest, root, welcome

from . import structures
from .structures import hexed


def acknowledged(given: dict) -> dict:
    """The instruction that was given is not in question: its note is the owner's own."""
    terms = descriptor.decode(hexed(given["descriptor"]))
    list_id = root.decode(hexed(given["root_document"])).list_id
    found = acknowledgement.verify(
        hexed(given["answer"]), given["note"], terms.origin, list_id, terms.log_key
    )
    return {"instruction_id": found.instruction_id.hex(), "time": found.time, "index": found.index}


def kept_receipt(given: dict) -> guest.Kept:
    name = checkpoint.log_origin(given["origin"], hexed(given["list_id"]), given["generation"])
    return guest.Kept(name, hexed(given["log_key"]), hexed(given["entry"]), given["kept"])


def renew(given: dict) -> dict:
    kept = kept_receipt(given)
    replaced = kept.renew(given["receipt"])
    return {"replaced": replaced, "index": kept.index, "kept": kept.text}


def lost(given: dict) -> dict:
    return {"lost": kept_receipt(given).is_lost(given["proof"])}


def log_deleted(given: dict) -> dict:
    """The bundle is verified before its terms count."""
    structures.verify_welcome(given)
    terms = welcome.decode(hexed(given["bundle"])).descriptor
    epoch = entry.decode(hexed(given["entry"])).epoch
    guest.check_deleted(terms, epoch, given["asked"])
    return {}


KINDS = {"acknowledgement": acknowledged, "renew": renew, "lost": lost, "log-deleted": log_deleted}
