"""Kinds for what owner and guest make of an answer, by what they hold."""

from sealroll import acknowledgement, descriptor, root

from .structures import hexed


def acknowledged(given: dict) -> dict:
    """The instruction that was given is not in question: its note is the owner's own."""
    terms = descriptor.decode(hexed(given["descriptor"]))
    list_id = root.decode(hexed(given["root_document"])).list_id
    found = acknowledgement.verify(
        hexed(given["answer"]), given["note"], terms.origin, list_id, terms.log_key
    )
    return {"instruction_id": found.instruction_id.hex(), "time": found.time, "index": found.index}


KINDS = {"acknowledgement": acknowledged}
