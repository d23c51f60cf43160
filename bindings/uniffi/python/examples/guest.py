"""A guest checks in: ``guest.py API FILE-WITH-LINK GIVEN-NAME FAMILY-NAME``."""

import sys
from pathlib import Path

from sealroll import CheckInForm, Contact, Environment, Guest, HttpConnection, Invitation


def main(api: str, link: str, given_name: str, family_name: str) -> None:
    connection = HttpConnection(api)
    with (
        Guest.first_use(Environment.TEST) as guest,
        Invitation.from_link(Path(link).read_text().strip()) as invitation,
    ):
        bundle = connection.content(guest.welcome_request(invitation))
        with guest.accept(invitation, bundle, connection.now()) as welcome:
            # Shown before anything is sent, to be compared with the words beside the code.
            print(welcome.terms().venue, welcome.fingerprint_words(), file=sys.stderr)
            form = CheckInForm(
                contact=Contact(given_name=given_name, family_name=family_name)
            )
            with welcome.check_in(form, connection.now()) as pending:
                # Save pending.to_bytes() here: if the answer is lost, the request is repeated.
                receipt = connection.content(pending.request())
                with pending.confirm(receipt) as ticket:
                    print(ticket.record_id())


if __name__ == "__main__":
    main(*sys.argv[1:])
