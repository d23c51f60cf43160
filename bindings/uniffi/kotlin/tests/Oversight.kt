// Orders, disclosures to an authority, audits, against the real processor.

import java.time.Duration
import java.time.Instant
import sealroll.Acknowledged
import sealroll.Auditor
import sealroll.Authority
import sealroll.CheckInForm
import sealroll.Contact
import sealroll.DisclosureReason
import sealroll.Environment
import sealroll.FileSecret
import sealroll.Guest
import sealroll.HttpConnection
import sealroll.Invitation
import sealroll.Order
import sealroll.Request
import sealroll.Right
import sealroll.Selection
import sealroll.StandingPolicy
import sealroll.Ticket
import sealroll.Welcome
import sealroll.auditAgain
import sealroll.cardOf

private val REASON = DisclosureReason("2026-4711", "Tracing of an infection", "§ 28a IfSG")

class Oversight(processor: TestProcessor) {
    private val connection = HttpConnection(processor.api)

    private fun now(): Instant = connection.now()

    private fun TestList.enter(): Welcome = Guest.firstUse(Environment.TEST).use { guest ->
        Invitation.fromLink(link).use { invitation ->
            val bundle = connection.content(guest.welcomeRequest(invitation))
            guest.accept(invitation, bundle, now())
        }
    }

    private fun Welcome.checkIn(name: String): Ticket {
        val form = CheckInForm(Contact(givenName = "Ada", familyName = name))
        return checkIn(form, now()).use { it.confirm(connection.content(it.request())) }
    }

    private fun TestList.read(welcome: Welcome) {
        owner.sync(connection)
        owner.fetch(welcome.epoch(), connection).use(owner::open)
    }

    private fun TestList.give(request: Request): Acknowledged =
        owner.confirmInstruction(connection.content(request))

    private fun TestList.open(file: ByteArray, by: Authority) =
        by.open(file, Environment.TEST).use { report ->
            equal(report.reason(), REASON)
            equal(report.fingerprintWords(), owner.summary().fingerprintWords)
            check(report.refused().isEmpty())
            report.visits().map { it.familyName }
        }

    fun anAuthorityOpensWhatWasChosen() {
        val list = TestList(connection)
        val welcome = list.enter()
        val (ada, eve) = listOf("Lovelace", "Other").map { welcome.checkIn(it) }
        list.read(welcome)
        val authority = Authority.generate("Gesundheitsamt Mitte")
        val card = cardOf(authority.card().bytes)
        equal(card.words, authority.card().words)
        val together = list.owner.choose(Selection(companionOf = ada.recordId()))
        equal(together.map { it.recordId }.toSet(), setOf(ada.recordId(), eve.recordId()))
        val disclosure = list.owner.disclose(listOf(ada.recordId()), card, REASON, connection)
        list.give(list.owner.instruct(Order.Disclose(disclosure.id), now()))

        val secret = FileSecret.Passphrase("correct horse battery")
        val again = Authority.fromFile(authority.toFile(secret, QUICK), secret)
        equal(list.open(disclosure.file, again), listOf("Lovelace"))
        refused("open-failed") { list.open(disclosure.file, Authority.generate("Another office")) }
        refused("wrong-environment") { authority.open(disclosure.file, Environment.PRODUCTION) }
        val altered = disclosure.file.copyOf().also { it[it.size - 1] = (it.last() + 1).toByte() }
        refused("open-failed") { list.open(altered, authority) }
        refused("limit") { list.owner.disclose(emptyList(), card, REASON, connection) }
        refused("bad-argument") { list.owner.disclose(listOf("7"), card, REASON, connection) }
        refused("truncated") { cardOf(card.bytes.copyOf(card.bytes.size - 1)) }
    }

    fun thereIsOneOrderAtATime() {
        val list = TestList(connection)
        val today = list.owner.epochAt(now()).epoch
        val request = list.owner.instruct(Order.HoldEpoch(today), now())
        check(list.owner.pendingInstruction()!!.body.contentEquals(request.body))
        refused("stale-instruction") { list.owner.instruct(Order.LiftEpoch(today), now()) }
        refused("bad-proof") { list.owner.confirmInstruction("garbage".toByteArray()) }
        list.give(request)
        refused("wrong-use") { list.owner.instruct(Order.TerminateList, now()) }
        refused("bad-argument") { list.owner.instruct(Order.EraseRecord("zz"), now()) }
        list.owner.instruct(Order.LiftEpoch(today), now())
        list.owner.withdrawInstruction()
        equal(list.owner.pendingInstruction(), null)
        list.owner.sync(connection)
        equal(list.owner.history().mapNotNull { it.order }, listOf(Order.HoldEpoch(today)))
    }

    fun aWithdrawalIsGrantedAndCarriedOut() {
        val list = TestList(connection)
        val welcome = list.enter()
        val ticket = welcome.checkIn("Lovelace")
        val asking = ticket.exercise(welcome, Right.ERASE, now())
        asking.confirm(connection.content(asking.request()))
        list.read(welcome)
        val request = list.owner.requests().single()
        equal(request.checkIn, ticket.recordId())
        equal(list.owner.decide(request, StandingPolicy(), now()), emptyList<Order>())
        val orders = list.owner.decide(request, StandingPolicy(withdrawWithin = 3600u), now())
        equal(orders.size, 2)
        for (order in orders) list.give(list.owner.instruct(order, now()))
        check(list.owner.sync(connection).findings.isEmpty())
        list.owner.fetch(welcome.epoch(), connection).use { equal(it.count(), 0uL) }
    }

    fun anAuditorVerifiesTheList() {
        val list = TestList(connection)
        val welcome = list.enter()
        val ticket = welcome.checkIn("Lovelace")
        val admission = list.owner.admitReader(now())
        list.give(admission.request)
        list.owner.sync(connection)
        val evidence = Auditor.forList(welcome.listId(), admission.token, now()).use { auditor ->
            auditor.compareWith(ticket.proof())
            refused("bad-proof") { auditor.compareWith("garbage".toByteArray()) }
            val report = auditor.run(connection)
            check(report.findings.isEmpty()) { "${report.findings}" }
            equal(report.records to report.instructions.size, 1uL to 1)
            refused("used") { auditor.compareWith(ticket.proof()) }
            auditor.evidence()
        }
        equal(auditAgain(evidence).records, 1uL)
        refused("truncated") { auditAgain(evidence.copyOf(evidence.size - 1)) }
        val later = now() + Duration.ofDays(8)
        val found = Auditor.forList(welcome.listId(), admission.token, later).use { it.run(connection) }
        equal(found.findings.first().kind, "not-witnessed")
        list.give(list.owner.instruct(Order.DismissReader(admission.reader), now()))
        refused { Auditor.forList(welcome.listId(), admission.token, now()).run(connection) }
        refused("bad-argument") { Auditor.forList(welcome.listId(), "no token", now()) }
    }

    fun aGuestSeesThatTheOwnerHasTheSameLog() {
        val list = TestList(connection)
        val welcome = list.enter()
        val ticket = welcome.checkIn("Lovelace")
        welcome.checkIn("Other").close()
        check(ticket.needsHead())
        list.owner.sync(connection)
        val proof = connection.content(ticket.proofRequest())
        val growth = connection.content(ticket.growthRequest(proof)!!)
        refused("inconsistent") { ticket.checkGrowth(proof, ByteArray(0)) }
        ticket.checkGrowth(proof, growth)
        ticket.witness(proof, welcome)
        check(!ticket.needsHead())
        equal(list.owner.contradictedHeads().size, 0)
    }
}
