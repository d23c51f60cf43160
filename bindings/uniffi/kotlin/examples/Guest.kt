// A guest checks in: `GuestKt API FILE-WITH-LINK GIVEN-NAME FAMILY-NAME`.

import java.io.File
import sealroll.CheckInForm
import sealroll.Contact
import sealroll.Environment
import sealroll.Guest
import sealroll.HttpConnection
import sealroll.Invitation

fun main(arguments: Array<String>) {
    val (api, link, givenName, familyName) = arguments
    val connection = HttpConnection(api)
    Guest.firstUse(Environment.TEST).use { guest ->
        Invitation.fromLink(File(link).readText().trim()).use { invitation ->
            val bundle = connection.content(guest.welcomeRequest(invitation))
            guest.accept(invitation, bundle, connection.now()).use { welcome ->
                // Shown before anything is sent, to be compared with the words beside the code.
                System.err.println("${welcome.terms().venue} ${welcome.fingerprintWords()}")
                val form = CheckInForm(Contact(givenName = givenName, familyName = familyName))
                welcome.checkIn(form, connection.now()).use { pending ->
                    // Save pending.toBytes() here: if the answer is lost, the request is repeated.
                    val receipt = connection.content(pending.request())
                    pending.confirm(receipt).use { ticket -> println(ticket.recordId()) }
                }
            }
        }
    }
}
