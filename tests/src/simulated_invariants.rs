//! What a simulation must find true.

/// What must hold, whatever happens.
pub(crate) const INVARIANTS: &[(&str, &str)] = &[
    (
        "kept",
        "until it is erased or restricted, the owner opens every check-in that was acknowledged and \
         is not lost with a disk, with the departure that its guest reported",
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
        "an epoch that nobody holds is erased at most three days of running after it is \
         due or a backup was restored, and none before without an order",
    ),
    (
        "held",
        "an epoch that is held is there however long it has been due, and erased in time once it is \
         held no longer",
    ),
    (
        "restricted",
        "a record that is restricted is handed out to nobody, and again once it is not",
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
    (
        "told",
        "of each gap that a restored backup leaves the owner is told every record that it had seen, \
         and by name what is missing, until it is there again; what it ordered is done again",
    ),
    (
        "days",
        "when days are lost, because only an older backup is left, the owner is told of every check-in \
         of them by name; statements, feeds, grants, revocations and all other orders are there again \
         at the end of the next sync, and guests who come back bring the rest",
    ),
    (
        "returned",
        "a guest whose check-in was lost finds that out when its program starts again, and the \
         processor takes it again, unless its day is over for longer than the terms allow",
    ),
    (
        "forgotten",
        "the log of a list that was ended is deleted when the days for audits and a day of running \
         are over, the list itself after three full calendar years and a day, and nothing before; a \
         list that goes on stays",
    ),
    (
        "admitted",
        "no list is let in without a token, each token lets one in, and a list that was forgotten is \
         not let in again",
    ),
    (
        "confirmed",
        "where a PIN is asked for, only the newest one that was sent for this very registration lets a \
         list in, for ten minutes, five tries and one run of the processor; numbers of other countries \
         get none, and a list that is registered needs none and takes none",
    ),
    (
        "audited",
        "an auditor finds nothing to object to but the gaps that the log itself names",
    ),
    (
        "whole",
        "whenever the processor ends, everything that it has stored verifies",
    ),
];
