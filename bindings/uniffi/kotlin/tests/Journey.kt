// Guest and owner over real HTTP against the real processor.

import java.io.IOException
import java.time.Duration
import java.time.Instant
import java.util.Collections
import kotlin.concurrent.thread
import kotlin.experimental.xor
import sealroll.Bilingual
import sealroll.CheckInForm
import sealroll.Contact
import sealroll.CorrectionForm
import sealroll.Connection
import sealroll.Environment
import sealroll.Field
import sealroll.FileSecret
import sealroll.Guest
import sealroll.HttpConnection
import sealroll.Identity
import sealroll.Invitation
import sealroll.Owner
import sealroll.Pending
import sealroll.PendingFollowUp
import sealroll.Policy
import sealroll.Progress
import sealroll.Request
import sealroll.Response
import sealroll.Right
import sealroll.SealrollException
import sealroll.Source
import sealroll.StateStore
import sealroll.TermsChange
import sealroll.Ticket
import sealroll.Welcome
import sealroll.checkRecoveryCode
import sealroll.code
import sealroll.newRecoveryCode
import sealroll.processorOf

private val ADA = Contact(givenName = "Ada", familyName = "Yılmaz", phone = "+49 30 901820")

class Journey(private val processor: TestProcessor) {
    private val connection = HttpConnection(processor.api)
    private val list = TestList(connection)

    private fun now(): Instant = connection.now()

    private fun enter(link: String = list.link): Welcome =
        Guest.firstUse(Environment.TEST).use { guest ->
            Invitation.fromLink(link).use { invitation ->
                val bundle = connection.content(guest.welcomeRequest(invitation))
                guest.accept(invitation, bundle, now())
            }
        }

    fun aVisitFromCodeToExport() {
        val owner = list.owner
        val welcome = enter()
        val terms = welcome.terms()
        equal(terms.venue, "Café Morgenrot")
        equal(terms.fields[Field.PHONE], Policy.OPTIONAL)
        equal(welcome.fingerprintWords(), owner.summary().fingerprintWords)
        val first = welcome.fields().first()
        equal(first.field to first.required, Field.GIVEN_NAME to true)
        check(welcome.notBefore() < now() && now() < welcome.notAfter())

        val form = CheckInForm(ADA, place = "Tisch 4", companions = 2u)
        val pending = welcome.checkIn(form, now())
        val (saved, id) = pending.toBytes() to pending.recordId()
        val receipt = connection.content(pending.request())
        val ticket = Pending.fromBytes(saved).confirm(receipt)
        refused("unsupported-version") { Ticket.fromBytes(saved) }
        val kept = Ticket.fromBytes(ticket.toBytes())
        equal(kept.recordId(), id)
        val leaving = now() + Duration.ofMinutes(1)
        val correction = CorrectionForm(place = "Tisch 5")
        for (seal in listOf<() -> PendingFollowUp>(
            { kept.correct(welcome, correction, now()) },
            { kept.exercise(welcome, Right.ERASE, now()) },
            { kept.checkOut(welcome, leaving, now(), Source.AUTOMATIC) },
        )) {
            val followUp = seal()
            followUp.confirm(connection.content(followUp.request()))
            refused("used") { followUp.request() }
        }

        owner.sync(connection)
        kept.witness(connection.content(kept.proofRequest()), welcome)
        check(kept.isWitnessed())

        val fetched = owner.fetch(welcome.epoch(), connection)
        val batch = owner.open(fetched)
        equal(batch.opened, fetched.count())
        check(batch.setAside.isEmpty() && batch.missing.isEmpty())
        val visit = owner.visits().single { it.recordId == id }
        equal(visit.familyName to visit.phone, "Yılmaz" to "+4930901820")
        equal(Triple(visit.place, visit.companions, visit.corrections), Triple("Tisch 5", 2.toUByte(), 1u))
        equal(visit.rights, listOf(Right.ERASE))
        equal(visit.departure, Instant.ofEpochSecond(leaving.epochSecond))
        equal(visit.departureSource, Source.AUTOMATIC)
        equal(visit.email, null)
        check("Yılmaz" in owner.csv(welcome.epoch()))
        val exported = Json.read(owner.json()) as List<*>
        check(exported.any { (it as Map<*, *>)["record_id"] == id })
    }

    fun openingStopsWhenItIsToldTo() {
        val welcome = enter()
        connection.content(welcome.checkIn(CheckInForm(ADA), now()).request())
        list.owner.sync(connection)
        val known = list.owner.visits().size
        val stop = object : Progress {
            override fun advance(done: ULong, total: ULong) = false
        }
        val fetched = list.owner.fetch(welcome.epoch(), connection)
        refused("cancelled") { list.owner.open(fetched, stop) }
        equal(list.owner.visits().size, known)
    }

