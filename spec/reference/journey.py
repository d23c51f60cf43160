"""The reference as a partner for other implementations: JSON lines in, JSON lines out.

The commands are documented in README.md. Every line is answered by one line: `{"ok": true, ...}`,
`{"ok": false, "error": "<class>"}` for what the protocol rejects, or
`{"ok": false, "problem": "..."}` for a command that makes no sense.
"""

import json
import sys

from runner import run
from runner.inbox import open_item
from sealroll import checkpoint, guest, invitation, merkle, root, welcome
from sealroll.guest import Ticket
from sealroll.house import House
from sealroll.reject import Reject
from sealroll.stream import Stream


class Journey:
    """The lists of this process, by list id."""

    def __init__(self):
        self.houses: dict[str, House] = {}

    def answer(self, line: str) -> dict:
        try:
            command = json.loads(line)
            return {"ok": True, **COMMANDS[command["op"]](self, command)}
        except Reject as reject:
            found = {"ok": False, "error": reject.code}
            return found if reject.field is None else {**found, "field": reject.field}
        except (KeyError, TypeError, ValueError, IndexError) as error:
            return {"ok": False, "problem": f"{type(error).__name__}: {error}"}

    def house(self, command: dict) -> House:
        return self.houses[command["list_id"]]

    def new_list(self, command: dict) -> dict:
        house = House(
            seed=bytes.fromhex(command["seed"]),
            anchor=command["anchor"],
            epochs=command.get("epochs", 31),
            host=command.get("host", "sealroll.example"),
            environment=command.get("environment", root.TEST),
            terms=command.get("terms", {}),
            policies=command.get("policies", {}),
            door_code=command.get("door_code"),
        )
        self.houses[house.list_id.hex()] = house
        return {
            "list_id": house.list_id.hex(),
            "link": house.link,
            "registration": welcome.encode_registration(
                house.root.received, house.certificates, house.descriptor.received
            ).hex(),
            "log_name": house.log.name,
            "log_key": house.descriptor.log_key.hex(),
        }

    def welcome(self, command: dict) -> dict:
        house, now = self.house(command), command["now"]
        terms = house.descriptor
        epoch = command.get("epoch", (now - terms.epoch_anchor) // terms.epoch_length)
        return {"bundle": house.welcome(epoch, now).hex()}

    def issue(self, command: dict) -> dict:
        found = self.house(command).issue(command["epoch"], command["now"])
        return {"statement": found.received.hex(), "statement_id": found.id.hex()}

    def upload(self, command: dict) -> dict:
        index, text = self.house(command).upload(
            bytes.fromhex(command["envelope"]), bytes.fromhex(command["upload_token"])
        )
        return {"leaf_index": index, "receipt": text}

    def puncture(self, command: dict) -> dict:
        self.house(command).puncture(command["epoch"])
        return {}

    def open(self, command: dict) -> dict:
        """Everything in the log of the list, in log order."""
        inbox, items = self.house(command).inbox()
        results = []
        for item in items:
            fields = {
                "generation": item.generation, "leaf_index": item.leaf_index,
                "entry": item.entry.hex(), "envelope": item.envelope.hex(),
            }
            results.append({"leaf_index": item.leaf_index, **open_item(inbox, fields)})
        winners = {check_in: inbox.winner(check_in) for check_in in inbox.check_ins}
        return {
            "results": [result for result in results if result["result"] != "not-a-record"],
            "latest": {
                check_in: found and [found.item.generation, found.item.leaf_index]
                for check_in, found in winners.items()
            },
        }

    def log(self, command: dict) -> dict:
        log = self.house(command).log
        return {"checkpoint": log.checkpoint(), "entries": [item.hex() for item in log.entries]}

    def consistency(self, command: dict) -> dict:
        leaves = self.house(command).log.leaves[: command["new"]]
        return {"proof": [item.hex() for item in merkle.consistency_proof(command["old"], leaves)]}

    def seal_check_in(self, command: dict) -> dict:
        bundle, link = verified(command)
        random = Stream(bytes.fromhex(command["seed"]))
        pending, ticket = guest.check_in(bundle, link, command["form"], random)
        return sealed(link, pending, ticket)

    def seal_follow_up(self, command: dict) -> dict:
        bundle, link = verified(command)
        fields, random = command["ticket"], Stream(bytes.fromhex(command["seed"]))
        ticket = Ticket(
            bytes.fromhex(fields["seed"]), bytes.fromhex(fields["record_id"]),
            fields["generation"], fields["counter"],
        )
        seen = (command["tree_size"], bytes.fromhex(command["root_hash"]))
        pending = guest.follow_up(bundle, link, ticket, command["body"], seen, random)
        return sealed(link, pending, ticket)

    def verify_receipt(self, command: dict) -> dict:
        bundle = welcome.decode(bytes.fromhex(command["bundle"]))
        proof = guest.confirm(bundle, bytes.fromhex(command["entry"]), command["receipt"])
        return {
            "leaf_index": proof.index, "tree_size": proof.checkpoint.size,
            "root_hash": proof.checkpoint.root_hash.hex(),
        }

    def verify_consistency(self, command: dict) -> dict:
        old, new = (checkpoint.parse(command[name]) for name in ("old", "new"))
        key = bytes.fromhex(command["log_key"])
        for found in (old, new):
            checkpoint.verify_log_signature(found, key)
        proof = [bytes.fromhex(item) for item in command["proof"]]
        merkle.verify_consistency(old.size, new.size, proof, old.root_hash, new.root_hash)
        return {}

    def vector(self, command: dict) -> dict:
        """Any kind of vectors/README.md."""
        expect, output = run(command["kind"], command["input"])
        return {"expect": expect, "output": output}


def verified(command: dict) -> tuple[welcome.Welcome, invitation.Invitation]:
    """Bundle and link, after WEL-2 with an empty memory."""
    link = invitation.parse(command["link"])
    bundle = welcome.decode(bytes.fromhex(command["bundle"]))
    bundle.verify(link, command.get("environment", root.TEST), command["now"], welcome.Memory())
    return bundle, link


def sealed(link: invitation.Invitation, pending: guest.Pending, ticket: Ticket) -> dict:
    return {
        "upload_token": link.upload_token.hex(),
        "envelope": pending.envelope.hex(),
        "record_id": pending.record_id.hex(),
        "entry": pending.entry.hex(),
        "data": pending.data.hex(),
        "ticket": {
            "seed": ticket.seed.hex(), "record_id": ticket.record_id.hex(),
            "generation": ticket.generation, "counter": ticket.counter,
        },
    }


COMMANDS = {
    "new_list": Journey.new_list,
    "welcome": Journey.welcome,
    "issue": Journey.issue,
    "upload": Journey.upload,
    "puncture": Journey.puncture,
    "open": Journey.open,
    "log": Journey.log,
    "consistency": Journey.consistency,
    "seal_check_in": Journey.seal_check_in,
    "seal_follow_up": Journey.seal_follow_up,
    "verify_receipt": Journey.verify_receipt,
    "verify_consistency": Journey.verify_consistency,
    "vector": Journey.vector,
}


def main() -> None:
    journey = Journey()
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(journey.answer(line), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
