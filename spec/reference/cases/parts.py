"""Record logs that a processor goes on with from a backup, as their owner syncs them."""

from sealroll import document, entry, merkle, note
from sealroll.processor import RecordLog

from .documents import TIME
from .inboxes import signed_by
from .logs import entries
from .welcomes import spoil_line
from .world import EPOCH, GENERATION, World

PART = 1763748000
LATER = PART + 86400


def make(c) -> None:
    Recovered(c).make()


class Recovered:
    """Three statements and four records were seen; a backup had the first of these records."""

    def __init__(self, c):
        self.c, self.world = c, World()
        self.world.fill_log()
        self.name = self.world.log.name
        self.records, self.more = entries(6)[:4], entries(6)[4:]
        self.seen = [*self.world.log.entries, *self.records]
        self.restored = self.seen[:4]
        self.statements = [self.world.statement(epoch) for epoch in (EPOCH - 1, EPOCH, EPOCH + 1)]
        self.notes = []

    def opened(self, before: list, part: int = PART, signed="7", seed=None, **changes) -> list:
        """A log with these entries and an opening, whose note is kept."""
        world = self.world
        values = {
            "log": GENERATION, "restored": len(before), "list_id": world.list_id,
            "root": merkle.root_hash([merkle.leaf_hash(item) for item in before]), **changes,
        }
        text = (
            f"sealroll-v1 opening\nlist {values['list_id'].hex()}\nlog {values['log']}\npart {part}\n"
            f"restored {values['restored']} {values['root'].hex()}\nsigned {signed}\ntime {TIME}\n"
        )
        opening = note.sign(text, document.log_name(world.origin, world.list_id), seed or world.log_seed)
        self.notes.append(opening)
        identifier = document.document_id(entry.OPENING, opening.encode("utf-8"))
        return [*before, entry.Entry(entry.OPENING, 0, identifier).encode()]

    def head(self, log: list, part: int, seed=None) -> str:
        name = self.name if part == 0 else f"{self.name}/{part}"
        return RecordLog(name, seed or self.world.log_seed, log).checkpoint()

    def add(self, file, comment, log, expect="ok", part=PART, seen=None, cosigned=0, text=None, notes=None, own=None, rule="RECV-5"):
        seen = self.seen if seen is None else seen
        given = {
            "seen": [item.hex() for item in seen], "cosigned": self.head(seen, cosigned),
            "entries": [item.hex() for item in log], "checkpoint": text or self.head(log, part),
            "openings": self.notes if notes is None else notes, "generation": GENERATION,
            **signed_by(self.world), "descriptor": self.world.descriptor.hex(),
            "own_statements": [item.hex() for item in (own or self.statements)],
        }
        self.notes = []
        return self.c.add(f"recovered-log/{file}", "recovered-log", rule, comment, given, expect)

    def make(self) -> None:
        self.make_good()
        self.make_rolled_back()
        self.make_rewritten()
        self.make_openings()

    def make_good(self) -> None:
        add, opened, restored = self.add, self.opened, self.restored
        add("ok-lost", "three records were lost", opened(restored))
        add("ok-returned", "two of the three were sent again, in another order, and a new one came",
            [*opened(restored), self.records[3], self.more[0], self.records[1]])
        add("ok-nothing-lost", "the backup had all that was seen", opened(self.seen))
        add("ok-backup-beyond", "the backup had more than was seen", opened([*self.seen, *self.more], signed="9"))
        add("ok-signed-beyond", "the processor had signed more than was seen", opened(restored, signed="12"))
        add("ok-signed-unknown", "the processor does not know what it had signed", opened(restored, signed="unknown"))
        add("ok-statement-lost", "a statement was lost, and published again", [*opened(self.seen[:2]), self.seen[2]])
        add("ok-everything-lost", "the backup had nothing of the log", opened([]))
        add("ok-two-parts", "two recoveries since: what was seen ends at the first", opened([*opened(restored), self.records[1]], LATER, "6"), part=LATER)
        first = self.opened(restored)
        add("ok-second-recovery", "the first was seen, the second is news", opened(first, LATER, "8"), part=LATER, seen=[*first, *self.more], cosigned=PART)
        first = self.opened(restored)
        add("ok-same-part", "the same part has grown", [*first, *self.more], seen=first, cosigned=PART)
        nine = self.opened(restored, 9)
        add("ok-part-ten", "part 10 after part 9: parts are numbers", opened(nine, 10), part=10, seen=nine, cosigned=9)

    def make_rolled_back(self) -> None:
        first = self.opened(self.restored)
        self.add("first-part", "the first part, after a later one was cosigned", self.seen, "rolled-back", part=0, seen=first, cosigned=PART)
        first = self.opened(self.restored)
        second = self.opened(first, LATER)
        self.add("earlier-part", "an earlier part, although its log is larger", [*first, *self.records], "rolled-back", seen=second, cosigned=LATER)
        ten = self.opened(self.restored, 10)
        nine = self.opened(self.restored, 9)
        self.add("earlier-part-digits", "part 9 after part 10: parts are numbers", nine, "rolled-back", part=9, seen=ten, cosigned=10)
        first = self.opened(self.restored)
        self.add("smaller", "the same later part, but smaller", first, "rolled-back", seen=[*first, self.records[1]], cosigned=PART, rule="SYN-1")

    def make_rewritten(self) -> None:
        forged = [*self.seen[:3], self.more[0]]
        self.add("rewritten", "another record among those restored", self.opened(forged), "inconsistent")
        swapped = [self.seen[1], self.seen[0], *self.seen[2:4]]
        self.add("order", "two restored entries changed places", self.opened(swapped), "inconsistent")
        self.add("beyond-rewritten", "the backup had more, but not what was seen", self.opened([*self.seen[:6], *self.more], signed="9"), "inconsistent")
        first = self.opened(self.restored)
        second = self.opened([*self.restored, *self.more], LATER)
        self.add("opening-gone", "the opening that was seen is gone", second, "inconsistent", part=LATER, seen=first, cosigned=PART)
        log = self.opened(self.restored)
        self.add("other-entry", "an entry that the root does not cover", [*log[:-2], self.more[0], log[-1]], "inconsistent", text=self.head(log, PART), rule="SYN-1")
        log = self.opened(self.restored)
        self.add("foreign-statement", "a statement that no device issued", log, "foreign-statement", own=self.statements[:2], rule="SYN-2")
        log = self.opened(self.restored)
        other = RecordLog(f"{self.name[:-2]}11/{PART}", self.world.log_seed, log).checkpoint()
        self.add("wrong-log", "the part of another log", log, "wrong-log", text=other, rule="RCP-1")
        log = self.opened(self.restored)
        self.add("wrong-signature", "the signature differs in one bit", log, "bad-signature", text=spoil_line(self.head(log, PART), f"{self.name}/{PART}"), rule="RCP-2")

    def make_openings(self) -> None:
        def add(file, comment, log, expect="inconsistent", **changes):
            self.add(file, comment, log, expect, rule="RECV-4", **changes)

        restored, opened = self.restored, self.opened
        add("restored-size", "the opening names another size", opened(restored, restored=3))
        add("restored-root", "the opening names another root hash", opened(restored, root=bytes(32)))
        add("other-generation", "the opening of another log", opened(restored, log=GENERATION + 1))
        add("instruction-log", "the opening of the instruction log", opened(restored, log="instructions"))
        add("other-part", "the checkpoint is of another part than the opening", opened(restored, PART + 1))
        add("no-opening", "a later part without an opening", self.seen)
        add("first-part-opened", "an opening, but a checkpoint of the first part", opened(self.seen), part=0)
        add("parts-fall", "the second part has a smaller number", opened(opened(restored, LATER), PART))
        add("parts-equal", "two openings of one part", opened(opened(restored)))
        first = opened(restored)
        add("note-missing", "the note of the opening is not there", first, "bad-document", notes=[])
        add("note-other-key", "the note is signed by another key", opened(restored, seed=self.world.seeds["witness"]), "bad-document")
        add("note-form", "less was signed than restored", opened(restored, signed="3"), "bad-document")
