"""Kinds for notices, pages and feeds."""

from sealroll import certificate, ed25519, mailbox, root

from .structures import hexed

KINDS_OF = {"answer": 1, "erased": 2, "disclosed": 3}
NAMES = {number: name for name, number in KINDS_OF.items()}


def seal(given: dict) -> dict:
    kind, subject, nonce = KINDS_OF[given["notice_kind"]], hexed(given["subject"]), hexed(given["response_nonce"])
    secret = mailbox.secret_of(hexed(given["exporter_secret"]), mailbox.word_of(kind))
    head = mailbox.encode_head(kind, given["time"], given["part"], given["parts"], hexed(given["data"]))
    message = mailbox.message_to_sign(hexed(given["list_id"]), subject, nonce, head)
    signature = ed25519.sign(hexed(given["instruction_seed"]), message)
    key, aead_nonce = mailbox.key_and_nonce(secret, subject, nonce)
    return {
        "secret": secret.hex(), "tag": mailbox.tag_of(secret, nonce).hex(), "key": key.hex(),
        "nonce": aead_nonce.hex(), "head": head.hex(), "signature": signature.hex(),
        "notice": mailbox.seal(secret, subject, nonce, head + signature).hex(),
    }


def notice(given: dict) -> dict:
    list_id, signer = hexed(given["list_id"]), certificate.decode(hexed(given["certificate"]))
    mailbox.check_certificate(root.decode(hexed(given["root_document"])), signer, list_id)
    secret = mailbox.secret_of(hexed(given["exporter_secret"]), given["word"])
    seen = {hexed(nonce) for nonce in given["seen"]}
    part = mailbox.open_notice(hexed(given["notice"]), secret, given["word"], hexed(given["subject"]), list_id, signer, seen)
    return {
        "notice_kind": NAMES[part.kind], "time": part.time, "part": part.part, "parts": part.parts,
        "data": part.data.hex(), "response_nonce": part.response_nonce.hex(),
    }


def message(given: dict) -> dict:
    return mailbox.decode_message(KINDS_OF[given["notice_kind"]], hexed(given["data"]))


def page(given: dict) -> dict:
    messages, refused = mailbox.read_page(
        hexed(given["page"]), hexed(given["exporter_secret"]), given["word"], hexed(given["subject"]),
        hexed(given["list_id"]), {hexed(nonce) for nonce in given["seen"]},
    )
    named = [{"notice_kind": NAMES[message.pop("kind")], **message} for message in messages]
    return {"messages": named, "refused": refused}


def number(given: dict) -> dict:
    secret = mailbox.secret_of(hexed(given["exporter_secret"]), given["word"])
    return {"pages": [mailbox.page_number(secret, given["feed"], k) for k in range(13)]}


def feed(given: dict) -> dict:
    found = mailbox.check_feed(hexed(given["feed"]), root.decode(hexed(given["root_document"])), given["now"])
    return {"certificate_serial": found.certificate.serial, "k": found.k, "per_page": found.per_page}


KINDS = {
    "notice-seal": seal, "notice": notice, "notice-message": message, "notice-page": page,
    "notice-page-number": number, "feed": feed,
}
