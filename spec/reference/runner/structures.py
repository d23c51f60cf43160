"""Kinds for the structures that every party sees."""

from sealroll import certificate, descriptor, ed25519, entry, field, invitation, labels, merkle
from sealroll import checkpoint, record, root, statement, tree, welcome, words, x25519
from sealroll.invitation import psk_of
from sealroll.reject import Reject, require


def hexed(value: str) -> bytes:
    return bytes.fromhex(value)


def all_labels(given: dict) -> dict:
    return {word: labels.label(word).hex() for word in given["words"]}


def fingerprint_words(given: dict) -> dict:
    return {"words": words.fingerprint_words(hexed(given["root_fingerprint"]))}


def psk(given: dict) -> dict:
    return {"psk": psk_of(hexed(given["presence_secret"]), hexed(given["list_id"]), given["epoch"]).hex()}


def ed25519_verify(given: dict) -> dict:
    ed25519.verify(hexed(given["public_key"]), hexed(given["message"]), hexed(given["signature"]))
    return {}


def x25519_key(given: dict) -> dict:
    x25519.check_public_key(hexed(given["public_key"]))
    return {}


def x25519_shared(given: dict) -> dict:
    """DH-2; `side` is `seal` or `open`."""
    secret = x25519.shared_secret(hexed(given["secret_key"]), hexed(given["public_key"]))
    require(secret is not None, "bad-key" if given["side"] == "seal" else "open-failed")
    return {"shared_secret": secret.hex()}


def decode_root(given: dict) -> dict:
    document = root.decode(hexed(given["root_document"]))
    return {
        "environment": document.environment,
        "public_key": document.public_key.hex(),
        "creation_day": document.creation_day,
        "random": document.random.hex(),
        "root_fingerprint": document.fingerprint.hex(),
        "list_id": document.list_id.hex(),
        "words": words.fingerprint_words(document.fingerprint),
    }


def decode_certificate(given: dict) -> dict:
    found = certificate.decode(hexed(given["certificate"]))
    return {
        "root_fingerprint": found.root_fingerprint.hex(),
        "serial": found.serial,
        "use": found.use,
        "rights": found.rights,
        "not_before": found.not_before,
        "not_after": found.not_after,
        "public_key": found.public_key.hex(),
        "signature": found.signature.hex(),
    }


def verify_certificate(given: dict) -> dict:
    document = root.decode(hexed(given["root_document"]))
    found = certificate.decode(hexed(given["certificate"]))
    found.verify(document)
    found.check_use(given["use"], given["now"])
    found.check_memory(given["highest_serial"])
    return {"signed": (labels.label("certificate") + found.received[:91]).hex()}


def decode_descriptor(given: dict) -> dict:
    found = descriptor.decode(hexed(given["descriptor"]))
    return {
        "root_fingerprint": found.root_fingerprint.hex(),
        "descriptor_version": found.descriptor_version,
        **found.texts,
        "epoch_anchor": found.epoch_anchor,
        "epoch_length": found.epoch_length,
        "retention_epochs": found.retention_epochs,
        "upload_grace": found.upload_grace,
        "supersede_grace": found.supersede_grace,
        "audit_days": found.audit_days,
        "bucket": found.bucket,
        "policies": found.policies,
        "max_companions": found.max_companions,
        "epoch_cap": found.epoch_cap,
        "door_code": found.door_code,
        "origin": found.origin,
        "log_key": found.log_key.hex(),
        "signature": found.signature.hex(),
        "descriptor_hash": found.hash.hex(),
    }


def verify_descriptor(given: dict) -> dict:
    document = root.decode(hexed(given["root_document"]))
    found = descriptor.decode(hexed(given["descriptor"]))
    found.verify(document)
    found.check_memory(given["highest_version"])
    return {"signed": (labels.label("descriptor") + found.received[:-64]).hex()}


def decode_statement(given: dict) -> dict:
    found = statement.decode(hexed(given["statement"]))
    return {
        "root_fingerprint": found.root_fingerprint.hex(),
        "generation": found.generation,
        "epoch": found.epoch,
        "serial": found.serial,
        "not_before": found.not_before,
        "not_after": found.not_after,
        "descriptor_hash": found.descriptor_hash.hex(),
        "presence_id": found.presence_id.hex(),
        "public_key": found.public_key.hex(),
        "certificate_serial": found.certificate_serial,
        "signature": found.signature.hex(),
        "statement_id": found.id.hex(),
    }


