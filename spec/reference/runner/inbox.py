"""Kinds for the owner's work: the inbox and the sync."""

from sealroll import descriptor, entry, owner, parts, root, statement, tree
from sealroll.reject import Reject

from .structures import hexed


def owner_inbox(given: dict) -> dict:
    """Opens the items in order. The case itself is `ok`; each item has its own result."""
    terms = [descriptor.decode(hexed(item)) for item in given["descriptors"]]
    by_hash = {item.hash: item for item in terms}
    issued = [statement.decode(hexed(item)) for item in given["statements"]]
    inbox = owner.Inbox(
        list_id=hexed(given["list_id"]),
        presence_secrets=[hexed(secret) for secret in given["presence_secrets"]],
        frontiers={f["generation"]: tree.decode(hexed(f["frontier"])) for f in given["frontiers"]},
        statements={item.id: (item, by_hash[item.descriptor_hash]) for item in issued},
        superseded={hexed(s["statement_id"]): s["seen"] for s in given["superseded"]},
    )
    results = [open_item(inbox, item) for item in given["items"]]
    latest = {}
    for check_in in inbox.check_ins:
        winner = inbox.winner(check_in)
        latest[check_in] = winner and [winner.item.generation, winner.item.leaf_index]
    return {"results": results, "latest": latest}


def open_item(inbox: owner.Inbox, fields: dict) -> dict:
    item = owner.Item(
        fields["generation"], fields["leaf_index"], hexed(fields["entry"]), hexed(fields["envelope"])
    )
    try:
        opened = inbox.open(item)
    except Reject as reject:
        return {"result": reject.code}
    if opened is None:
        return {"result": "not-a-record"}
    if opened.record["type"] == "canary":
        return {"result": "canary"}
    return {"result": "opened", "record": opened.record}


def sync(given: dict) -> dict:
    found = owner.sync(
        [hexed(entry) for entry in given["seen"]], [hexed(entry) for entry in given["fetched"]],
        given["cosigned_size"], given["checkpoint"], given["log_name"], hexed(given["log_key"]),
        {statement.decode(hexed(item)).id for item in given["own_statements"]},
    )
    return {"size": found.size, "root_hash": found.root_hash.hex()}


def recovered_log(given: dict) -> dict:
    terms = descriptor.decode(hexed(given["descriptor"]))
    list_id = root.decode(hexed(given["root_document"])).list_id
    log = parts.Log(terms.origin, list_id, given["generation"], terms.log_key)
    entries = [hexed(item) for item in given["entries"]]
    found, later = parts.sync(
        log, [hexed(item) for item in given["seen"]], given["cosigned"], entries,
        given["checkpoint"], given["openings"],
        {statement.decode(hexed(item)).id for item in given["own_statements"]},
    )
    present = {entry.decode(item).hash for item in entries if item[0] == entry.RECORD}
    return {
        "size": found.size, "root_hash": found.root_hash.hex(),
        "recoveries": [shown(recovery, present) for recovery in later],
    }


def shown(recovery: parts.Recovery, present: set) -> dict:
    records = [item.hash for item in recovery.lost if item.kind == entry.RECORD]
    missing = [item for item in records if item not in present]
    return {
        "part": recovery.part, "restored": recovery.restored, "signed": recovery.signed,
        "lost": len(recovery.lost), "lost_records": len(records),
        "returned": len(records) - len(missing), "missing": [item.hex() for item in missing],
    }


KINDS = {"owner-inbox": owner_inbox, "sync": sync, "recovered-log": recovered_log}
