"""Fingerprint words: the first 10 bytes of a root fingerprint as five proquints."""

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aiou"


def fingerprint_words(root_fingerprint: bytes) -> str:
    numbers = [int.from_bytes(root_fingerprint[i : i + 2], "big") for i in range(0, 10, 2)]
    return "-".join(proquint(number) for number in numbers)


def proquint(number: int) -> str:
    return (
        CONSONANTS[number >> 12 & 15]
        + VOWELS[number >> 10 & 3]
        + CONSONANTS[number >> 6 & 15]
        + VOWELS[number >> 4 & 3]
        + CONSONANTS[number & 15]
    )
