"""Orders, disclosures to an authority, audits, against the real processor."""

from datetime import datetime, timedelta

import sealroll
from sealroll import (
    Acknowledged,
    Auditor,
    Authority,
    CheckInForm,
    Contact,
    DisclosureReason,
    Environment,
    FileSecret,
    Guest,
    Invitation,
    Order,
    Request,
    Right,
    SealrollError,
    Selection,
    StandingPolicy,
    Ticket,
    Welcome,
)
from support import CHEAP, Case, List

REASON = DisclosureReason(
    case_name="2026-4711", purpose="Tracing of an infection", legal_basis="§ 28a IfSG"
)


class Oversight(Case):
    list: List

    def setUp(self) -> None:
        self.list = List(self.connection)
        self.owner = self.list.owner

    def now(self) -> datetime:
        return self.connection.now()

    def enter(self) -> Welcome:
        guest, invitation = Guest.first_use(Environment.TEST), Invitation.from_link(self.list.link)
        bundle = self.connection.content(guest.welcome_request(invitation))
        return guest.accept(invitation, bundle, self.now())

    def check_in(self, welcome: Welcome, name: str) -> Ticket:
        form = CheckInForm(contact=Contact(given_name="Ada", family_name=name))
        pending = welcome.check_in(form, self.now())
        return pending.confirm(self.connection.content(pending.request()))

    def read(self, welcome: Welcome) -> None:
        self.owner.sync(self.connection)
        self.owner.open(self.owner.fetch(welcome.epoch(), self.connection))

    def give(self, request: Request) -> Acknowledged:
        return self.owner.confirm_instruction(self.connection.content(request))

    def test_an_authority_opens_what_was_chosen(self) -> None:
        welcome = self.enter()
        ada, eve = (self.check_in(welcome, name) for name in ("Lovelace", "Other"))
        self.read(welcome)
        authority = Authority.generate("Gesundheitsamt Mitte")
        card = sealroll.card_of(authority.card().bytes)
        self.assertEqual((card, card.name), (authority.card(), "Gesundheitsamt Mitte"))
        together = self.owner.choose(Selection(companion_of=ada.record_id()))
        self.assertEqual(
            {visit.record_id for visit in together}, {ada.record_id(), eve.record_id()}
        )
        self.assertEqual(self.owner.choose(Selection(place="nowhere")), [])

        chosen = [ada.record_id()]
        disclosure = self.owner.disclose(chosen, card, REASON, self.connection)
        order = Order.DISCLOSE(disclosure.id)
        done = self.give(self.owner.instruct(order, self.now()))
        self.assertGreater(done.index, 0)

        secret = FileSecret.PASSPHRASE("correct horse battery")
        again = Authority.from_file(authority.to_file(secret, CHEAP), secret)
        with again.open(disclosure.file, Environment.TEST) as report:
            self.assertEqual((report.id(), report.reason()), (disclosure.id, REASON))
            self.assertEqual(report.fingerprint_words(), welcome.fingerprint_words())
            self.assertEqual(report.terms().venue, "Café Morgenrot")
            self.assertEqual((report.records(), report.refused()), (1, []))
            names = [visit.family_name for visit in report.visits()]
            self.assertEqual(names, ["Lovelace"])
            self.assertIn("Lovelace", report.csv())
            self.assertNotIn("Other", report.json())
        with self.refused("used"):
            report.records()

    def test_what_is_wrong_with_a_disclosure_is_named(self) -> None:
        welcome = self.enter()
        ticket = self.check_in(welcome, "Lovelace")
        self.read(welcome)
        authority = Authority.generate("Gesundheitsamt Mitte")
        card, chosen = authority.card(), [ticket.record_id()]
        file = self.owner.disclose(chosen, card, REASON, self.connection).file
        with self.refused("open-failed"):
            Authority.generate("Another office").open(file, Environment.TEST)
        with self.refused("wrong-environment"):
            authority.open(file, Environment.PRODUCTION)
        with self.refused("open-failed"):
            authority.open(file[:-1] + bytes([file[-1] ^ 1]), Environment.TEST)
        for length in (0, 2, 34, 60):
            with self.assertRaises(SealrollError):
                authority.open(file[:length], Environment.TEST)
        with self.refused("limit"):
            self.owner.disclose([], card, REASON, self.connection)
        with self.refused("bad-argument"):
            self.owner.disclose(["7"], card, REASON, self.connection)
        with self.refused("limit"):
            Authority.generate("")
        with self.refused("truncated"):
            sealroll.card_of(card.bytes[:-1])

    def test_there_is_one_order_at_a_time(self) -> None:
        owner, today = self.owner, self.owner.epoch_at(self.now()).epoch
        request = owner.instruct(Order.HOLD_EPOCH(today), self.now())
        again = owner.pending_instruction()
        assert again is not None
        self.assertEqual(again.body, request.body)
        with self.refused("stale-instruction"):
            owner.instruct(Order.LIFT_EPOCH(today), self.now())
        with self.refused("bad-proof"):
            owner.confirm_instruction(b"garbage")
        self.give(request)
        self.assertIsNone(owner.pending_instruction())
        with self.refused("wrong-use"):
            owner.instruct(Order.TERMINATE_LIST(), self.now())
        with self.refused("bad-argument"):
            owner.instruct(Order.ERASE_RECORD("zz"), self.now())
        owner.instruct(Order.LIFT_EPOCH(today), self.now())
        owner.withdraw_instruction()
        self.assertIsNone(owner.pending_instruction())
        owner.sync(self.connection)
        history = owner.history()
        orders = [line.order for line in history if line.order is not None]
        self.assertEqual(orders, [Order.HOLD_EPOCH(today)])
        self.assertTrue(any(f"hold epoch {today}" in line.text for line in history))

    def test_a_withdrawal_is_granted_and_carried_out(self) -> None:
        welcome = self.enter()
        ticket = self.check_in(welcome, "Lovelace")
        asking = ticket.exercise(welcome, Right.ERASE, self.now())
        asking.confirm(self.connection.content(asking.request()))
        self.read(welcome)
        [request] = self.owner.requests()
        self.assertEqual((request.right, request.check_in), (Right.ERASE, ticket.record_id()))
        self.assertEqual(self.owner.decide(request, StandingPolicy(), self.now()), [])
        policy = StandingPolicy(withdraw_within=3600)
        orders = self.owner.decide(request, policy, self.now())
        self.assertEqual(len(orders), 2)
        for order in orders:
            self.give(self.owner.instruct(order, self.now()))
        report = self.owner.sync(self.connection)
        self.assertEqual(report.findings, [])
        self.assertEqual(self.owner.fetch(welcome.epoch(), self.connection).count(), 0)

    def test_an_auditor_verifies_the_list(self) -> None:
        welcome = self.enter()
        ticket = self.check_in(welcome, "Lovelace")
        admission = self.owner.admit_reader(self.now())
        self.give(admission.request)
        self.owner.sync(self.connection)
        list_id = welcome.list_id()
        with Auditor.for_list(list_id, admission.token, self.now()) as auditor:
            auditor.compare_with(ticket.proof())
            with self.refused("bad-proof"):
                auditor.compare_with(b"garbage")
            report = auditor.run(self.connection)
            self.assertEqual((report.findings, report.records), ([], 1))
            self.assertEqual(report.fingerprint_words, welcome.fingerprint_words())
            self.assertEqual(len(report.instructions), 1)
            self.assertIsNotNone(report.instructions[0].acknowledged)
            self.assertEqual(len(report.logs), len(auditor.heads()))
            with self.refused("used"):
                auditor.compare_with(ticket.proof())
            evidence = auditor.evidence()
        self.assertEqual(sealroll.audit_again(evidence).records, 1)
        with self.refused("truncated"):
            sealroll.audit_again(evidence[:-1])

        later = Auditor.for_list(list_id, admission.token, self.now() + timedelta(days=8))
        [kind, *_] = [found.kind for found in later.run(self.connection).findings]
        self.assertEqual(kind, "not-witnessed")
        self.give(self.owner.instruct(Order.DISMISS_READER(admission.reader), self.now()))
        with self.assertRaises(SealrollError):
            Auditor.for_list(list_id, admission.token, self.now()).run(self.connection)
        with self.refused("bad-argument"):
            Auditor.for_list(list_id, "no token", self.now())
        with self.refused("bad-argument"):
            Auditor.for_list("no list", admission.token, self.now())

    def test_a_guest_sees_that_the_owner_has_the_same_log(self) -> None:
        welcome = self.enter()
        ticket = self.check_in(welcome, "Lovelace")
        self.check_in(welcome, "Other")
        self.assertTrue(ticket.needs_head())
        self.owner.sync(self.connection)
        proof = self.connection.content(ticket.proof_request())
        request = ticket.growth_request(proof)
        assert request is not None
        growth = self.connection.content(request)
        with self.refused("inconsistent"):
            ticket.check_growth(proof, b"")
        with self.refused("bad-proof"):
            ticket.check_growth(b"garbage", growth)
        ticket.check_growth(proof, growth)
        ticket.witness(proof, welcome)
        self.assertFalse(ticket.needs_head())
        self.assertIsNone(ticket.growth_request(proof))
        self.assertLess(len(ticket.to_handover_bytes()), 2000)
        self.assertEqual(self.owner.contradicted_heads(), [])