    fun receiptsOfOthersAndAlteredOnesAreRefused() {
        val welcome = enter()
        val (one, other) = List(2) { welcome.checkIn(CheckInForm(ADA), now()) }
        val receipt = connection.content(one.request())
        refused("bad-proof") { other.confirm(receipt) }
        refused { one.confirm(altered(receipt, receipt.size - 8)) }
        check(one.confirm(receipt).index() > 0u)
        refused("used") { one.confirm(receipt) }
        check(other.toBytes().isNotEmpty())
    }

    fun aLyingServerIsRefused() {
        val invitation = Invitation.fromLink(list.link)
        val guest = Guest.firstUse(Environment.TEST)
        val bundle = connection.content(guest.welcomeRequest(invitation))
        fun accept(content: ByteArray, now: Instant = now(), of: Environment = Environment.TEST) {
            Guest.firstUse(of).use { it.accept(invitation, content, now).close() }
        }
        accept(bundle)
        refused("truncated") { accept(bundle.copyOf(bundle.size - 1)) }
        for (place in listOf(60, 300, 800, 1400, bundle.size - 4)) {
            refused { accept(altered(bundle, place)) }
        }
        refused("expired") { accept(bundle, now() + Duration.ofDays(3)) }
        refused("wrong-environment") { accept(bundle, of = Environment.PRODUCTION) }
        val other = TestList(connection) { it.copy(venue = "Elsewhere") }
        val theirs = guest.welcomeRequest(Invitation.fromLink(other.link))
        refused("wrong-list") { accept(connection.content(theirs)) }
        refused("bad-link") { Invitation.fromLink("https://lists.example/c#x") }
    }

    fun formsNameTheFieldThatIsWrong() {
        val welcome = enter()
        fun checkIn(contact: Contact, arrival: Instant? = null, now: Instant = now()) {
            welcome.checkIn(CheckInForm(contact, arrival = arrival), now).close()
        }
        refused("bad-field", Field.PHONE) { checkIn(ADA.copy(phone = "0301")) }
        refused("field-required", Field.GIVEN_NAME) { checkIn(ADA.copy(givenName = null)) }
        refused("field-not-allowed", Field.CITY) { checkIn(ADA.copy(city = "Berlin")) }
        refused("bad-field", Field.GIVEN_NAME) { checkIn(ADA.copy(givenName = "A\u202e")) }
        refused("bad-argument") { checkIn(ADA, arrival = Instant.EPOCH.minusSeconds(1)) }
        refused("expired") { checkIn(ADA, now = now() + Duration.ofDays(3)) }
    }

    fun aRestoredGuestRefusesWhatIsOlder() {
        val own = TestList(connection)
        val invitation = Invitation.fromLink(own.link)
        val guest = Guest.firstUse(Environment.TEST)
        val bundle = connection.content(guest.welcomeRequest(invitation))
        guest.accept(invitation, bundle, now())
        val (memory, secret) = guest.memory() to guest.exportDeviceSecret()
        val again = Guest.restore(Environment.TEST, memory, secret)
        own.owner.changeTerms(own.identity, TermsChange(purpose = Bilingual("Neu", "New")), now())
        own.publish()
        val newer = connection.content(again.welcomeRequest(invitation))
        val welcome = again.accept(invitation, newer, now())
        equal(welcome.terms().purpose.en, "New")
        refused("rolled-back") { again.accept(invitation, bundle, now()) }
        again.forget(welcome.listId())
        again.accept(invitation, bundle, now())
        refused("bad-argument") { Guest.restore(Environment.TEST, memory, ByteArray(31)) }
        refused("truncated") { Guest.restore(Environment.TEST, memory.copyOf(memory.size - 1), secret) }
    }

    fun keyFilesOpenWithTheRightSecretOnly() {
        val code = newRecoveryCode()
        equal(checkRecoveryCode(code.lowercase().replace("-", " ")), code)
        val secret = FileSecret.RecoveryCode(code)
        val file = list.identity.toFile(secret, QUICK)
        equal(Identity.fromFile(file, secret).listId(), list.identity.listId())
        val wrong = FileSecret.RecoveryCode(newRecoveryCode())
        refused("open-failed") { Identity.fromFile(file, wrong) }
        refused("open-failed") { Identity.fromFile(altered(file, file.size - 1), secret) }
        refused("bad-code") { Identity.fromFile(file, FileSecret.RecoveryCode("AAAAA")) }
        val passphrase = FileSecret.Passphrase("correct horse")
        val device = list.owner.toDeviceFile(passphrase, QUICK)
        val restored = Owner.fromDeviceFile(device, passphrase)
        equal(restored.summary(), list.owner.summary())
        refused("bad-value") { Identity.fromFile(device, passphrase) }
    }

