// What the tests share.

import java.io.File
import java.time.Instant
import sealroll.Bilingual
import sealroll.Environment
import sealroll.Field
import sealroll.FileCost
import sealroll.HttpConnection
import sealroll.NewList
import sealroll.Policy
import sealroll.Processor
import sealroll.SealrollException
import sealroll.code
import sealroll.createList
import sealroll.field
import sealroll.processorOf
import sealroll.processorRequest

/** Cheap, since these files are thrown away. */
val QUICK = FileCost(memoryKib = 64u, passes = 1u)

fun equal(found: Any?, expected: Any?, what: String = "") =
    check(found == expected) { "$what: found $found, not $expected" }

/** Whatever happens inside must throw the error of this code. */
fun refused(code: String, field: Field? = null, action: () -> Unit) {
    val error = refused(action)
    equal(error.code, code)
    equal(error.field, field)
}

fun refused(action: () -> Unit): SealrollException {
    try {
        action()
    } catch (error: SealrollException) {
        return error
    }
    error("nothing was thrown")
}

/** A processor of the test environment on a free port. */
class TestProcessor : AutoCloseable {
    private val folder = createTempDirectory()
    private val process = ProcessBuilder(System.getenv("SEALROLL_PROCESSOR")).apply {
        environment() += mapOf(
            "SEALROLL_LISTEN" to "127.0.0.1:0",
            "SEALROLL_DATA_DIR" to folder.path,
            "SEALROLL_ORIGIN" to "log.example",
            "SEALROLL_ENVIRONMENT" to "test",
        )
        redirectError(ProcessBuilder.Redirect.DISCARD)
    }.start()

    val api: String

    init {
        val ready = process.inputStream.bufferedReader().readLine()
        api = "http://${(Json.read(ready) as Map<*, *>)["listening"]}"
    }

    override fun close() {
        process.destroy()
        process.waitFor()
        folder.deleteRecursively()
    }

    private fun createTempDirectory(): File =
        kotlin.io.path.createTempDirectory("sealroll-uniffi-").toFile()
}

/** A list that is registered, published and cosigned. */
class TestList(
    val connection: HttpConnection,
    change: (NewList) -> NewList = { it },
) {
    private val new = createList(change(plain(connection)), now())
    val owner = new.owner
    val identity = new.identity

    init {
        publish()
    }

    val link = owner.invitation("https://lists.example").use { it.toLink() }

    fun publish() {
        connection.content(owner.registrationRequest())
        owner.statementsRequest(connection.authority(), now())?.let(connection::content)
        owner.sync(connection)
    }

    fun now(): Instant = connection.now()

    private companion object {
        fun plain(connection: HttpConnection): NewList {
            val processor: Processor = processorOf(connection.content(processorRequest()))
            return NewList(
                environment = Environment.TEST,
                processor = processor,
                venue = "Café Morgenrot",
                contact = "info@morgenrot.example",
                purpose = Bilingual("Kontaktnachverfolgung", "contact tracing"),
                legalBasis = Bilingual("Art. 6 DSGVO", "Art. 6 GDPR"),
                generationEpochs = 3u,
                maxCompanions = 5u,
                fields = mapOf(
                    Field.GIVEN_NAME to Policy.REQUIRED,
                    Field.FAMILY_NAME to Policy.REQUIRED,
                    Field.PHONE to Policy.OPTIONAL,
                    Field.PLACE to Policy.OPTIONAL,
                    Field.COMPANIONS to Policy.OPTIONAL,
                ),
            )
        }
    }
}