def verify_statement(given: dict) -> dict:
    document = root.decode(hexed(given["root_document"]))
    certificates = [certificate.decode(hexed(item)) for item in given["certificates"]]
    terms = descriptor.decode(hexed(given["descriptor"]))
    found = statement.decode(hexed(given["statement"]))
    found.verify(document, certificates, terms)
    found.check_memory(given["highest_serial"])
    found.check_presence(hexed(given["presence_id"]))
    found.check_time(given["now"])
    return {"signed": (labels.label("statement") + found.received[:171]).hex()}


def parse_invitation(given: dict) -> dict:
    found = invitation.parse(given["link"])
    return {
        "host": found.host,
        "root_fingerprint": found.root_fingerprint.hex(),
        "presence_secret": found.presence_secret.hex(),
        "door_code": found.door_code,
        "list_id": found.list_id.hex(),
        "upload_token": found.upload_token.hex(),
        "presence_id": found.presence_id.hex(),
    }


def verify_welcome(given: dict) -> dict:
    link = invitation.parse(given["link"])
    bundle = welcome.decode(hexed(given["bundle"]))
    seen = given["memory"]
    memory = welcome.Memory(
        certificates={int(use): serial for use, serial in seen["certificates"].items()},
        descriptor_version=seen["descriptor_version"],
        statements={int(epoch): serial for epoch, serial in seen["statements"].items()},
    )
    bundle.verify(link, given["environment"], given["now"], memory)
    found = bundle.statement
    return {
        "list_id": bundle.root.list_id.hex(),
        "words": words.fingerprint_words(bundle.root.fingerprint),
        "certificate_serials": [item.serial for item in bundle.certificates],
        "descriptor_hash": bundle.descriptor.hash.hex(),
        "statement_id": found.id.hex(),
        "generation": found.generation,
        "epoch": found.epoch,
        "log_name": checkpoint.log_origin(bundle.descriptor.origin, bundle.root.list_id, found.generation),
        "witness_name": checkpoint.witness_name(bundle.descriptor.origin, bundle.root.list_id),
        "statement_entry": entry.Entry(entry.STATEMENT, found.epoch, found.id).encode().hex(),
        "leaf_index": bundle.proof.index,
        "psk": link.psk(found.epoch).hex(),
    }


def verify_registration(given: dict) -> dict:
    found = welcome.decode_registration(hexed(given["registration"]))
    found.verify(hexed(given["list_id"]), given["origin"], hexed(given["log_key"]))
    return {"certificate_serials": [item.serial for item in found.certificates]}


def check_fields(given: dict) -> dict:
    return {"results": [field_result(given["name"], value) for value in given["values"]]}


def field_result(name: str, value) -> str:
    try:
        field.check_field(name, value)
    except Reject as reject:
        return reject.code
    return "ok"


def decode_record(given: dict) -> dict:
    content, signature = record.decode(hexed(given["data"]))
    record.check_policies(content, descriptor.decode(hexed(given["descriptor"])))
    return {"record": content, "signature": signature and signature.hex()}


def decode_entry(given: dict) -> dict:
    data = hexed(given["entry"])
    found = entry.decode(data)
    return {
        "kind": found.kind, "epoch": found.epoch, "hash": found.hash.hex(),
        "leaf_hash": merkle.leaf_hash(data).hex(),
    }


def decode_frontier(given: dict) -> dict:
    nodes = tree.decode(hexed(given["frontier"]))
    return {
        "nodes": [{"depth": n.depth, "index": n.index, "node": n.value.hex()} for n in nodes],
    }


KINDS = {
    "labels": all_labels,
    "fingerprint-words": fingerprint_words,
    "psk": psk,
    "ed25519-verify": ed25519_verify,
    "x25519-key": x25519_key,
    "x25519-shared": x25519_shared,
    "decode-root": decode_root,
    "decode-certificate": decode_certificate,
    "verify-certificate": verify_certificate,
    "decode-descriptor": decode_descriptor,
    "verify-descriptor": verify_descriptor,
    "decode-statement": decode_statement,
    "verify-statement": verify_statement,
    "parse-invitation": parse_invitation,
    "verify-welcome": verify_welcome,
    "verify-registration": verify_registration,
    "field": check_fields,
    "record-decode": decode_record,
    "entry": decode_entry,
    "decode-frontier": decode_frontier,
}
