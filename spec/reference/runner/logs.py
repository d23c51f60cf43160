"""Kinds for log, notes, signed requests and instructions."""

from sealroll import certificate, checkpoint, document, httpsig, instruction, merkle, note, receipt, root
from sealroll.labels import label
from sealroll.reject import require

from .structures import hexed


def tree_hashes(given: dict) -> dict:
    """Leaf hashes, the root hash of every size from 0, and all proofs of the whole tree."""
    leaves = [merkle.leaf_hash(hexed(entry)) for entry in given["entries"]]
    sizes = range(len(leaves) + 1)
    return {
        "leaf_hashes": [leaf.hex() for leaf in leaves],
        "root_hashes": [merkle.root_hash(leaves[:size]).hex() for size in sizes],
        "inclusion": [texts(merkle.inclusion_proof(i, leaves)) for i in range(len(leaves))],
        "consistency": [texts(merkle.consistency_proof(size, leaves)) for size in sizes if size],
    }


def texts(hashes: list[bytes]) -> list[str]:
    return [item.hex() for item in hashes]


def inclusion(given: dict) -> dict:
    merkle.verify_inclusion(
        hexed(given["leaf_hash"]), given["index"], given["size"],
        [hexed(item) for item in given["proof"]], hexed(given["root_hash"]),
    )
    return {}


def consistency(given: dict) -> dict:
    merkle.verify_consistency(
        given["old_size"], given["new_size"], [hexed(item) for item in given["proof"]],
        hexed(given["old_root_hash"]), hexed(given["new_root_hash"]),
    )
    return {}


def signed_note(given: dict) -> dict:
    keys = [note.Key(key["name"], note.ED25519, hexed(key["public_key"])) for key in given["keys"]]
    text, signers = note.verify(given["note"], keys)
    return {
        "text": text,
        "signers": [key.name for key in signers],
        "key_ids": [key.id.hex() for key in keys],
    }


def signed_checkpoint(given: dict) -> dict:
    found = checkpoint.parse(given["checkpoint"])
    require(found.origin == given["origin"], "wrong-log")
    checkpoint.verify_log_signature(found, hexed(given["log_key"]))
    return {
        "size": found.size, "root_hash": found.root_hash.hex(), "text": found.text,
        "key_id": note.key_id(found.origin, note.ED25519, hexed(given["log_key"])).hex(),
    }


def cosignature(given: dict) -> dict:
    found = checkpoint.parse(given["checkpoint"])
    key = hexed(given["public_key"])
    time = checkpoint.verify_cosignature(found, given["name"], key)
    return {
        "time": time,
        "message": checkpoint.cosigned_message(found.text, time).decode("utf-8"),
        "key_id": note.key_id(given["name"], note.COSIGNATURE, key).hex(),
    }


def signed_receipt(given: dict) -> dict:
    found = receipt.parse(given["receipt"])
    name = checkpoint.log_origin(given["origin"], hexed(given["list_id"]), given["generation"])
    receipt.verify(found, name, hexed(given["log_key"]), hexed(given["entry"]))
    return {
        "log_name": name, "index": found.index, "size": found.checkpoint.size,
        "root_hash": found.checkpoint.root_hash.hex(),
        "leaf_hash": merkle.leaf_hash(hexed(given["entry"])).hex(),
    }


def http_signature(given: dict) -> dict:
    fields = given["request"]
    request = httpsig.Request(
        fields["method"], fields["authority"], fields["path"], fields["query"],
        hexed(fields["body"]), fields["headers"],
    )
    certificates = [certificate.decode(hexed(item)) for item in given["certificates"]]
    nonces = set(given["nonces"])
    serial = httpsig.verify(request, hexed(given["list_id"]), certificates, given["now"], nonces, given["revoked"])
    parameters = request.headers["signature-input"].removeprefix("sealroll=")
    return {
        "certificate_serial": serial,
        "signature_base": httpsig.signature_base(request, parameters),
    }


def signed_instruction(given: dict) -> dict:
    certificates = [certificate.decode(hexed(item)) for item in given["certificates"]]
    last = given["last"] and (given["last"]["serial"], hexed(given["last"]["instruction_id"]))
    found = instruction.verify(
        given["note"], given["origin"], root.decode(hexed(given["root_document"])), certificates,
        given["now"], last, given["revoked"],
    )
    return {
        "serial": found.serial, "previous": found.previous and found.previous.hex(),
        "time": found.time, "order": found.order, "certificate_serial": found.certificate_serial, "instruction_id": found.id.hex(),
        "hashed": (label("instruction") + given["note"].encode("utf-8")).hex(),
    }


def signed_document(given: dict) -> dict:
    found = document.verify(
        given["document_kind"], given["note"], given["origin"], hexed(given["list_id"]),
        hexed(given["log_key"]),
    )
    return {**found.values, "document_id": found.id.hex()}


def document_hashes(given: dict) -> dict:
    """Ids of documents by kind, of terms as a reason, and of a reader's token."""
    list_id = hexed(given["list_id"])
    documents = given["documents"]
    return {
        "document_ids": [
            document.document_id(item["kind"], hexed(item["document"])).hex() for item in documents
        ],
        "retention_id": document.retention_id(
            list_id, given["epoch"], hexed(given["descriptor_hash"])
        ).hex(),
        "reader_id": document.reader_id(list_id, hexed(given["token"])).hex(),
    }


KINDS = {
    "tree": tree_hashes,
    "inclusion": inclusion,
    "consistency": consistency,
    "note": signed_note,
    "checkpoint": signed_checkpoint,
    "cosignature": cosignature,
    "receipt": signed_receipt,
    "http-signature": http_signature,
    "instruction": signed_instruction,
    "document": signed_document,
    "document-hashes": document_hashes,
}
