"""Guest and owner over real HTTP against the real processor."""

import csv
import gc
import io
import json
import threading
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

import sealroll
from sealroll import (
    CheckInForm,
    Contact,
    CorrectionForm,
    Environment,
    Field,
    FileSecret,
    Guest,
    HttpConnection,
    Identity,
    Invitation,
    Owner,
    Pending,
    PendingFollowUp,
    Policy,
    Progress,
    Request,
    Response,
    Right,
    SealrollError,
    Source,
    StateStore,
    Ticket,
    Welcome,
)
from support import CHEAP, Case, List

ADA = Contact(given_name="Ada", family_name="Yılmaz", phone="+49 30 901820")


class Journey(Case):
    list: List

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.list = List(cls.connection)

    def enter(self, guest: Guest | None = None, link: str | None = None) -> Welcome:
        guest = guest or Guest.first_use(Environment.TEST)
        invitation = Invitation.from_link(link or self.list.link)
        bundle = self.connection.content(guest.welcome_request(invitation))
        return guest.accept(invitation, bundle, self.now())

    def now(self) -> datetime:
        return self.connection.now()

    def test_a_visit_from_code_to_export(self) -> None:
        send, owner = self.connection.content, self.list.owner
        welcome = self.enter()
        terms = welcome.terms()
        self.assertEqual(terms.venue, "Café Morgenrot")
        self.assertEqual(terms.fields[Field.PHONE], Policy.OPTIONAL)
        self.assertEqual(welcome.fingerprint_words(), owner.summary().fingerprint_words)
        first = welcome.fields()[0]
        self.assertEqual((first.field, first.required), (Field.GIVEN_NAME, True))
        self.assertLess(welcome.not_before(), self.now())
        self.assertLess(self.now(), welcome.not_after())

        form = CheckInForm(contact=ADA, place="Tisch 4", companions=2)
        pending = welcome.check_in(form, self.now())
        saved = pending.to_bytes()
        receipt = send(pending.request())
        ticket = Pending.from_bytes(saved).confirm(receipt)
        with self.refused("unsupported-version"):
            Ticket.from_bytes(saved)
        kept = Ticket.from_bytes(ticket.to_bytes())
        self.assertEqual(kept.record_id(), pending.record_id())
        correction = CorrectionForm(place="Tisch 5")
        leaving = self.now() + timedelta(minutes=1)
        seals: tuple[Callable[[], PendingFollowUp], ...] = (
            lambda: kept.correct(welcome, correction, self.now()),
            lambda: kept.exercise(welcome, Right.ERASE, self.now()),
            lambda: kept.check_out(welcome, leaving, self.now(), Source.AUTOMATIC),
        )
        for seal in seals:
            follow_up = seal()
            follow_up.confirm(send(follow_up.request()))
            with self.refused("used"):
                follow_up.request()

        owner.sync(self.connection)
        kept.witness(send(kept.proof_request()), welcome)
        self.assertTrue(kept.is_witnessed())

        fetched = owner.fetch(welcome.epoch(), self.connection)
        batch = owner.open(fetched)
        self.assertEqual((batch.opened, batch.set_aside, batch.missing), (fetched.count(), [], []))
        [visit] = [visit for visit in owner.visits() if visit.record_id == kept.record_id()]
        self.assertEqual((visit.family_name, visit.phone), ("Yılmaz", "+4930901820"))
        self.assertEqual((visit.place, visit.companions, visit.corrections), ("Tisch 5", 2, 1))
        self.assertEqual(visit.rights, [Right.ERASE])
        self.assertEqual(visit.departure, leaving.replace(microsecond=0))
        self.assertEqual(visit.departure_source, Source.AUTOMATIC)
        self.assertIsNone(visit.email)

        rows = list(csv.reader(io.StringIO(owner.csv(welcome.epoch()).lstrip("\ufeff"))))
        self.assertEqual(len(rows), 1 + len(owner.visits()))
        self.assertTrue(any("Yılmaz" in row for row in rows))
        exported = json.loads(owner.json())
        self.assertIn(kept.record_id(), [entry["record_id"] for entry in exported])

    def test_opening_stops_when_it_is_told_to(self) -> None:
        class Stop(Progress):
            def advance(self, done: int, total: int) -> bool:
                return False

        welcome = self.enter()
        pending = welcome.check_in(CheckInForm(contact=ADA), self.now())
        self.connection.content(pending.request())
        owner = self.list.owner
        owner.sync(self.connection)
        known = len(owner.visits())
        fetched = owner.fetch(welcome.epoch(), self.connection)
        with self.refused("cancelled"):
            owner.open(fetched, Stop())
        self.assertEqual(len(owner.visits()), known)

    def test_receipts_of_others_and_altered_ones_are_refused(self) -> None:
        welcome = self.enter()
        one, other = (welcome.check_in(CheckInForm(contact=ADA), self.now()) for _ in "ab")
        receipt = self.connection.content(one.request())
        with self.refused("bad-proof"):
            other.confirm(receipt)
        altered = bytearray(receipt)
        altered[-8] ^= 1
        with self.assertRaises(SealrollError):
            one.confirm(bytes(altered))
        self.assertGreater(one.confirm(receipt).index(), 0)
        with self.refused("used"):
            one.confirm(receipt)
        self.assertGreater(len(other.to_bytes()), 0)

    def test_a_lying_server_is_refused(self) -> None:
        invitation = Invitation.from_link(self.list.link)
        guest = Guest.first_use(Environment.TEST)
        bundle = self.connection.content(guest.welcome_request(invitation))

        def accept(content: bytes, now: datetime | None = None) -> None:
            Guest.first_use(Environment.TEST).accept(invitation, content, now or self.now())

        accept(bundle)
        with self.refused("truncated"):
            accept(bundle[:-1])
        for place in (60, 300, 800, 1400, len(bundle) - 4):
            altered = bytearray(bundle)
            altered[place] ^= 1
            with self.subTest(place=place), self.assertRaises(SealrollError):
                accept(bytes(altered))
        with self.refused("expired"):
            accept(bundle, self.now() + timedelta(days=3))
        with self.refused("wrong-environment"):
            production = Guest.first_use(Environment.PRODUCTION)
            production.accept(invitation, bundle, self.now())
        other = List(self.connection, venue="Elsewhere")
        with self.refused("wrong-list"):
            theirs = guest.welcome_request(Invitation.from_link(other.link))
            accept(self.connection.content(theirs))
        with self.refused("bad-link"):
            Invitation.from_link("https://lists.example/c#x")

    def test_forms_name_the_field_that_is_wrong(self) -> None:
        welcome = self.enter()

        def check_in(**changes: Any) -> None:
            contact: dict[str, Any] = {"given_name": "Ada", "family_name": "Yılmaz"} | changes
            welcome.check_in(CheckInForm(contact=Contact(**contact)), self.now())

        with self.refused("bad-field", Field.PHONE):
            check_in(phone="0301")
        with self.refused("field-required", Field.GIVEN_NAME):
            check_in(given_name="")
        with self.refused("field-not-allowed", Field.CITY):
            check_in(city="Berlin")
        with self.refused("bad-field", Field.GIVEN_NAME):
            check_in(given_name="A\u202e")
        with self.refused("bad-argument"):
            form = CheckInForm(contact=ADA, arrival=datetime(1969, 1, 1, tzinfo=timezone.utc))
            welcome.check_in(form, self.now())
        with self.refused("expired"):
            welcome.check_in(CheckInForm(contact=ADA), self.now() + timedelta(days=3))
        with self.assertRaises(TypeError):
            check_in(given_name=7)
        with self.assertRaises(TypeError):
            welcome.check_in(CheckInForm(contact=ADA), datetime(2026, 1, 1))
        # The stubs must complain, or the remark that silences them would be superfluous.
        with self.assertRaises(AttributeError):
            welcome.check_in("Ada", self.now())  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            welcome.check_in(CheckInForm(contact=ADA), 1_800_000_000)  # type: ignore[arg-type]

    def test_guests_data_is_not_printed(self) -> None:
        secret = FileSecret.PASSPHRASE("correct horse")
        for value in (ADA, CheckInForm(contact=ADA), CorrectionForm(contact=ADA), secret):
            for text in (str(value), repr(value), f"{value}"):
                self.assertNotIn("Ada", text)
                self.assertNotIn("horse", text)
        self.assertEqual(str(ADA), "Contact(<redacted>)")

    def test_a_restored_guest_refuses_what_is_older(self) -> None:
        guest = Guest.first_use(Environment.TEST)
        owner_list = List(self.connection)
        invitation = Invitation.from_link(owner_list.link)
        bundle = self.connection.content(guest.welcome_request(invitation))
        guest.accept(invitation, bundle, self.now())
        memory, secret = guest.memory(), guest.export_device_secret()
        again = Guest.restore(Environment.TEST, memory, secret)
        change = sealroll.TermsChange(purpose=sealroll.Bilingual(de="Neu", en="New"))
        owner_list.owner.change_terms(owner_list.identity, change, self.now())
        owner_list.publish()
        newer = self.connection.content(again.welcome_request(invitation))
        welcome = again.accept(invitation, newer, self.now())
        self.assertEqual(welcome.terms().purpose.en, "New")
        with self.refused("rolled-back"):
            again.accept(invitation, bundle, self.now())
        again.forget(welcome.list_id())
        again.accept(invitation, bundle, self.now())
        with self.refused("bad-argument"):
            Guest.restore(Environment.TEST, memory, secret[:-1])
        with self.refused("truncated"):
            Guest.restore(Environment.TEST, memory[:-1], secret)

    def test_key_files_open_with_the_right_secret_only(self) -> None:
        code = sealroll.new_recovery_code()
        typed = code.lower().replace("-", " ")
        self.assertEqual(sealroll.check_recovery_code(typed), code)
        identity = self.list.identity
        secret = FileSecret.RECOVERY_CODE(code)
        file = identity.to_file(secret, CHEAP)
        self.assertEqual(Identity.from_file(file, secret).list_id(), identity.list_id())
        with self.refused("open-failed"):
            wrong = FileSecret.RECOVERY_CODE(sealroll.new_recovery_code())
            Identity.from_file(file, wrong)
        with self.refused("open-failed"):
            Identity.from_file(file[:-1] + bytes([file[-1] ^ 1]), secret)
        with self.refused("bad-code"):
            Identity.from_file(file, FileSecret.RECOVERY_CODE("AAAAA"))
        mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")
        with self.refused("bad-checksum"):
            sealroll.check_recovery_code(mistyped)
        passphrase = FileSecret.PASSPHRASE("correct horse")
        device = self.list.owner.to_device_file(passphrase, CHEAP)
        restored = Owner.from_device_file(device, passphrase)
        self.assertEqual(restored.summary(), self.list.owner.summary())
        with self.refused("bad-value"):
            Identity.from_file(device, passphrase)

    def test_a_lost_device_is_restored(self) -> None:
        lost = List(self.connection)
        secret = FileSecret.RECOVERY_CODE(sealroll.new_recovery_code())
        file = lost.owner.to_decryption_file(secret, CHEAP)
        guest, invitation = Guest.first_use(Environment.TEST), Invitation.from_link(lost.link)
        bundle = self.connection.content(guest.welcome_request(invitation))
        with self.refused("unknown-statement"):
            Owner.restore(lost.identity, file, secret, [], 3, self.now())
        owner = Owner.restore(lost.identity, file, secret, [bundle], 3, self.now())
        self.assertEqual(owner.summary().list_id, lost.owner.summary().list_id)
        self.connection.content(owner.registration_request())

    def test_puncture_and_purge(self) -> None:
        short = List(self.connection, retention_epochs=1)
        owner, send = short.owner, self.connection.content
        welcome = self.enter(link=short.link)
        send(welcome.check_in(CheckInForm(contact=ADA), self.now()).request())
        epoch = welcome.epoch()
        self.assertEqual(owner.due_epochs(self.now()), [])
        self.assertEqual(owner.due_epochs(self.now() + timedelta(days=2)), [epoch])
        self.assertTrue(owner.puncture(epoch))
        self.assertFalse(owner.puncture(epoch))
        proof = send(owner.purge_instruction(epoch, self.now()))
        owner.confirm_purge(epoch, proof)
        report = owner.sync(self.connection)
        self.assertEqual(report.unordered_purges, [])
        fetched = owner.fetch(epoch, self.connection)
        self.assertEqual(fetched.count(), 0)
        with self.refused("epoch-purged"):
            owner.open(fetched)
        with self.refused("bad-proof"):
            owner.confirm_purge(epoch + 1, proof)

    def test_a_sync_saves_before_it_cosigns_and_keeps_others_out(self) -> None:
        events: list[str] = []
        owner = self.list.owner

        class Watch(HttpConnection):
            def send(self, request: Request) -> Response:
                events.append(request.method)
                try:
                    owner.visits()
                except SealrollError as error:
                    events.append(error.code)
                return super().send(request)

        class Store(StateStore):
            def save(self, state: bytes) -> None:
                events.append(Owner.from_bytes(state).summary().list_id)

        report = owner.sync(Watch(self.processor.api), Store())
        self.assertGreater(len(report.cosigned), 0)
        self.assertIn("busy", events)
        self.assertEqual(events[events.index("POST") - 1], owner.summary().list_id)

        class Full(StateStore):
            def save(self, state: bytes) -> None:
                raise OSError("no space left")

        with self.refused("unreachable"):
            owner.sync(self.connection, Full())

    def test_refusals_and_silence_have_codes(self) -> None:
        guest, invitation = Guest.first_use(Environment.TEST), Invitation.from_link(self.list.link)
        request = guest.welcome_request(invitation)
        unknown = Request(
            method="GET", path=f"/v1/lists/{'0' * 32}/welcome", headers={}, body=b""
        )
        with self.refused("unknown-list"):
            self.connection.content(unknown)
        silent = HttpConnection("http://127.0.0.1:9", timeout=5)
        with self.refused("unreachable"):
            silent.content(request)
        with self.refused("unreachable"):
            self.list.owner.sync(silent)
        with self.refused("bad-argument"):
            HttpConnection("lists.example")
        with self.refused("bad-value"):
            sealroll.processor_of(b"{}")

    def test_closed_objects_refuse(self) -> None:
        with Guest.first_use(Environment.TEST) as guest:
            guest.memory()
        with self.refused("used"):
            guest.memory()
        guest.close()
        invitation = Invitation.from_link(self.list.link)
        invitation.close()
        with self.refused("used"):
            Guest.first_use(Environment.TEST).welcome_request(invitation)
        del guest, invitation
        gc.collect()

    def test_objects_serve_several_threads(self) -> None:
        welcome = self.enter()
        ids: list[str] = []

        def seal() -> None:
            pending = welcome.check_in(CheckInForm(contact=ADA), self.now())
            ids.append(pending.confirm(self.connection.content(pending.request())).record_id())

        threads = [threading.Thread(target=seal) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(ids)), 8)