    fun aLostDeviceIsRestored() {
        val lost = TestList(connection)
        val secret = FileSecret.RecoveryCode(newRecoveryCode())
        val file = lost.owner.toDecryptionFile(secret, QUICK)
        val request = Guest.firstUse(Environment.TEST).welcomeRequest(Invitation.fromLink(lost.link))
        val bundles = listOf(connection.content(request))
        refused("unknown-statement") {
            Owner.restore(lost.identity, file, secret, emptyList(), 3u, now())
        }
        val owner = Owner.restore(lost.identity, file, secret, bundles, 3u, now())
        equal(owner.summary().listId, lost.owner.summary().listId)
        connection.content(owner.registrationRequest())
    }

    fun punctureAndPurge() {
        val short = TestList(connection) { it.copy(retentionEpochs = 1u) }
        val owner = short.owner
        val welcome = enter(short.link)
        connection.content(welcome.checkIn(CheckInForm(ADA), now()).request())
        val epoch = welcome.epoch()
        equal(owner.dueEpochs(now()), emptyList<UInt>())
        equal(owner.dueEpochs(now() + Duration.ofDays(2)), listOf(epoch))
        equal(owner.puncture(epoch) to owner.puncture(epoch), true to false)
        val proof = connection.content(owner.purgeInstruction(epoch, now()))
        owner.confirmPurge(epoch, proof)
        equal(owner.sync(connection).unorderedPurges, emptyList<UInt>())
        val fetched = owner.fetch(epoch, connection)
        equal(fetched.count(), 0uL)
        refused("epoch-purged") { owner.open(fetched) }
        refused("bad-proof") { owner.confirmPurge(epoch + 1u, proof) }
    }

    fun aSyncSavesBeforeItCosignsAndKeepsOthersOut() {
        val events = mutableListOf<String>()
        val watch = object : Connection by connection {
            override fun send(request: Request): Response {
                events += request.method
                events += refused { list.owner.visits() }.code
                return connection.send(request)
            }
        }
        val store = object : StateStore {
            override fun save(state: ByteArray) {
                events += Owner.fromBytes(state).use { it.summary().listId }
            }
        }
        val report = list.owner.sync(watch, store)
        check(report.cosigned.isNotEmpty() && "busy" in events)
        equal(events[events.indexOf("POST") - 1], list.owner.summary().listId)
        val full = object : StateStore {
            override fun save(state: ByteArray) = throw IOException("no space left")
        }
        refused("unreachable") { list.owner.sync(connection, full) }
    }

    fun refusalsAndSilenceHaveCodes() {
        val request = Guest.firstUse(Environment.TEST).welcomeRequest(Invitation.fromLink(list.link))
        val unknown = request.copy(path = "/v1/lists/${"0".repeat(32)}/welcome")
        refused("unknown-list") { connection.content(unknown) }
        val silent = HttpConnection("http://127.0.0.1:9", 5000)
        refused("unreachable") { silent.content(request) }
        refused("unreachable") { list.owner.sync(silent) }
        refused("bad-argument") { HttpConnection("lists.example") }
        refused("bad-value") { processorOf("{}".toByteArray()) }
    }

    fun guestsDataIsNotPrinted() {
        val secret = FileSecret.Passphrase("correct horse")
        for (value in listOf(ADA, CheckInForm(ADA), CorrectionForm(ADA), secret)) {
            check("Ada" !in "$value" && "horse" !in "$value")
        }
        equal("$ADA", "Contact(<redacted>)")
    }

    fun closedObjectsRefuse() {
        val guest = Guest.firstUse(Environment.TEST)
        guest.use { it.memory() }
        val refusal = runCatching { guest.memory() }.exceptionOrNull()
        check(refusal is IllegalStateException) { "$refusal" }
        guest.close()
    }

    fun objectsServeSeveralThreads() {
        val welcome = enter()
        val ids = Collections.synchronizedSet(HashSet<String>())
        List(8) {
            thread {
                val pending = welcome.checkIn(CheckInForm(ADA), now())
                ids += pending.confirm(connection.content(pending.request())).recordId()
            }
        }.forEach(Thread::join)
        equal(ids.size, 8)
    }

    private fun altered(bytes: ByteArray, place: Int) =
        bytes.copyOf().also { it[place] = it[place] xor 1 }
}
