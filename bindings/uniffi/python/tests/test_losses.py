"""A processor that was restored from a backup, and one that denies it."""

import json
import os
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from sealroll import (
    CheckInForm,
    Contact,
    Environment,
    Guest,
    HttpConnection,
    Invitation,
    Order,
    Owner,
    StateStore,
    Ticket,
    Welcome,
)
from support import Case, List, Processor


class Store(StateStore):
    """Keeps the last state."""

    def __init__(self) -> None:
        self.states: list[bytes] = []

    def save(self, state: bytes) -> None:
        self.states.append(state)


class Losses(Case):
    def enter(self, a_list: List) -> Welcome:
        guest, invitation = Guest.first_use(Environment.TEST), Invitation.from_link(a_list.link)
        bundle = a_list.connection.content(guest.welcome_request(invitation))
        return guest.accept(invitation, bundle, a_list.now())

    def check_in(self, connection: HttpConnection, welcome: Welcome) -> Ticket:
        form = CheckInForm(contact=Contact(given_name="Ada", family_name="Lovelace"))
        pending = welcome.check_in(form, connection.now())
        return pending.confirm(connection.content(pending.request()))

    def restore(self, processor: Processor, copy: Path, *words: str) -> Processor:
        """Another processor, which knows only what the backup has."""
        folder = tempfile.mkdtemp(prefix="sealroll-uniffi-")
        # Backups never hold the keys of the vault, which is elsewhere and was not lost.
        shutil.copytree(Path(processor.folder, "vault"), Path(folder, "vault"))
        data = str(Path(folder, "data"))
        run(data, str(Path(folder, "vault")), "restore", str(copy), *words)
        if not words:
            run(data, str(Path(folder, "vault")), "recover")
        restored = Processor(data, str(Path(folder, "vault")))
        self.addCleanup(shutil.rmtree, folder, True)
        self.addCleanup(restored.stop)
        return restored

    def test_a_restored_processor_says_so_and_a_lying_one_is_shown_to_others(self) -> None:
        processor = Processor()
        self.addCleanup(processor.stop)
        a_list = List(HttpConnection(processor.api))
        owner, welcome = a_list.owner, self.enter(a_list)
        self.check_in(a_list.connection, welcome)
        report = owner.sync(a_list.connection)
        self.assertEqual((report.recoveries, report.lost_orders), ([], []))
        self.assertEqual((report.waiting_orders, report.deleted, report.is_over), ([], [], False))
        self.assertEqual(owner.give_again(a_list.connection), 0)
        copy = Path(tempfile.mkdtemp(prefix="sealroll-uniffi-"), "copy")
        self.addCleanup(shutil.rmtree, copy.parent, True)
        run(processor.folder, str(Path(processor.folder, "vault")), "backup", str(copy))

        lost = self.check_in(a_list.connection, welcome)
        order = owner.instruct(Order.HOLD_EPOCH(welcome.epoch()), a_list.now())
        owner.confirm_instruction(a_list.connection.content(order))
        owner.sync(a_list.connection)
        state, logs = owner.to_bytes(), owner.log_copy()
        with self.refused("truncated"):
            owner.set_log_copy(logs[:-1])

        connection = HttpConnection(self.restore(processor, copy).api)
        forgetful, careful = Owner.from_bytes(state), Owner.from_bytes(state)
        known = forgetful.sync(connection).recoveries
        self.assertTrue(all(found.unknown == found.lost > 0 for found in known), known)
        careful.set_log_copy(logs)
        report = careful.sync(connection)
        [records] = [found for found in report.recoveries if found.generation is not None]
        [orders] = [found for found in report.recoveries if found.generation is None]
        self.assertEqual(len(known), 2)
        self.assertEqual((records.missing, records.lost_records), ([lost.record_id()], 1))
        self.assertEqual((records.returned, records.erased, records.unknown), (0, 0, 0))
        self.assertTrue(records.restored > 0 and records.part > 0 and orders.lost > 0)
        [text] = report.lost_orders
        self.assertIn(str(welcome.epoch()), text)

        store = Store()
        self.assertEqual(careful.give_again(connection, store), 1)
        self.assertEqual((len(store.states), careful.give_again(connection)), (2, 0))
        upload = lost.upload_request()
        assert upload is not None
        self.assertTrue(lost.renew(connection.content(upload)))
        report = careful.sync(connection)
        self.assertEqual(report.lost_orders, [])
        [records] = [found for found in report.recoveries if found.generation is not None]
        self.assertEqual((records.missing, records.returned), ([], 1))
        self.assertIsNone(careful.evidence())

        # The same backup, and the operator says that nothing was acknowledged since it was made.
        liar = HttpConnection(self.restore(processor, copy, "--nothing-since").api)
        with self.refused("rolled-back"):
            careful.sync(liar)
        evidence = careful.evidence()
        assert evidence is not None
        self.assertNotIn("Lovelace", evidence)
        file = copy.parent / "evidence.json"
        file.write_text(evidence)
        words = ["--json", "audit", "--evidence", str(file)]
        judged = subprocess.run(
            [os.environ["SEALROLL_COMMAND"], *words],
            env=os.environ | {"SEALROLL_HOME": str(copy.parent), "SEALROLL_ENVIRONMENT": "test"},
            capture_output=True,
            text=True,
            check=False,
        )
        # Findings are an error, which is told behind the result.
        found, _ = json.JSONDecoder().raw_decode(judged.stdout)
        self.assertEqual(found["list"], careful.summary().list_id)
        self.assertEqual(found["words"], welcome.fingerprint_words())
        self.assertEqual([each["finding"] for each in found["findings"]], ["forked"])

    def test_a_log_may_be_deleted_once_the_time_for_audits_is_over(self) -> None:
        a_list = List(self.connection)
        welcome = self.enter(a_list)
        ticket = self.check_in(self.connection, welcome)
        with self.refused("missing-log"):
            ticket.check_deleted(welcome, a_list.now())
        ticket.check_deleted(welcome, a_list.now() + timedelta(days=50 * 365))
        with self.refused("wrong-list"):
            ticket.check_deleted(self.enter(List(self.connection)), a_list.now())


def run(folder: str, vault: str, *words: str) -> None:
    """Runs a command of the processor on a data directory."""
    subprocess.run(
        [os.environ["SEALROLL_PROCESSOR"], *words],
        env={
            "SEALROLL_DATA_DIR": folder,
            "SEALROLL_VAULT_DIR": vault,
            "SEALROLL_ORIGIN": "log.example",
            "SEALROLL_ENVIRONMENT": "test",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
