"""Makes the vectors: `generate.py` writes them, `generate.py --check` compares them."""

import json
import sys
from pathlib import Path

import annotate
from cases import MODULES
from cases.collector import Collector

SPEC = Path(__file__).resolve().parent.parent
VECTORS = SPEC / "vectors"


def main() -> int:
    wanted = contents()
    present = {path for path in VECTORS.rglob("*.json")}
    stale = sorted(present - wanted.keys())
    differing = sorted(path for path, text in wanted.items() if read(path) != text)
    if "--check" in sys.argv[1:]:
        for path in stale + differing:
            print(f"differs: {path.relative_to(SPEC)}")
        print(f"{len(wanted)} files, {len(stale + differing)} differ")
        return 1 if stale or differing else 0
    for path in stale:
        path.unlink()
    for path in differing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    print(f"{len(wanted)} files, {len(differing)} written, {len(stale)} removed")
    return 0


def contents() -> dict[Path, str]:
    """Every generated file with its text: the vectors and the page of the worked check-in."""
    collector = Collector()
    for module in MODULES:
        module.make(collector)
    texts = {
        VECTORS / f"{path}.json": json.dumps(case, indent=2, ensure_ascii=False) + "\n"
        for path, case in collector.files.items()
    }
    texts[SPEC / "worked-check-in.md"] = annotate.page(collector.files["worked-check-in"])
    return texts


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
