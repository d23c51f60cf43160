"""Checks our HPKE against the foreign ones, both ways, and our vectors' envelopes with them."""

import json
import subprocess
import sys
from pathlib import Path

from sealroll import envelope, hpke
from sealroll.labels import label
from sealroll.reject import Reject
from sealroll.stream import Stream

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parent / "vectors"
PROGRAMS = {
    "pyhpke": [sys.executable, str(HERE / "foreign_hpke.py")],
    "@hpke/core": ["node", str(HERE / "foreign_hpke.mjs")],
}


class Foreign:
    """A foreign implementation, running."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **command) -> dict:
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def check(foreign: Foreign, rounds: int) -> list[str]:
    """What went wrong."""
    random, faults = Stream("sealroll foreign hpke"), []
    for number in range(rounds):
        secret_key, public_key = hpke.derive_key_pair(random.take(32))
        info, psk, psk_id = random.take(69), random.take(32), random.take(32)
        plaintext = random.take(256 << number % 4)
        common = {"info": info.hex(), "psk": psk.hex(), "psk_id": psk_id.hex()}
        sealed = foreign.ask(op="seal", pk=public_key.hex(), pt=plaintext.hex(), **common)
        if open_ours(sealed, secret_key, info, psk, psk_id) != plaintext:
            faults.append(f"round {number}: we cannot open theirs")
        shared, enc = hpke.encap(public_key, hpke.derive_key_pair(random.take(32))[0])
        ours = hpke.key_schedule(shared, info, psk, psk_id).seal(b"", plaintext)
        asked = {"op": "open", "sk": secret_key.hex(), "enc": enc.hex(), "ct": ours.hex(), **common}
        if foreign.ask(**asked) != {"ok": True, "pt": plaintext.hex()}:
            faults.append(f"round {number}: they cannot open ours")
        if foreign.ask(**{**asked, "psk": random.take(32).hex()})["ok"]:
            faults.append(f"round {number}: they open with another psk")
        if foreign.ask(**{**asked, "info": info[1:].hex()})["ok"]:
            faults.append(f"round {number}: they open with another info")
    return faults + check_vectors(foreign)


def open_ours(sealed: dict, secret_key: bytes, info: bytes, psk: bytes, psk_id: bytes) -> bytes | None:
    try:
        shared = hpke.decap(bytes.fromhex(sealed["enc"]), secret_key)
        return hpke.key_schedule(shared, info, psk, psk_id).open(b"", bytes.fromhex(sealed["ct"]))
    except (Reject, KeyError):
        return None


def check_vectors(foreign: Foreign) -> list[str]:
    """Opens the envelopes of vectors/open that can be opened."""
    faults, opened = [], 0
    for path in sorted((VECTORS / "open").glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if case["expect"] != "ok":
            continue
        given = case["input"]
        found = envelope.decode(bytes.fromhex(given["envelope"]))
        answer = foreign.ask(
            op="open", sk=given["epoch_secret_key"], enc=found.enc.hex(), ct=found.ciphertext.hex(),
            info=(label("record") + found.header).hex(), psk=given["psk"], psk_id=found.statement_id.hex(),
        )
        plaintext = envelope.frame(bytes.fromhex(case["output"]["data"]), found.bucket).hex()
        if answer != {"ok": True, "pt": plaintext}:
            faults.append(f"{path.name}: {answer}")
        opened += 1
    return faults if opened else [*faults, "no vector to open"]


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    failed = False
    for name, command in PROGRAMS.items():
        foreign = Foreign(command)
        faults = check(foreign, rounds)
        foreign.close()
        failed = failed or bool(faults)
        print(f"{name}: {rounds} rounds, {len(faults)} faults", *faults, sep="\n  ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
