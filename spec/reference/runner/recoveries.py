"""Kinds for recovery: words, sheets, blob, canary."""

from sealroll import blob, codewords, record, sheet, tree
from sealroll.keyfile import Parameters

from .structures import hexed


def words(given: dict) -> dict:
    secret, language = codewords.decode(given["text"])
    return {"secret": secret.hex(), "language": language}


def words_write(given: dict) -> dict:
    return {"text": codewords.encode(hexed(given["secret"]), given["language"])}


def one_sheet(given: dict) -> dict:
    found = sheet.read(given["text"])
    return {"set": found.set.hex(), "k": found.k, "n": found.n, "x": found.x, "share": found.share.hex()}


def sheets(given: dict) -> dict:
    return {"secret": sheet.combine([sheet.read(text) for text in given["texts"]]).hex()}


def parameters_of(given: dict) -> Parameters:
    return Parameters(
        blob.KIND, given["secret_kind"], given["m_kib"], given["t"], given["p"], hexed(given["salt"])
    )


def recovery_key(given: dict) -> dict:
    keys = blob.recovery_key(parameters_of(given), hexed(given["secret"]))
    return {name: value.hex() for name, value in keys.items()}


def seal(given: dict) -> dict:
    context = blob.context_of(parameters_of(given), hexed(given["list_id"]), given["serial"])
    sealed, schedule = blob.seal(
        hexed(given["public_key"]), context, hexed(given["content"]), hexed(given["ikm_e"])
    )
    return {"key": schedule.key.hex(), "base_nonce": schedule.base_nonce.hex(), "blob": sealed.hex()}


def open_blob(given: dict) -> dict:
    data = hexed(given["blob"]) + bytes(given.get("zeros_appended", 0))
    found = blob.decode(data, hexed(given["list_id"]))
    content = blob.open_blob(found, hexed(given["secret"]))
    return {"serial": found.serial, **blob.decode_content(content)}


def canary(given: dict) -> dict:
    leaf = tree.leaf(tree.decode(hexed(given["frontier"])), given["epoch"])
    value = blob.canary_value(leaf, hexed(given["list_id"]), given["generation"], given["epoch"])
    return {"value": value.hex(), "data": record.encode({"type": "canary", "value": value.hex()}).hex()}


KINDS = {
    "recovery-words": words, "recovery-words-write": words_write, "sheet": one_sheet, "sheets": sheets,
    "recovery-key": recovery_key, "recovery-blob-seal": seal, "recovery-blob": open_blob, "canary": canary,
}
