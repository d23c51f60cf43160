"""Random journeys of the reference with itself, through the command interface."""

import json
import random
import sys

from journey import Journey

ANCHOR = 1767225600
PLACES = ("Tisch 1", "Bar", None)


class Failed(Exception):
    """A journey that did not end as it must."""


def ask(journey: Journey, **command) -> dict:
    """An answer that has to be a success."""
    answer = journey.answer(json.dumps(command))
    if not answer["ok"]:
        raise Failed(f"{command['op']}: {answer}")
    return answer


def run(seed: int) -> int:
    """One journey; gives the number of records."""
    choose, journey = random.Random(seed), Journey()
    bucket = choose.choice((256, 512, 1024, 2048))
    created = ask(journey, op="new_list", seed=f"{seed:064x}", anchor=ANCHOR, epochs=3, terms={"bucket": bucket})
    list_id, link = created["list_id"], created["link"]
    wanted, tickets = [], []
    for step in range(choose.randint(1, 8)):
        now = ANCHOR + choose.randrange(3 * 86400)
        bundle = ask(journey, op="welcome", list_id=list_id, now=now)["bundle"]
        common = {"link": link, "bundle": bundle, "now": now, "seed": f"{seed:032x}{step:032x}"}
        if tickets and choose.random() < 0.5:
            ticket = choose.choice(tickets)
            body = {"type": "check-out", "departure": now, "source": "guest"}
            answer = ask(journey, op="seal_follow_up", ticket=ticket["ticket"], body=body,
                         tree_size=ticket["tree_size"], root_hash=ticket["root_hash"], **common)
            ticket["ticket"] = answer["ticket"]
        else:
            names = ("given_name", "family_name", "phone", "email", "street", "postal_code", "city", "country")
            contact = {name: None for name in names}
            contact.update(given_name=f"G{step}", family_name="F")
            form = {"contact": contact, "companions": {"count": choose.randrange(3), "names": []},
                    "place": choose.choice(PLACES), "arrival": now, "planned_end": None, "door_code": None,
                    "entered_by": "guest"}
            answer = ask(journey, op="seal_check_in", form=form, **common)
        uploaded = ask(journey, op="upload", list_id=list_id, envelope=answer["envelope"],
                       upload_token=answer["upload_token"])
        again = ask(journey, op="upload", list_id=list_id, envelope=answer["envelope"],
                       upload_token=answer["upload_token"])
        if uploaded["leaf_index"] != again["leaf_index"]:
            raise Failed("the same envelope got another leaf index")
        confirmed = ask(journey, op="verify_receipt", bundle=bundle, entry=answer["entry"], receipt=uploaded["receipt"])
        wanted.append((confirmed["leaf_index"], answer["data"]))
        if answer["ticket"]["counter"] == 0:
            tickets.append({"ticket": answer["ticket"], **confirmed})
    opened = ask(journey, op="open", list_id=list_id)["results"]
    if [item["leaf_index"] for item in opened if item["result"] == "opened"] != [index for index, _ in wanted]:
        raise Failed(f"opened {opened}")
    return len(wanted)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    records = sum(run(seed) for seed in range(count))
    print(f"{count} journeys, {records} records")


if __name__ == "__main__":
    main()
