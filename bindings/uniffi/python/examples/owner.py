"""An owner's desk: ``owner.py create API FOLDER`` makes a list and writes its link to
``FOLDER/link``, ``owner.py open API FOLDER`` prints today's visits as JSON.
"""

import os
import sys
from pathlib import Path

from sealroll import (
    Bilingual,
    Environment,
    Field,
    FileCost,
    FileSecret,
    HttpConnection,
    NewList,
    Owner,
    Policy,
    StateStore,
    create_list,
    processor_of,
    processor_request,
)

# Cheap, because these files are thrown away. Leave it out for files that last.
CHEAP = FileCost(memory_kib=64, passes=1)


class Desk(StateStore):
    """Keeps the device in a file that a passphrase opens."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.secret = FileSecret.PASSPHRASE(os.environ["SEALROLL_SECRET"])

    def save(self, state: bytes) -> None:
        with Owner.from_bytes(state) as owner:
            self.keep("device", owner.to_device_file(self.secret, CHEAP))

    def keep(self, name: str, content: bytes) -> None:
        part = self.folder / f"{name}.part"
        part.write_bytes(content)
        part.replace(self.folder / name)

    def owner(self) -> Owner:
        device = (self.folder / "device").read_bytes()
        return Owner.from_device_file(device, self.secret)


def create(connection: HttpConnection, desk: Desk) -> None:
    processor = processor_of(connection.content(processor_request()))
    new = create_list(
        NewList(
            environment=Environment.TEST,
            processor=processor,
            venue="Café Morgenrot",
            contact="info@morgenrot.example",
            purpose=Bilingual(de="Kontaktnachverfolgung", en="contact tracing"),
            legal_basis=Bilingual(de="Art. 6 Abs. 1 lit. c DSGVO", en="Art. 6(1)(c) GDPR"),
            fields={Field.GIVEN_NAME: Policy.REQUIRED, Field.FAMILY_NAME: Policy.REQUIRED},
        ),
        connection.now(),
    )
    with new.owner as owner, new.identity as identity:
        # The root of the list exists nowhere else: into a file, at once, and away with it.
        desk.keep("identity", identity.to_file(desk.secret, CHEAP))
        connection.content(owner.registration_request())
        statements = owner.statements_request(connection.authority(), connection.now())
        if statements is not None:
            connection.content(statements)
        owner.sync(connection, desk)
        desk.save(owner.to_bytes())
        with owner.invitation("https://lists.example") as invitation:
            desk.keep("link", invitation.to_link().encode())


def read_today(connection: HttpConnection, desk: Desk) -> None:
    with desk.owner() as owner:
        owner.sync(connection, desk)
        desk.save(owner.to_bytes())
        today = owner.epoch_at(connection.now()).epoch
        with owner.fetch(today, connection) as fetched:
            batch = owner.open(fetched)
        if batch.set_aside or batch.missing:
            sys.exit(f"{len(batch.set_aside)} set aside, {len(batch.missing)} missing")
        print(owner.json(today), end="")


def main(task: str, api: str, folder: str) -> None:
    tasks = {"create": create, "open": read_today}
    tasks[task](HttpConnection(api), Desk(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
