"""The project's vectors, as far as this interface can express them.

The folder is walked; every kind is either run or named below with the reason why it cannot be
expressed here; a kind that is neither fails.
"""

import base64
import json
import struct
import unittest
from datetime import datetime, timezone
from typing import Any, Callable

import sealroll
from sealroll import (
    Authority,
    Environment,
    FileSecret,
    Guest,
    Identity,
    Invitation,
    SealrollError,
)
from support import ROOT

Values = dict[str, Any]


ENVIRONMENTS = {1: Environment.PRODUCTION, 2: Environment.TEST}


class NotExpressed(Exception):
    """This case of a kind that is run cannot be expressed."""


def parse_invitation(case: Values) -> Values:
    link = case["input"]["link"]
    invitation = Invitation.from_link(link)
    if invitation.to_link() != link:
        raise AssertionError("the link changed")
    has_door_code = case["output"].get("door_code") is not None
    if invitation.has_door_code() != has_door_code:
        raise AssertionError("the door code")
    return {"list_id": invitation.list_id()}


def fingerprint_words(case: Values) -> Values:
    fingerprint = bytes.fromhex(case["input"]["root_fingerprint"])
    content = base64.urlsafe_b64encode(bytes([1, 0]) + fingerprint + bytes([7] * 32))
    link = f"https://sealroll.example/c#{content.decode().rstrip('=')}"
    return {"words": Invitation.from_link(link).fingerprint_words()}


def verify_welcome(case: Values) -> Values:
    return accept(case["input"])


def worked_check_in(case: Values) -> Values:
    """What comes before sealing: the sealed bytes depend on random numbers."""
    given = case["input"]
    found = accept(given)
    expected = case["output"]["welcome"]
    if any(expected[name] != value for name, value in found.items()):
        raise AssertionError(f"{found}")
    return {}


def accept(given: Values) -> Values:
    invitation = Invitation.from_link(given["link"])
    environment = ENVIRONMENTS[given["environment"]]
    memory = saved_memory(given["memory"], invitation.list_id())
    guest = Guest.restore(environment, memory, bytes(32))
    now = datetime.fromtimestamp(given["now"], timezone.utc)
    welcome = guest.accept(invitation, bytes.fromhex(given["bundle"]), now)
    return {
        "words": welcome.fingerprint_words(),
        "epoch": welcome.epoch(),
        "list_id": welcome.list_id(),
    }


def saved_memory(memory: Values, list_id: str) -> bytes:
    """A guest's memory in the form in which the library saves it."""
    certificates = memory.get("certificates") or {}
    serials = [int(certificates.get(str(use), 0)) for use in (1, 2, 3, 4)]
    statements = memory.get("statements") or {}
    saved = struct.pack(">BI", 1, 1) + bytes.fromhex(list_id)
    saved += struct.pack(">4QIB", *serials, memory.get("descriptor_version", 0), len(statements))
    for epoch, serial in statements.items():
        saved += struct.pack(">IQ", int(epoch), int(serial))
    return saved


def recovery_code(case: Values) -> Values:
    written = sealroll.check_recovery_code(case["input"]["text"])
    secret = case["output"].get("secret")
    if CODES.get(secret, written) != written:
        raise AssertionError(f"written as {written}")
    return {}


def key_file(case: Values) -> Values:
    given = case["input"]
    file = bytes.fromhex(given["file"]) + bytes(given.get("zeros_appended", 0))
    identity, passphrase = 1, 2
    if case["expect"] == "ok" and file[1] != identity:
        raise NotExpressed("only an owner's own files open as devices and decryption keys")
    if len(file) > 2 and file[2] == passphrase:
        secret: FileSecret = FileSecret.PASSPHRASE(bytes.fromhex(given["secret"]).decode())
    else:
        secret = FileSecret.RECOVERY_CODE(CODES[given["secret"]])
    Identity.from_file(file, secret)
    return {}


def authority_card(case: Values) -> Values:
    card = sealroll.card_of(bytes.fromhex(case["input"]["card"]))
    return {"name": card.name, "words": card.words}


def disclosure(case: Values) -> Values:
    """An authority's state is its key with the name that stands in its card."""
    given = case["input"]
    card, key = bytes.fromhex(given["card"]), bytes.fromhex(given["secret_key"])
    authority = Authority.from_bytes(b"\x02" + key + card[33:])
    environment = ENVIRONMENTS[given["environment"]]
    report = authority.open(bytes.fromhex(given["disclosure"]), environment)
    reason = report.reason()
    refused = [
        {"generation": one.generation, "leaf_index": one.index, "error": one.code}
        for one in report.refused()
    ]
    if report.records() != len(case["output"].get("records", [])):
        raise AssertionError(f"{report.records()} records")
    return {
        "disclosure_id": report.id(),
        "list_id": report.list_id(),
        "words": report.fingerprint_words(),
        "time": int(report.time().timestamp()),
        "case": reason.case_name,
        "purpose": reason.purpose,
        "legal_basis": reason.legal_basis,
        "refused": refused,
    }


