"""The worked check-in: everything from the link to the receipt in one case."""

from sealroll import ed25519, envelope, record, welcome

from . import logs, sealing, structures
from .structures import hexed


def worked_check_in(given: dict) -> dict:
    verified = structures.verify_welcome(given)
    bundle = welcome.decode(hexed(given["bundle"]))
    found = bundle.statement
    header = envelope.encode_header(bundle.root.list_id, found.epoch, found.id)
    ticket = ed25519.public_key_of(hexed(given["ticket_seed"])).hex()
    content = record.encode({**given["record"], "ticket_key": ticket})
    ikm = envelope.hedge(hexed(given["random"]), hexed(given["device_secret"]), header, content)
    sealed = sealing.seal_envelope({
        "descriptor": bundle.descriptor.received.hex(), "list_id": bundle.root.list_id.hex(),
        "epoch": found.epoch, "statement_id": found.id.hex(), "public_key": found.public_key.hex(),
        "psk": verified["psk"], "ikm_e": ikm.hex(), "ticket_seed": given["ticket_seed"],
        "record": given["record"],
    })
    received = logs.signed_receipt({
        "receipt": given["receipt"], "origin": bundle.descriptor.origin,
        "list_id": bundle.root.list_id.hex(), "generation": found.generation,
        "log_key": bundle.descriptor.log_key.hex(), "entry": sealed["entry"],
    })
    return {
        "invitation": structures.parse_invitation(given), "welcome": verified,
        "ticket_key": ticket, "ikm_e": ikm.hex(), "sealed": sealed, "receipt": received,
    }


KINDS = {"worked-check-in": worked_check_in}
