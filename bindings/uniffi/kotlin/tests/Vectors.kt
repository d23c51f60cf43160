// The project's vectors, as far as this interface can express them. The folder is walked; every
// kind is either run or named below with the reason why it cannot be expressed here; a kind that
// is neither fails.

import java.io.File
import java.nio.ByteBuffer
import java.time.Instant
import java.util.Base64
import sealroll.Authority
import sealroll.Environment
import sealroll.FileSecret
import sealroll.Guest
import sealroll.Identity
import sealroll.Invitation
import sealroll.SealrollException
import sealroll.cardOf
import sealroll.checkRecoveryCode
import sealroll.code

private typealias Values = Map<String, Any?>

/** This case of a kind that is run cannot be expressed. */
private class NotExpressed : Exception()

private class Case(val name: String, values: Values) {
    val kind = values["kind"] as String
    val expect = values["expect"] as String
    val input = values.part("input")
    val output = values.part("output")
}

class Vectors(folder: File) {
    private val cases = folder.walk().filter { it.extension == "json" }.sorted().map { file ->
        Case(file.relativeTo(folder).path, values(Json.read(file.readText())))
    }.toList()

    private val codes = cases.filter { it.kind == "recovery-code-write" }
        .associate { it.input["secret"] to it.output["text"] as String }

    private val run: Map<String, (Case) -> Values> = mapOf(
        "authority-card" to ::authorityCard,
        "disclosure" to ::disclosure,
        "fingerprint-words" to ::fingerprintWords,
        "key-file" to ::keyFile,
        "parse-invitation" to ::parseInvitation,
        "recovery-code" to ::recoveryCode,
        "verify-welcome" to { accept(it.input) },
        "worked-check-in" to ::workedCheckIn,
    )

    fun everyKindIsRunOrNamed() {
        equal(cases.map { it.kind }.toSet() - run.keys - NOT_EXPRESSED.keys, emptySet<String>())
        equal(run.keys intersect NOT_EXPRESSED.keys, emptySet<String>())
    }

    fun everyCaseThatCanBeExpressed() {
        val counts = run.keys.associateWith { 0 }.toMutableMap()
        var leftOut = 0
        for (case in cases) {
            val task = run[case.kind] ?: continue
            val (result, values) = try {
                "ok" to task(case)
            } catch (error: SealrollException) {
                error.code to emptyMap()
            } catch (_: NotExpressed) {
                leftOut++
                continue
            }
            equal(result, case.expect, case.name)
            values.forEach { (name, value) -> equal(value, case.output[name], "${case.name}: $name") }
            counts.merge(case.kind, 1, Int::plus)
        }
        println(counts)
        check(counts.values.all { it > 0 })
        equal(leftOut, 4)
    }

    private fun parseInvitation(case: Case): Values {
        val link = case.input["link"] as String
        Invitation.fromLink(link).use { invitation ->
            equal(invitation.toLink(), link)
            equal(invitation.hasDoorCode(), case.output["door_code"] != null)
            return mapOf("list_id" to invitation.listId())
        }
    }

    private fun fingerprintWords(case: Case): Values {
        val content = byteArrayOf(1, 0) + hex(case.input["root_fingerprint"]) + ByteArray(32) { 7 }
        val encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(content)
        return Invitation.fromLink("https://sealroll.example/c#$encoded").use {
            mapOf("words" to it.fingerprintWords())
        }
    }

    /** What comes before sealing: the sealed bytes depend on random numbers. */
    private fun workedCheckIn(case: Case): Values {
        val expected = case.output.part("welcome")
        accept(case.input).forEach { (name, value) -> equal(value, expected[name], name) }
        return emptyMap()
    }

    private fun accept(input: Values): Values {
        val environment = environment(input)
        Invitation.fromLink(input["link"] as String).use { invitation ->
            val memory = savedMemory(input.part("memory"), invitation.listId())
            Guest.restore(environment, memory, ByteArray(32)).use { guest ->
                val now = Instant.ofEpochSecond(input["now"] as Long)
                guest.accept(invitation, hex(input["bundle"]), now).use { welcome ->
                    return mapOf(
                        "words" to welcome.fingerprintWords(),
                        "epoch" to welcome.epoch().toLong(),
                        "list_id" to welcome.listId(),
                    )
                }
            }
        }
    }

    private fun recoveryCode(case: Case): Values {
        val written = checkRecoveryCode(case.input["text"] as String)
        equal(written, codes[case.output["secret"]] ?: written)
        return emptyMap()
    }

    private fun keyFile(case: Case): Values {
        val zeros = case.input["zeros_appended"] as Long? ?: 0
        val file = hex(case.input["file"]) + ByteArray(zeros.toInt())
        // Only an owner's own files open as devices and decryption keys.
        if (case.expect == "ok" && file[1] != IDENTITY) throw NotExpressed()
        val secret = when {
            file.size > 2 && file[2] == PASSPHRASE ->
                FileSecret.Passphrase(hex(case.input["secret"]).decodeToString())
            else -> FileSecret.RecoveryCode(codes.getValue(case.input["secret"]))
        }
        Identity.fromFile(file, secret).close()
        return emptyMap()
    }

