"""Kinds for sealing and opening."""

from sealroll import descriptor, dual, ed25519, entry, envelope, hpke, merkle, record, x25519
from sealroll.labels import label
from sealroll.reject import Reject

from .structures import hexed


def decode_envelope(given: dict) -> dict:
    found = envelope.decode(hexed(given["envelope"]), given["bucket"])
    return {
        "header": found.header.hex(),
        "list_id": found.list_id.hex(),
        "epoch": found.epoch,
        "statement_id": found.statement_id.hex(),
        "key_commitment": found.key_commitment.hex(),
        "enc": found.enc.hex(),
        "ciphertext": found.ciphertext.hex(),
        "record_id": found.record_id.hex(),
    }


def hedge(given: dict) -> dict:
    parts = [hexed(given[name]) for name in ("random", "device_secret", "header", "content")]
    return {"ikm_e": envelope.hedge(*parts).hex()}


def seal_envelope(given: dict) -> dict:
    terms = descriptor.decode(hexed(given["descriptor"]))
    list_id, seed = hexed(given["list_id"]), hexed(given["ticket_seed"])
    content_record = dict(given["record"])
    is_check_in = content_record["type"] == "check-in"
    if is_check_in:
        content_record["ticket_key"] = ed25519.public_key_of(seed).hex()
    header = envelope.encode_header(list_id, given["epoch"], hexed(given["statement_id"]))
    record.check_fields(content_record)
    if terms.authority is not None:
        content_record["sealed_contact"], inner_values = seal_contact(content_record, terms, header, given)
    else:
        inner_values = {}
    content = record.encode(content_record)
    record.check_policies(record.decode(content if is_check_in else content + bytes(64))[0], terms)
    recipient, ikm = hexed(given["public_key"]), hexed(given["ikm_e"])
    sealing = envelope.begin(header, recipient, hexed(given["psk"]), ikm)
    signed = b"" if is_check_in else record.follow_up_message(
        list_id, header, sealing.ephemeral_public, content
    )
    signature = b"" if is_check_in else ed25519.sign(seed, signed)
    sealed, schedule = sealing.finish(content + signature, terms.bucket)
    record_id = envelope.record_id_of(sealed)
    log_entry = entry.Entry(entry.RECORD, given["epoch"], record_id).encode()
    return {
        **inner_values,
        "content": content.hex(),
        "signed": signed.hex(),
        "signature": signature.hex(),
        "plaintext": envelope.frame(content + signature, terms.bucket).hex(),
        "header": header.hex(),
        "info": (label("record") + header).hex(),
        "ephemeral_secret_key": sealing.ephemeral_secret.hex(),
        "enc": sealing.ephemeral_public.hex(),
        "dh": x25519.shared_secret(sealing.ephemeral_secret, recipient).hex(),
        **schedule_values(schedule),
        "key_commitment": envelope.key_commitment_of(header, schedule).hex(),
        "envelope": sealed.hex(),
        "record_id": record_id.hex(),
        "entry": log_entry.hex(),
        "leaf_hash": merkle.leaf_hash(log_entry).hex(),
    }


def seal_contact(content_record: dict, terms, header: bytes, given: dict) -> tuple[str, dict]:
    """Parts the record and seals what is the authority's (DUAL-4)."""
    record.check_policies(content_record, terms.without_authority())
    parted, inner = dual.part(content_record)
    content_record.update(parted)
    outer, inner = record.encode_outer(content_record, 2), dual.encode_inner(inner)
    text = dual.frame(inner, terms.bucket)
    sealed = dual.seal(terms.authority.public_key, hexed(given["ikm_inner"]), header, outer, text)
    values = {"outer": outer.hex(), "inner": inner.hex(), "inner_info": dual.info(header, outer).hex()}
    return sealed.hex(), {**values, "sealed_contact": sealed.hex()}


def sealed_contact(given: dict) -> dict:
    data = hexed(given["data"])
    content, _ = record.decode(data)
    if "sealed_contact" not in content:
        raise Reject("bad-value")
    outer = record.encode_outer(content, 2)
    sealed = hexed(content["sealed_contact"])
    return dual.open_contact(hexed(given["secret_key"]), hexed(given["header"]), outer, sealed)


def open_envelope(given: dict) -> dict:
    terms = descriptor.decode(hexed(given["descriptor"]))
    found = envelope.decode(hexed(given["envelope"]), terms.bucket)
    secret_key, psk = hexed(given["epoch_secret_key"]), hexed(given["psk"])
    data = envelope.open_envelope(found, secret_key, psk)
    content, signature = record.decode(data)
    record.check_policies(content, terms)
    schedule = envelope.schedule_of(hpke.decap(found.enc, secret_key), found.header, psk)
    return {
        **schedule_values(schedule),
        "data": data.hex(),
        "record": content,
        "signature": signature and signature.hex(),
    }


def schedule_values(schedule: hpke.Schedule) -> dict:
    return {
        "shared_secret": schedule.shared_secret.hex(),
        "key_schedule_context": schedule.context.hex(),
        "secret": schedule.secret.hex(),
        "key": schedule.key.hex(),
        "base_nonce": schedule.base_nonce.hex(),
        "exporter_secret": schedule.exporter_secret.hex(),
    }


def verify_follow_up(given: dict) -> dict:
    data = hexed(given["data"])
    _, signature = record.decode(data)
    if signature is None:
        raise Reject("bad-value")
    message = record.follow_up_message(
        hexed(given["list_id"]), hexed(given["header"]), hexed(given["enc"]), data[:-64]
    )
    ed25519.verify(hexed(given["ticket_key"]), message, signature)
    return {"signed": message.hex()}


KINDS = {
    "decode-envelope": decode_envelope,
    "hedge": hedge,
    "seal-envelope": seal_envelope,
    "open-envelope": open_envelope,
    "verify-follow-up": verify_follow_up,
    "sealed-contact": sealed_contact,
}
