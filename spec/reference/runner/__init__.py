"""Runs one vector through the reference: `run(kind, input)` gives (expect, output)."""

from sealroll.reject import Reject

from . import answers, disclosures, grants, inbox, logs, recoveries, mailbox, sealing, secrets, structures, worked

KINDS = {
    **structures.KINDS, **sealing.KINDS, **secrets.KINDS, **logs.KINDS, **inbox.KINDS,
    **worked.KINDS, **disclosures.KINDS, **mailbox.KINDS, **grants.KINDS,
    **recoveries.KINDS, **answers.KINDS,
}


def run(kind: str, given: dict) -> tuple[str, dict]:
    """The error class or `ok`, and every value that the vector records."""
    try:
        return "ok", KINDS[kind](given)
    except Reject as reject:
        return reject.code, {} if reject.field is None else {"field": reject.field}
