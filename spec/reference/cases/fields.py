"""The field table of section 6.8."""

from sealroll.codec import LAST_TIME

LONG_LABEL = "d" * 63
LONGEST_MAIL = "a" * 64 + "@" + ".".join((LONG_LABEL, LONG_LABEL, "d" * 61))
VALID = {
    "given_name": ("M", "Zoë-Anaïs O’Neil", "n" * 100, "=1+1"),
    "family_name": ("de la Cruz y Müller", "李"),
    "companion_name": ("Ali", "n" * 100),
    "phone": ("+1234567", "+123456789012345", "+4930123456"),
    "email": ("a@b.c", "mia.weiss+linde@mail.example.org", ".".join("ab") + "!#$%&'*+/=?^_`{|}~-@x-1.de", "müller@bücher.example", LONGEST_MAIL),
    "street": ("Lindenstraße 7", "s" * 120),
    "city": ("B", "c" * 120),
    "postal_code": ("1", "10969", "SW1A 1AA", "-12345678901234-"),
    "country": ("DE", "ZZ"),
    "place": ("Tisch 4", "p" * 60),
    "door_code": ("a", "Abcdefghijkl-789"),
    "arrival": (1, LAST_TIME),
    "departure": (1,),
    "planned_end": (LAST_TIME,),
    "counter": (1, 2**32 - 1),
}
INVALID = {
    "given_name": {"empty": "", "long": "n" * 101, "long-in-bytes": "ä" * 51, "control": "Mi\ta", "bidi": "Mi\u202ea", "leading-space": " Mia", "trailing-space": "Mia "},
    "family_name": {"empty": "", "long": "n" * 101},
    "companion_name": {"empty": "", "long": "n" * 101},
    "phone": {"empty": "", "no-plus": "4930123456", "zero-first": "+0930123456", "short": "+123456", "long": "+1234567890123456", "space": "+49 30123456", "other-digits": "+493012345\u0666"},
    "email": {
        "empty": "", "no-at": "mia.example.org", "two-ats": "a@b@c.de", "local-empty": "@example.org", "local-65": "a" * 65 + "@b.de",
        "local-dot-first": ".a@b.de", "local-dot-last": "a.@b.de", "local-dots": "a..b@c.de", "local-space": "a b@c.de",
        "local-quote": '"a"@b.de', "local-comma": "a,b@c.de", "one-label": "a@localhost", "label-empty": "a@b..de", "label-dot-last": "a@b.de.",
        "label-64": "a@" + "d" * 64 + ".de", "label-hyphen-first": "a@-b.de", "label-hyphen-last": "a@b-.de", "label-underscore": "a@b_c.de",
        "long": LONGEST_MAIL + "d", "bidi": "a\u202eb@c.de", "control-above": "a\u0085@c.de",
    },
    "street": {"empty": "", "long": "s" * 121},
    "city": {"empty": "", "long": "c" * 121},
    "postal_code": {"empty": "", "long": "1" * 17, "space-first": " 10969", "space-last": "10969 ", "slash": "10/969", "not-ascii": "1096９"},
    "country": {"empty": "", "one": "D", "three": "DEU", "lower-case": "de", "digit": "D1"},
    "place": {"empty": "", "long": "p" * 61},
    "door_code": {"empty": "", "long": "a" * 17, "space": "a b", "not-ascii": "Tür"},
    "arrival": {"zero": 0, "too-late": LAST_TIME + 1},
    "departure": {"zero": 0, "too-late": LAST_TIME + 1},
    "planned_end": {"zero": 0},
    "counter": {"zero": 0},
}


def make(c) -> None:
    """One file for a field: the valid values, then the others."""
    for name, values in VALID.items():
        given = {"name": name, "values": [*values, *INVALID[name].values()]}
        output = c.add(f"field/{name.replace('_', '-')}", "field", "REC-2", f"values of {name}", given)
        wanted = ["ok"] * len(values) + ["bad-field"] * len(INVALID[name])
        assert output["results"] == wanted, (name, output["results"], wanted)
