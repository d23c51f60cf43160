// An owner's desk: `OwnerKt create API FOLDER` makes a list and writes its link to FOLDER/link,
// `OwnerKt open API FOLDER` prints today's visits as JSON.

import java.io.File
import kotlin.system.exitProcess
import sealroll.Bilingual
import sealroll.Environment
import sealroll.Field
import sealroll.FileCost
import sealroll.FileSecret
import sealroll.HttpConnection
import sealroll.NewList
import sealroll.Owner
import sealroll.Policy
import sealroll.StateStore
import sealroll.createList
import sealroll.processorOf
import sealroll.processorRequest

/** Cheap, because these files are thrown away. Leave it out for files that last. */
private val CHEAP = FileCost(memoryKib = 64u, passes = 1u)

/** Keeps the device in a file that a passphrase opens. */
private class Desk(private val folder: File) : StateStore {
    val secret = FileSecret.Passphrase(System.getenv("SEALROLL_SECRET"))

    override fun save(state: ByteArray) =
        Owner.fromBytes(state).use { keep("device", it.toDeviceFile(secret, CHEAP)) }

    fun keep(name: String, content: ByteArray) {
        val part = folder.resolve("$name.part")
        part.writeBytes(content)
        check(part.renameTo(folder.resolve(name)))
    }

    fun owner(): Owner = Owner.fromDeviceFile(folder.resolve("device").readBytes(), secret)
}

fun main(arguments: Array<String>) {
    val (task, api, folder) = arguments
    val (connection, desk) = HttpConnection(api) to Desk(File(folder))
    when (task) {
        "create" -> create(connection, desk)
        "open" -> readToday(connection, desk)
        else -> error("create or open")
    }
}

private fun create(connection: HttpConnection, desk: Desk) {
    val list = NewList(
        environment = Environment.TEST,
        processor = processorOf(connection.content(processorRequest())),
        venue = "Café Morgenrot",
        contact = "info@morgenrot.example",
        purpose = Bilingual(de = "Kontaktnachverfolgung", en = "contact tracing"),
        legalBasis = Bilingual(de = "Art. 6 Abs. 1 lit. c DSGVO", en = "Art. 6(1)(c) GDPR"),
        fields = mapOf(Field.GIVEN_NAME to Policy.REQUIRED, Field.FAMILY_NAME to Policy.REQUIRED),
    )
    val (owner, identity) = createList(list, connection.now())
    // The root of the list exists nowhere else: into a file, at once, and away with it.
    identity.use { desk.keep("identity", it.toFile(desk.secret, CHEAP)) }
    owner.use {
        connection.content(owner.registrationRequest())
        owner.statementsRequest(connection.authority(), connection.now())?.let(connection::content)
        owner.sync(connection, desk)
        desk.save(owner.toBytes())
        owner.invitation("https://lists.example").use {
            desk.keep("link", it.toLink().toByteArray())
        }
    }
}

private fun readToday(connection: HttpConnection, desk: Desk) {
    desk.owner().use { owner ->
        owner.sync(connection, desk)
        desk.save(owner.toBytes())
        val today = owner.epochAt(connection.now()).epoch
        val batch = owner.fetch(today, connection).use { owner.open(it) }
        if (batch.setAside.isNotEmpty() || batch.missing.isNotEmpty()) {
            System.err.println("${batch.setAside.size} set aside, ${batch.missing.size} missing")
            exitProcess(1)
        }
        print(owner.json(today))
    }
}
