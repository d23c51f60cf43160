// Dual control, the guest's inbox, devices, drill and recovery, against the real processor.

import java.time.Instant
import sealroll.Abilities
import sealroll.Authority
import sealroll.CheckInForm
import sealroll.Contact
import sealroll.Decision
import sealroll.DisclosureReason
import sealroll.Environment
import sealroll.ErasedFor
import sealroll.Fetched
import sealroll.FileSecret
import sealroll.Guest
import sealroll.HttpConnection
import sealroll.Invitation
import sealroll.MessageContent
import sealroll.NewDevice
import sealroll.Order
import sealroll.Outbox
import sealroll.Owner
import sealroll.Request
import sealroll.Right
import sealroll.StandingPolicy
import sealroll.StateStore
import sealroll.Ticket
import sealroll.Welcome
import sealroll.WordLanguage
import sealroll.combineRecoverySheets
import sealroll.newRecoveryCode
import sealroll.partRecoveryCode
import sealroll.recoveryCodeOfWords
import sealroll.recoveryWords

private val REASON = DisclosureReason("2026-4711", "Tracing of an infection", "§ 28a IfSG")

class Keeping(processor: TestProcessor) {
    private val connection = HttpConnection(processor.api)

    private fun now(): Instant = connection.now()

    private fun TestList.bundle(): ByteArray = Guest.firstUse(Environment.TEST).use { guest ->
        Invitation.fromLink(link).use { connection.content(guest.welcomeRequest(it)) }
    }

    private fun TestList.enter(): Welcome = Guest.firstUse(Environment.TEST).use { guest ->
        Invitation.fromLink(link).use { guest.accept(it, bundle(), now()) }
    }

    private fun Welcome.checkIn(): Ticket {
        val form = CheckInForm(Contact(givenName = "Ada", familyName = "Lovelace"))
        return checkIn(form, now()).use { it.confirm(connection.content(it.request())) }
    }

    private fun Ticket.ask(welcome: Welcome, right: Right) =
        exercise(welcome, right, now()).use { it.confirm(connection.content(it.request())) }

    private fun Owner.read(epoch: UInt): Fetched {
        sync(connection)
        return fetch(epoch, connection).also { open(it) }
    }

    private fun Owner.give(request: Request) = confirmInstruction(connection.content(request))

    fun underDualControlTheAuthorityAloneReads() {
        val authority = Authority.generate("Gesundheitsamt Mitte")
        val list = TestList(connection) { it.copy(authority = authority.card(), bucket = 512u) }
        val welcome = list.enter()
        equal(welcome.terms().authority?.name, "Gesundheitsamt Mitte")
        equal(welcome.terms().authority?.words, authority.card().words)
        val ticket = welcome.checkIn()
        list.owner.read(welcome.epoch()).close()
        equal(list.owner.visits().single().familyName, null)
        val chosen = listOf(ticket.recordId())
        val disclosed = list.owner.disclose(chosen, authority.card(), REASON, connection)
        authority.open(disclosed.file, Environment.TEST).use { report ->
            equal(report.visits().single().familyName, "Lovelace")
            equal(report.withoutContact().size, 0)
        }
    }

    fun aGuestIsAnsweredAndTold() {
        val list = TestList(connection)
        val owner = list.owner
        val welcome = list.enter()
        val ticket = welcome.checkIn()
        ticket.ask(welcome, Right.ACCESS)
        ticket.ask(welcome, Right.ERASE)
        val fetched = owner.read(welcome.epoch())
        val outbox = Outbox.empty()
        outbox.setPolicy(StandingPolicy(access = true))
        equal(owner.answerByPolicy(outbox, listOf(fetched), now()), 1uL)
        val request = owner.openRequests(outbox).single()
        refused("not-logged") { owner.answer(outbox, request, Decision.GRANTED, "", emptyList()) }
        owner.answer(outbox, request, Decision.GRANTED, "", listOf(fetched))
        equal(outbox.answerTo(request.recordId), Decision.GRANTED)
        equal(owner.publish(outbox, connection), 0uL)
        while (true) {
            val order = outbox.nextOrder() ?: break
            owner.give(owner.instruct(order, now()))
            outbox.orderDone()
        }
        val saved = mutableListOf<ByteArray>()
        val store = object : StateStore {
            override fun save(state: ByteArray) {
                saved += state
            }
        }
        equal(owner.publish(outbox, connection, store), 3uL)
        Outbox.fromBytes(saved.last()).use { equal(it.waiting(), 3uL) }

        val report = ticket.readMail(connection)
        equal(report.messages.size to report.refused.size, 3 to 0)
        val contents = report.messages.map { it.content }
        val answers = contents.filterIsInstance<MessageContent.Answer>()
        equal(answers.map { it.decision }, listOf(Decision.GRANTED, Decision.GRANTED))
        equal(answers.count { "Lovelace" in it.text }, 1)
        val erased = contents.filterIsInstance<MessageContent.Erased>().single()
        equal(erased.reason, ErasedFor.REQUEST)
        check("Lovelace" !in report.toString())
        check("Lovelace" in ticket.export())
        equal(ticket.readMail(connection).messages.size, 0)
        equal(ticket.messages().size to ticket.sentRequests().size, 3 to 2)
        fetched.close()
    }

