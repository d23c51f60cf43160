package sealroll

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.URI
import java.net.URISyntaxException
import java.time.Instant

/**
 * Sends requests to a processor, one connection each: no cookies, no redirects. It needs nothing
 * but the JDK or Android; call it away from the main thread.
 *
 * @param api scheme and host of the API, such as `https://processor.example`
 * @param timeoutMillis how long to wait for a connection, and for an answer
 * @throws SealrollException with the code `bad-argument` if that is no address
 */
class HttpConnection(api: String, private val timeoutMillis: Int = 30_000) : Connection {
    private val base = api.removeSuffix("/")
    private val address: URI = try {
        URI(base)
    } catch (_: URISyntaxException) {
        throw wrongAddress()
    }

    init {
        if (address.scheme !in setOf("https", "http") || address.host == null) throw wrongAddress()
    }

    /** Host of the API, with its port if that is not the usual one. */
    override fun authority(): String = address.authority

    /** The time now. */
    override fun now(): Instant = Instant.now()

    /**
     * Sends a request and returns the answer, whatever its status.
     *
     * @throws SealrollException with the code `unreachable` if there is none
     */
    override fun send(request: Request): Response {
        try {
            val connection = URI(base + request.path).toURL().openConnection() as HttpURLConnection
            try {
                return exchange(connection, request)
            } finally {
                connection.disconnect()
            }
        } catch (cause: IOException) {
            val reason = "the processor cannot be reached"
            throw SealrollException.Failed("unreachable", reason, null).apply { initCause(cause) }
        }
    }

    /**
     * Sends a request and returns the content of a successful answer.
     *
     * @throws SealrollException with the code of a refusal, or `unreachable`
     */
    fun content(request: Request): ByteArray = contentOf(send(request))

    private fun exchange(connection: HttpURLConnection, request: Request): Response {
        connection.requestMethod = request.method
        connection.connectTimeout = timeoutMillis
        connection.readTimeout = timeoutMillis
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        request.headers.forEach(connection::setRequestProperty)
        if (request.method != "GET") {
            connection.doOutput = true
            connection.outputStream.use { it.write(request.body) }
        }
        val status = connection.responseCode
        val answer = if (status < 400) connection.inputStream else connection.errorStream
        val after = connection.getHeaderField("Retry-After")?.toUIntOrNull()
        return Response(status.toUShort(), answer?.use(::read) ?: ByteArray(0), after)
    }

    private fun read(answer: InputStream): ByteArray {
        val content = ByteArrayOutputStream()
        val part = ByteArray(16_384)
        while (true) {
            val length = answer.read(part)
            if (length < 0) return content.toByteArray()
            content.write(part, 0, length)
            if (content.size() > LONGEST) throw IOException("the answer is too long")
        }
    }

    private companion object {
        const val LONGEST = 64 shl 20

        fun wrongAddress() =
            SealrollException.Failed("bad-argument", "api must be scheme and host of an API", null)
    }
}
