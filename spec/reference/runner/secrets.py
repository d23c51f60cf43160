"""Kinds for the owner's secrets: epoch tree, key file, recovery code."""

from sealroll import hpke, keyfile, recovery, tree

from .structures import hexed


def frontier(given: dict) -> dict:
    """Generates from a seed, punctures in order, derives the epochs asked for."""
    nodes = tree.generate(hexed(given["seed"]), given["first_epoch"], given["last_epoch"])
    generated, steps = nodes, []
    for epoch in given["punctures"]:
        nodes = tree.puncture(nodes, epoch)
        steps.append(tree.encode(nodes).hex())
    return {
        "generated": tree.encode(generated).hex(),
        "punctured": steps,
        "epochs": [derive(nodes, given, epoch) for epoch in given["derive"]],
    }


def derive(nodes: list, given: dict, epoch: int) -> dict:
    leaf = tree.leaf(nodes, epoch)
    if leaf is None:
        return {"epoch": epoch, "leaf": None}
    ikm = tree.epoch_ikm(leaf, hexed(given["list_id"]), given["generation"], epoch)
    secret_key, public_key = hpke.derive_key_pair(ikm)
    return {
        "epoch": epoch, "leaf": leaf.hex(), "ikm": ikm.hex(),
        "secret_key": secret_key.hex(), "public_key": public_key.hex(),
    }


def key_file_seal(given: dict) -> dict:
    parameters = keyfile.Parameters(
        given["kind"], given["secret_kind"], given["m_kib"], given["t"], given["p"],
        hexed(given["salt"]),
    )
    keys = parameters.derive(hexed(given["secret"]))
    sealed = keyfile.seal(parameters, hexed(given["secret"]), hexed(given["content"]))
    return {**{name: value.hex() for name, value in keys.items()}, "file": sealed.hex()}


def key_file(given: dict) -> dict:
    data = hexed(given["file"]) + bytes(given.get("zeros_appended", 0))
    content = keyfile.open_file(data, hexed(given["secret"]))
    readers = {keyfile.IDENTITY: keyfile.decode_identity, keyfile.DECRYPTION: keyfile.decode_decryption}
    decoded = readers[data[1]](content) if data[1] in readers else {}
    return {"content": content.hex(), **decoded}


def recovery_code(given: dict) -> dict:
    return {"secret": recovery.decode(given["text"]).hex()}


def recovery_code_write(given: dict) -> dict:
    return {"text": recovery.encode(hexed(given["secret"]))}


KINDS = {
    "frontier": frontier,
    "key-file-seal": key_file_seal,
    "key-file": key_file,
    "recovery-code": recovery_code,
    "recovery-code-write": recovery_code_write,
}