RUN: dict[str, Callable[[Values], Values]] = {
    "authority-card": authority_card,
    "disclosure": disclosure,
    "fingerprint-words": fingerprint_words,
    "key-file": key_file,
    "parse-invitation": parse_invitation,
    "recovery-code": recovery_code,
    "verify-welcome": verify_welcome,
    "worked-check-in": worked_check_in,
}

PARTS = "a part that others are made of, without a call of its own"
RANDOM = "the random numbers would have to be given"
PROCESSOR = "what a processor does"
STATE = "a state that a device saves and never takes from outside"
NOT_EXPRESSED = {
    "acknowledgement": STATE,
    "log-deleted": STATE,
    "lost": STATE,
    "renew": STATE,
    "canary": PARTS,
    "checkpoint": PARTS,
    "consistency": PARTS,
    "cosignature": PARTS,
    "decode-certificate": PARTS,
    "decode-descriptor": PARTS,
    "decode-envelope": PARTS,
    "decode-frontier": PARTS,
    "decode-root": PARTS,
    "decode-statement": PARTS,
    "disclosure-seal": RANDOM,
    "document": PARTS,
    "document-hashes": PARTS,
    "ed25519-verify": PARTS,
    "entry": PARTS,
    "feed": PROCESSOR,
    "field": PARTS,
    "frontier": PARTS,
    "frontier-range": PARTS,
    "device-card": PARTS,
    "grant": PARTS,
    "grant-seal": RANDOM,
    "hedge": RANDOM,
    "http-signature": PROCESSOR,
    "inclusion": PARTS,
    "instruction": PROCESSOR,
    "key-file-seal": RANDOM,
    "labels": PARTS,
    "note": PARTS,
    "notice": PARTS,
    "notice-message": PARTS,
    "notice-page": PARTS,
    "notice-page-number": PARTS,
    "notice-seal": RANDOM,
    "open-envelope": PARTS,
    "owner-inbox": STATE,
    "psk": PARTS,
    "receipt": PARTS,
    "record-decode": PARTS,
    "recovered-log": STATE,
    "recovery-blob": PARTS,
    "recovery-blob-seal": RANDOM,
    "recovery-code-write": RANDOM,
    "recovery-key": PARTS,
    "recovery-words": PARTS,
    "recovery-words-write": PARTS,
    "seal-envelope": RANDOM,
    "sealed-contact": PARTS,
    "sheet": PARTS,
    "sheets": PARTS,
    "sync": STATE,
    "tree": PARTS,
    "verify-certificate": PARTS,
    "verify-descriptor": PARTS,
    "verify-follow-up": PARTS,
    "verify-registration": PROCESSOR,
    "verify-statement": PARTS,
    "x25519-key": PARTS,
    "x25519-shared": PARTS,
}

FILES = sorted((ROOT / "spec/vectors").rglob("*.json"))
CASES = {file.relative_to(ROOT / "spec/vectors"): json.loads(file.read_text()) for file in FILES}
CODES = {
    case["input"]["secret"]: case["output"]["text"]
    for case in CASES.values()
    if case["kind"] == "recovery-code-write"
}


def judge(case: Values) -> tuple[str, Values]:
    try:
        return "ok", RUN[case["kind"]]({"output": {}} | case)
    except SealrollError as error:
        return error.code, {}


class Vectors(unittest.TestCase):
    def test_every_kind_is_run_or_named(self) -> None:
        kinds = {case["kind"] for case in CASES.values()}
        self.assertEqual(kinds - set(RUN) - set(NOT_EXPRESSED), set())
        self.assertEqual(set(RUN) & set(NOT_EXPRESSED), set())

    def test_every_case_that_can_be_expressed(self) -> None:
        counts = dict.fromkeys(RUN, 0)
        left_out = 0
        for name, case in CASES.items():
            if case["kind"] not in RUN:
                continue
            with self.subTest(name=str(name)):
                try:
                    result, values = judge(case)
                except NotExpressed:
                    left_out += 1
                    continue
                self.assertEqual(result, case["expect"])
                for value in values:
                    self.assertEqual(values[value], case["output"][value], value)
                counts[case["kind"]] += 1
        print(counts)
        self.assertTrue(all(counts.values()), counts)
        self.assertEqual(left_out, 4)