    private fun authorityCard(case: Case): Values {
        val card = cardOf(hex(case.input["card"]))
        return mapOf("name" to card.name, "words" to card.words)
    }

    /** An authority's state is its key with the name that stands in its card. */
    private fun disclosure(case: Case): Values {
        val name = hex(case.input["card"]).drop(33).toByteArray()
        val state = byteArrayOf(2) + hex(case.input["secret_key"]) + name
        val disclosure = hex(case.input["disclosure"])
        Authority.fromBytes(state).use { authority ->
            authority.open(disclosure, environment(case.input)).use { report ->
                val records = case.output["records"] as List<*>
                equal(report.records(), records.size.toULong(), case.name)
                val refused = case.output["refused"] as List<*>
                equal(report.refused().map { it.code }, refused.map { (it as Map<*, *>)["error"] })
                return mapOf(
                    "disclosure_id" to report.id(),
                    "list_id" to report.listId(),
                    "words" to report.fingerprintWords(),
                    "time" to report.time().epochSecond,
                    "case" to report.reason().caseName,
                    "purpose" to report.reason().purpose,
                    "legal_basis" to report.reason().legalBasis,
                )
            }
        }
    }

    private fun environment(input: Values) =
        if (input["environment"] == 1L) Environment.PRODUCTION else Environment.TEST

    private companion object {
        const val IDENTITY: Byte = 1
        const val PASSPHRASE: Byte = 2
        const val PARTS = "a part that others are made of, without a call of its own"
        const val RANDOM = "the random numbers would have to be given"
        const val PROCESSOR = "what a processor does"
        const val STATE = "a state that a device saves and never takes from outside"

        val NOT_EXPRESSED = mapOf(
            "acknowledgement" to STATE,
            "log-deleted" to STATE,
            "lost" to STATE,
            "renew" to STATE,
            "canary" to PARTS,
            "checkpoint" to PARTS,
            "consistency" to PARTS,
            "cosignature" to PARTS,
            "decode-certificate" to PARTS,
            "decode-descriptor" to PARTS,
            "decode-envelope" to PARTS,
            "decode-frontier" to PARTS,
            "decode-root" to PARTS,
            "decode-statement" to PARTS,
            "disclosure-seal" to RANDOM,
            "document" to PARTS,
            "document-hashes" to PARTS,
            "ed25519-verify" to PARTS,
            "entry" to PARTS,
            "feed" to PROCESSOR,
            "field" to PARTS,
            "frontier" to PARTS,
            "frontier-range" to PARTS,
            "device-card" to PARTS,
            "grant" to PARTS,
            "grant-seal" to RANDOM,
            "hedge" to RANDOM,
            "http-signature" to PROCESSOR,
            "inclusion" to PARTS,
            "instruction" to PROCESSOR,
            "key-file-seal" to RANDOM,
            "labels" to PARTS,
            "note" to PARTS,
            "notice" to PARTS,
            "notice-message" to PARTS,
            "notice-page" to PARTS,
            "notice-page-number" to PARTS,
            "notice-seal" to RANDOM,
            "open-envelope" to PARTS,
            "owner-inbox" to STATE,
            "psk" to PARTS,
            "receipt" to PARTS,
            "record-decode" to PARTS,
            "recovered-log" to STATE,
            "recovery-blob" to PARTS,
            "recovery-blob-seal" to RANDOM,
            "recovery-code-write" to RANDOM,
            "recovery-key" to PARTS,
            "recovery-words" to PARTS,
            "recovery-words-write" to PARTS,
            "seal-envelope" to RANDOM,
            "sealed-contact" to PARTS,
            "sheet" to PARTS,
            "sheets" to PARTS,
            "sync" to STATE,
            "tree" to PARTS,
            "verify-certificate" to PARTS,
            "verify-descriptor" to PARTS,
            "verify-follow-up" to PARTS,
            "verify-registration" to PROCESSOR,
            "verify-statement" to PARTS,
            "x25519-key" to PARTS,
            "x25519-shared" to PARTS,
        )

        /** A guest's memory in the form in which the library saves it. */
        fun savedMemory(memory: Values, listId: String): ByteArray {
            val certificates = memory.part("certificates")
            val statements = memory.part("statements")
            val saved = ByteBuffer.allocate(58 + 12 * statements.size)
            saved.put(1).putInt(1).put(hex(listId))
            for (use in 1..4) saved.putLong(certificates["$use"] as Long? ?: 0)
            saved.putInt((memory["descriptor_version"] as Long? ?: 0).toInt())
            saved.put(statements.size.toByte())
            for ((epoch, serial) in statements) saved.putInt(epoch.toInt()).putLong(serial as Long)
            return saved.array()
        }

        fun hex(text: Any?): ByteArray =
            (text as String).chunked(2).map { it.toInt(16).toByte() }.toByteArray()
    }
}

@Suppress("UNCHECKED_CAST")
private fun values(value: Any?) = value as Values? ?: emptyMap()

private fun Values.part(name: String): Values = values(this[name])
