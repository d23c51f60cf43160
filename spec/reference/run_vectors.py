"""Runs the whole vector folder through the reference."""

import json
import sys
from pathlib import Path

from runner import KINDS, run

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def main() -> int:
    paths = sorted(VECTORS.rglob("*.json"))
    failures = [message for path in paths if (message := check(path)) is not None]
    print("\n".join(failures + [f"{len(paths)} vectors, {len(failures)} failures"]))
    return 1 if failures or not paths else 0


def check(path: Path) -> str | None:
    """What is wrong with one file, or None."""
    case = json.loads(path.read_text(encoding="utf-8"))
    name = path.relative_to(VECTORS)
    if case["format"] != 1 or case["kind"] not in KINDS:
        return f"{name}: unknown format or kind"
    got, output = run(case["kind"], case["input"])
    if got != case["expect"]:
        return f"{name}: {got} instead of {case['expect']}"
    if output != case["output"]:
        return f"{name}: another output"
    return None


if __name__ == "__main__":
    sys.exit(main())
