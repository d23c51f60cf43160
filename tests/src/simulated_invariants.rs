//! What a simulation must find true.

/// What must hold, whatever happens.
pub(crate) const INVARIANTS: &[(&str, &str)] = &[
    (
        "kept",
        "until its epoch is erased, the owner opens every check-in that was acknowledged, with the \
         departure that its guest reported",
    ),
    (
        "nothing-else",
        "the owner opens nothing that no guest has sent, and nothing twice",
    ),
    (
        "receipts",
        "every upload is answered with a receipt that verifies, the same bytes with the same index",
    ),
    (
        "witnessed",
        "a guest who comes back finds the entry under a head that the owner has cosigned, in a log \
         that has only grown",
    ),
    (
        "consistent",
        "every sync finds logs that continue those of the sync before, and no contradiction",
    ),
    (
        "erased",
        "of an erased epoch the processor hands out nothing and the owner can open nothing",
    ),
    (
        "in-time",
        "an epoch that nobody holds is erased at most two and a half days of running after it is \
         due, and none before without an order",
    ),
    ("jumps", "a clock that jumps destroys nothing"),
    (
        "rolled-back",
        "a processor that goes on from an older copy is found out by the next sync, which cosigns \
         nothing",
    ),
    (
        "granted",
        "a delegate's device opens each check-in of the days that it was granted, nothing else, and \
         orders nothing that its rights do not name",
    ),
    (
        "acknowledged",
        "an epoch is erased to the owner once every device that was given its keys has said that \
         they are gone; before, the owner is told which is missing",
    ),
    (
        "revoked",
        "a device that was revoked is handed out nothing, and opens nothing that comes after, even \
         if it is handed over",
    ),
    (
        "answered",
        "whoever asks reads one answer that fits what was asked, and after an erasure the news of it",
    ),
    (
        "private",
        "nobody reads a message about the check-in or the request of somebody else",
    ),
    ("audited", "an auditor finds nothing to object to"),
    (
        "whole",
        "whenever the processor ends, everything that it has stored verifies",
    ),
];
