"""Dual control, the guest's inbox, devices, drill and recovery, against the real processor."""

import json
from datetime import datetime, timedelta

import sealroll
from sealroll import (
    Abilities,
    Acknowledged,
    Authority,
    CheckInForm,
    Contact,
    Decision,
    DisclosureReason,
    Environment,
    ErasedFor,
    FileSecret,
    Guest,
    Invitation,
    MessageContent,
    NewDevice,
    Order,
    Outbox,
    Owner,
    Request,
    Right,
    StandingPolicy,
    StateStore,
    Ticket,
    Welcome,
    WordLanguage,
)
from support import CHEAP, Case, List

REASON = DisclosureReason(
    case_name="2026-4711", purpose="Tracing of an infection", legal_basis="§ 28a IfSG"
)


class Store(StateStore):
    """Keeps the last state."""

    def __init__(self) -> None:
        self.states: list[bytes] = []

    def save(self, state: bytes) -> None:
        self.states.append(state)


class Keeping(Case):
    def now(self) -> datetime:
        return self.connection.now()

    def enter(self, a_list: List) -> Welcome:
        guest, invitation = Guest.first_use(Environment.TEST), Invitation.from_link(a_list.link)
        return guest.accept(invitation, self.bundle(a_list), self.now())

    def bundle(self, a_list: List) -> bytes:
        guest, invitation = Guest.first_use(Environment.TEST), Invitation.from_link(a_list.link)
        return self.connection.content(guest.welcome_request(invitation))

    def check_in(self, welcome: Welcome) -> Ticket:
        form = CheckInForm(contact=Contact(given_name="Ada", family_name="Lovelace"))
        pending = welcome.check_in(form, self.now())
        return pending.confirm(self.connection.content(pending.request()))

    def ask(self, ticket: Ticket, welcome: Welcome, right: Right) -> None:
        asking = ticket.exercise(welcome, right, self.now())
        asking.confirm(self.connection.content(asking.request()))

    def read(self, owner: Owner, epoch: int) -> sealroll.Fetched:
        owner.sync(self.connection)
        fetched = owner.fetch(epoch, self.connection)
        owner.open(fetched)
        return fetched

    def give(self, owner: Owner, request: Request) -> Acknowledged:
        return owner.confirm_instruction(self.connection.content(request))

    def test_under_dual_control_the_authority_alone_reads(self) -> None:
        authority = Authority.generate("Gesundheitsamt Mitte")
        a_list = List(self.connection, authority=authority.card(), bucket=512)
        owner, welcome = a_list.owner, self.enter(a_list)
        self.assertEqual(welcome.terms().authority, authority.card())
        ticket = self.check_in(welcome)
        self.read(owner, welcome.epoch())
        [visit] = owner.visits()
        self.assertIsNone(visit.family_name)
        chosen = [ticket.record_id()]
        file = owner.disclose(chosen, authority.card(), REASON, self.connection).file
        with authority.open(file, Environment.TEST) as report:
            self.assertEqual([found.family_name for found in report.visits()], ["Lovelace"])
            self.assertEqual(report.without_contact(), [])
        other = Authority.generate("Another office")
        file = owner.disclose(chosen, other.card(), REASON, self.connection).file
        with other.open(file, Environment.TEST) as report:
            self.assertEqual([found.code for found in report.without_contact()], ["open-failed"])
        self.assertIsNone(List(self.connection).owner.summary().terms.authority)

    def test_a_guest_is_answered_and_told(self) -> None:
        a_list = List(self.connection)
        owner, welcome = a_list.owner, self.enter(a_list)
        ticket = self.check_in(welcome)
        self.ask(ticket, welcome, Right.ACCESS)
        self.ask(ticket, welcome, Right.OBJECT)
        fetched = self.read(owner, welcome.epoch())
        outbox = Outbox.empty()
        self.assertEqual(outbox.policy(), StandingPolicy())
        outbox.set_policy(StandingPolicy(access=True))
        self.assertTrue(outbox.is_due(self.now()))
        self.assertEqual(owner.answer_by_policy(outbox, [fetched], self.now()), 1)
        [request] = owner.open_requests(outbox)
        self.assertEqual(request.right, Right.OBJECT)
        with self.refused("not-logged"):
            owner.answer(outbox, request, Decision.REFUSED, "", [])
        with self.refused("bad-text"):
            owner.answer(outbox, request, Decision.REFUSED, "\x01", [fetched])
        owner.answer(outbox, request, Decision.REFUSED, "The law asks for it.", [fetched])
        self.assertEqual(outbox.answer_to(request.record_id), Decision.REFUSED)

        authority = Authority.generate("Gesundheitsamt Mitte")
        chosen, card = [ticket.record_id()], authority.card()
        disclosed = owner.disclose(chosen, card, REASON, self.connection)
        self.give(owner, owner.instruct(Order.DISCLOSE(disclosed.id), self.now()))
        told = owner.announce_disclosure(outbox, chosen, disclosed.id, card, [fetched])
        self.assertEqual((told, outbox.waiting()), (1, 3))
        outbox = Outbox.from_bytes(outbox.to_bytes())
        store = Store()
        self.assertEqual(owner.publish(outbox, self.connection, store), 3)
        self.assertEqual(Outbox.from_bytes(store.states[-1]).waiting(), 3)
        self.assertEqual((outbox.waiting(), outbox.is_due(self.now())), (0, False))

        report = ticket.read_mail(self.connection)
        self.assertEqual((len(report.messages), report.refused), (3, []))
        answers = {}
        for message in report.messages:
            content = message.content
            if isinstance(content, MessageContent.ANSWER):
                assert message.request is not None
                answers[message.request.right] = (content.decision, content.text)
            else:
                assert isinstance(content, MessageContent.DISCLOSED)
                self.assertEqual((content.authority, content.words), (card.name, card.words))
                self.assertEqual(content.disclosure, disclosed.id)
            self.assertNotIn("Lovelace", str(message))
        decision, text = answers[Right.ACCESS]
        self.assertEqual(decision, Decision.GRANTED)
        self.assertEqual(text, owner.portable(ticket.record_id()))
        self.assertIn("Lovelace", text)
        self.assertEqual(answers[Right.OBJECT], (Decision.REFUSED, "The law asks for it."))
        self.assertEqual(ticket.read_mail(self.connection).messages, [])
        again = Ticket.from_bytes(ticket.to_bytes())
        self.assertEqual(again.messages(), report.messages)
        own = json.loads(again.export())
        self.assertEqual((len(own["messages"]), len(own["requests"])), (3, 2))
        self.assertEqual(len(again.sent_requests()), 2)

    def test_what_is_granted_is_done_before_it_is_said(self) -> None:
        a_list = List(self.connection)
        owner, welcome = a_list.owner, self.enter(a_list)
        ticket, other = self.check_in(welcome), self.check_in(welcome)
        self.ask(ticket, welcome, Right.ERASE)
        fetched = self.read(owner, welcome.epoch())
        outbox = Outbox.empty()
        [request] = owner.open_requests(outbox)
        owner.answer(outbox, request, Decision.GRANTED, "", [fetched])
        self.assertEqual(owner.publish(outbox, self.connection), 0)
        given = 0
        while (order := outbox.next_order()) is not None:
            self.give(owner, owner.instruct(order, self.now()))
            outbox.order_done()
            given += 1
        self.assertEqual(given, 2)
        self.assertEqual(owner.publish(outbox, self.connection), 2)
        contents = [message.content for message in ticket.read_mail(self.connection).messages]
        self.assertIn(MessageContent.ERASED(ErasedFor.REQUEST), contents)
        self.assertEqual(owner.announce_erasure(outbox, ErasedFor.OWNER, fetched), 2)
        self.assertEqual(owner.publish(outbox, self.connection), 2)
        [message] = other.read_mail(self.connection).messages
        self.assertEqual(message.content, MessageContent.ERASED(ErasedFor.OWNER))
        # What comes after the erasure has no check-in any more.
        self.ask(ticket, welcome, Right.ACCESS)
        fresh = Owner.from_bytes(owner.to_bytes())
        fresh.sync(self.connection)
        fetched = fresh.fetch(welcome.epoch(), self.connection)
        batch = fresh.open(fetched)
        self.assertEqual([aside.code for aside in batch.set_aside], ["unknown-check-in"])
        self.assertEqual(fresh.answer_the_late(outbox, batch.set_aside, fetched), 1)

    def test_a_second_device_helps_and_is_revoked(self) -> None:
        a_list = List(self.connection)
        owner, welcome = a_list.owner, self.enter(a_list)
        self.check_in(welcome)
        today = welcome.epoch()
        secret = FileSecret.PASSPHRASE("correct horse battery")
        device = NewDevice.create("Anna's laptop")
        device = NewDevice.from_file(device.to_file(secret, CHEAP), secret)
        card = sealroll.device_card_of(device.card().bytes)
        self.assertEqual((card, card.name), (device.card(), "Anna's laptop"))
        with self.refused("not-yet-valid"):
            owner.grant(a_list.identity, card, today, today - 1, Abilities(), self.now())
        grant = owner.grant(a_list.identity, card, today, today, Abilities(), self.now())
        self.connection.content(owner.registration_request())
        done = owner.grant_instruction(a_list.identity, grant, self.now())
        self.give(owner, done)
        with self.refused("open-failed"):
            NewDevice.create("Another").accept(grant.file, Environment.TEST)
        accepted = device.accept(grant.file, Environment.TEST)
        self.assertEqual(accepted.abilities, Abilities())
        delegate = accepted.delegate
        self.assertEqual((delegate.abilities(), delegate.granted_epochs()), (Abilities(), grant.epochs))
        self.read(delegate, today)
        self.assertEqual(len(delegate.visits()), 1)
        self.assertFalse(delegate.keeps_recovery())
        with self.refused("not-granted"):
            delegate.instruct(Order.HOLD_EPOCH(today), self.now())

        owner.sync(self.connection)
        own, annas = owner.devices(self.now())
        self.assertTrue(own.is_this and not annas.is_this)
        self.assertEqual((annas.name, annas.words), (card.name, card.words))
        self.assertEqual([found.epoch for found in annas.can_open], [today])
        missing = owner.holders(today, self.now()).missing
        self.assertEqual(len(missing), 2)
        self.assertFalse(owner.is_erased(today, self.now()))
        with self.refused("not-logged"):
            owner.revoke_device(a_list.identity, 1, self.now())
        revoked = owner.revoke_device(a_list.identity, annas.certificates[0], self.now())
        self.assertEqual(revoked.device.certificates, grant.certificates)
        self.assertFalse(revoked.has_new_keys)
        self.connection.content(owner.registration_request())
        for serial in revoked.device.certificates:
            order = owner.revoke_instruction(a_list.identity, serial, self.now())
            self.give(owner, order)
        a_list.publish()
        _, annas = owner.devices(self.now())
        self.assertTrue(annas.is_revoked)
        with self.refused("revoked"):
            delegate.fetch(today, self.connection)

    def test_a_delegate_gives_up_what_was_erased(self) -> None:
        a_list = List(self.connection)
        owner, today = a_list.owner, a_list.owner.epoch_at(self.now()).epoch
        device = NewDevice.from_bytes(NewDevice.create("Anna's laptop").to_bytes())
        grant = owner.grant(a_list.identity, device.card(), today, today, Abilities(), self.now())
        self.connection.content(owner.registration_request())
        self.give(owner, owner.grant_instruction(a_list.identity, grant, self.now()))
        delegate = device.accept(grant.file, Environment.TEST).delegate
        owner.sync(self.connection)
        for place, holder in enumerate((owner, delegate)):
            # Numbers of instructions rise with the seconds, whoever gives them.
            later = self.now() + timedelta(seconds=20 * place)
            holder.sync(self.connection)
            holder.puncture(today)
            self.give(holder, holder.instruct(Order.PUNCTURED_EPOCH(today), later))
            holder.sync(self.connection)
            self.assertEqual(holder.punctures_to_order(), [])
        owner.sync(self.connection)
        later += timedelta(seconds=20)
        self.give(owner, owner.instruct(Order.PURGE_EPOCH(today), later))
        owner.sync(self.connection)
        self.assertTrue(owner.is_erased(today, self.now()))

    def test_a_drill_and_a_loss(self) -> None:
        a_list = List(self.connection)
        owner, welcome = a_list.owner, self.enter(a_list)
        self.check_in(welcome)
        code = sealroll.new_recovery_code()
        words = sealroll.recovery_words(code, WordLanguage.GERMAN)
        self.assertEqual(len(words.split()), 14)
        self.assertEqual(sealroll.recovery_code_of_words(words.upper()), code)
        with self.refused("bad-code"):
            sealroll.recovery_code_of_words("seven words are not enough")
        sheets = sealroll.part_recovery_code(code, 2, 3)
        self.assertEqual([sheet.number for sheet in sheets], [1, 2, 3])
        self.assertNotIn(sheets[0].text, str(sheets[0]))
        texts = [sheet.text for sheet in sheets]
        self.assertEqual(sealroll.combine_recovery_sheets(texts[1:]), code)
        with self.refused("too-few-sheets"):
            sealroll.combine_recovery_sheets(texts[:1])
        with self.refused("bad-value"):
            sealroll.part_recovery_code(code, 3, 2)

        secret = FileSecret.RECOVERY_CODE(code)
        with self.refused("refused"):
            owner.drill(secret, self.connection)
        self.assertTrue(owner.keeps_recovery() and not owner.has_recovery())
        owner.set_recovery(secret, CHEAP)
        self.assertTrue(owner.has_recovery() and owner.is_blob_due())
        store = Store()
        self.assertTrue(owner.keep_recoverable(self.connection, store))
        self.assertEqual(len(store.states), 2)
        self.assertFalse(owner.is_blob_due() or owner.keep_recoverable(self.connection))
        self.assertTrue(owner.is_drill_due(self.now()))
        self.assertIsNone(owner.last_drill())
        with self.refused("open-failed"):
            other = FileSecret.RECOVERY_CODE(sealroll.new_recovery_code())
            owner.drill(other, self.connection)
        drilled = owner.drill(secret, self.connection)
        self.assertEqual(owner.last_drill(), drilled)
        self.assertFalse(owner.is_drill_due(self.now()))

        bundle = self.bundle(a_list)
        back = Owner.recover(a_list.identity, secret, bundle, self.connection)
        statements = back.statements_request(self.connection.authority(), self.now())
        if statements is not None:
            self.connection.content(statements)
        self.read(back, welcome.epoch())
        self.assertEqual([visit.family_name for visit in back.visits()], ["Lovelace"])
        self.assertEqual(back.summary().fingerprint_words, welcome.fingerprint_words())
