"""What the tests share: a real processor, a list with its owner, and how failures are named."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Iterator

import sealroll
from sealroll import (
    Bilingual,
    Environment,
    Field,
    FileCost,
    HttpConnection,
    Identity,
    NewList,
    Owner,
    Policy,
)

ROOT = Path(__file__).resolve().parents[4]
# Cheap, since these files are thrown away.
CHEAP = FileCost(memory_kib=64, passes=1)


class Processor:
    """A processor of the test environment on a free port."""

    def __init__(self, folder: str | None = None, vault: str | None = None) -> None:
        self.folder = folder or tempfile.mkdtemp(prefix="sealroll-uniffi-")
        self.process = subprocess.Popen(
            [os.environ["SEALROLL_PROCESSOR"]],
            env={
                "SEALROLL_LISTEN": "127.0.0.1:0",
                "SEALROLL_DATA_DIR": self.folder,
                "SEALROLL_VAULT_DIR": vault or str(Path(self.folder, "vault")),
                "SEALROLL_ORIGIN": "log.example",
                "SEALROLL_ENVIRONMENT": "test",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        ready = json.loads(self.process.stdout.readline())
        self.api = f"http://{ready['listening']}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


class List:
    """A list that is registered, published and cosigned."""

    def __init__(self, connection: HttpConnection, **changes: Any) -> None:
        self.connection = connection
        processor = sealroll.processor_of(connection.content(sealroll.processor_request()))
        fields = {
            Field.GIVEN_NAME: Policy.REQUIRED,
            Field.FAMILY_NAME: Policy.REQUIRED,
            Field.PHONE: Policy.OPTIONAL,
            Field.PLACE: Policy.OPTIONAL,
            Field.COMPANIONS: Policy.OPTIONAL,
        }
        settings: dict[str, Any] = {
            "environment": Environment.TEST,
            "processor": processor,
            "venue": "Café Morgenrot",
            "contact": "info@morgenrot.example",
            "purpose": Bilingual(de="Kontaktnachverfolgung", en="contact tracing"),
            "legal_basis": Bilingual(de="Art. 6 DSGVO", en="Art. 6 GDPR"),
            "generation_epochs": 3,
            "max_companions": 5,
            "fields": fields,
        }
        new = sealroll.create_list(NewList(**(settings | changes)), connection.now())
        self.owner: Owner = new.owner
        self.identity: Identity = new.identity
        self.publish()
        self.link = self.owner.invitation("https://lists.example").to_link()

    def publish(self) -> None:
        owner, connection = self.owner, self.connection
        connection.content(owner.registration_request())
        statements = owner.statements_request(connection.authority(), self.now())
        if statements is not None:
            connection.content(statements)
        owner.sync(connection)

    def now(self) -> datetime:
        return self.connection.now()


class Case(unittest.TestCase):
    """A test against one processor."""

    processor: Processor
    connection: HttpConnection

    @classmethod
    def setUpClass(cls) -> None:
        cls.processor = Processor()
        cls.addClassCleanup(cls.processor.stop)
        cls.connection = HttpConnection(cls.processor.api)

    @contextmanager
    def refused(self, code: str, field: Field | None = None) -> Iterator[None]:
        """Whatever happens inside must raise the error of this code."""
        with self.assertRaises(sealroll.SealrollError) as caught:
            yield
        self.assertEqual((caught.exception.code, caught.exception.field), (code, field))
        self.assertTrue(str(caught.exception).startswith(f"{code}: "))