    fun aSecondDeviceHelpsAndIsRevoked() {
        val list = TestList(connection)
        val owner = list.owner
        val welcome = list.enter()
        welcome.checkIn().close()
        val today = welcome.epoch()
        val device = NewDevice.create("Anna's laptop")
        val grant = owner.grant(list.identity, device.card(), today, today, Abilities(), now())
        connection.content(owner.registrationRequest())
        owner.give(owner.grantInstruction(list.identity, grant, now()))
        NewDevice.create("Another").use { other ->
            refused("open-failed") { other.accept(grant.file, Environment.TEST) }
        }
        val delegate = device.accept(grant.file, Environment.TEST).delegate
        equal(delegate.abilities(), Abilities())
        delegate.read(today).close()
        equal(delegate.visits().size, 1)
        refused("not-granted") { delegate.instruct(Order.HoldEpoch(today), now()) }
        owner.sync(connection)
        val known = owner.devices(now()).single { !it.isThis }
        equal(known.name to known.words, "Anna's laptop" to device.card().words)
        equal(owner.holders(today, now()).missing.size, 2)
        val revoked = owner.revokeDevice(list.identity, known.certificates.first(), now())
        equal(revoked.device.canOpen.map { it.epoch }, listOf(today))
        connection.content(owner.registrationRequest())
        for (serial in revoked.device.certificates) {
            owner.give(owner.revokeInstruction(list.identity, serial, now()))
        }
        list.publish()
        check(owner.devices(now()).single { !it.isThis }.isRevoked)
        refused("revoked") { delegate.fetch(today, connection).close() }
    }

    fun aDeviceStartsAgainWithTheLogsThatItHadSeen() {
        val list = TestList(connection)
        val welcome = list.enter()
        val ticket = welcome.checkIn()
        list.owner.read(welcome.epoch()).close()
        val again = Owner.fromBytes(list.owner.toBytes())
        val logs = list.owner.logCopy()
        refused("truncated") { again.setLogCopy(logs.copyOf(logs.size - 1)) }
        again.setLogCopy(logs)
        val report = again.sync(connection)
        equal(report.recoveries.size to report.deleted.size, 0 to 0)
        equal(report.lostOrders + report.waitingOrders, emptyList<String>())
        check(!report.isOver)
        equal(again.giveAgain(connection), 0uL)
        equal(again.evidence(), null)
        refused("missing-log") { ticket.checkDeleted(welcome, now()) }
        ticket.checkDeleted(welcome, now().plusSeconds(50L * 365 * 86_400))
        again.close()
    }

    fun aDrillAndALoss() {
        val list = TestList(connection)
        val owner = list.owner
        val welcome = list.enter()
        welcome.checkIn().close()
        val code = newRecoveryCode()
        equal(recoveryCodeOfWords(recoveryWords(code, WordLanguage.ENGLISH)), code)
        val sheets = partRecoveryCode(code, 2u, 3u)
        check(sheets.first().text !in sheets.first().toString())
        equal(combineRecoverySheets(sheets.drop(1).map { it.text }), code)
        refused("too-few-sheets") { combineRecoverySheets(listOf(sheets.first().text)) }
        val secret = FileSecret.RecoveryCode(code)
        owner.setRecovery(secret, QUICK)
        check(owner.keepRecoverable(connection) && !owner.isBlobDue())
        check(owner.isDrillDue(now()))
        equal(owner.drill(secret, connection), owner.lastDrill())
        check(!owner.isDrillDue(now()))
        val wrong = FileSecret.RecoveryCode(newRecoveryCode())
        refused("open-failed") { owner.drill(wrong, connection) }
        val back = Owner.recover(list.identity, secret, list.bundle(), connection)
        back.statementsRequest(connection.authority(), now())?.let(connection::content)
        back.read(welcome.epoch()).close()
        equal(back.visits().single().familyName, "Lovelace")
        back.close()
    }
}
