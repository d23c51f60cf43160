"""Checks the Swift sources as far as a machine without a Swift compiler can:
``check.py FOLDER SYMBOLS``. The last line is ``N passed, N failed``.

The grammar is that of tree-sitter; types are not checked. The C module that Swift imports is
compiled by Clang, and what it declares must be exported by the library.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import tree_sitter_swift
from tree_sitter import Language, Node, Parser

CLASSES = {
    "Auditor",
    "Authority",
    "DisclosureReport",
    "Fetched",
    "Guest",
    "Identity",
    "Invitation",
    "NewDevice",
    "Outbox",
    "Owner",
    "Pending",
    "PendingFollowUp",
    "Ticket",
    "Welcome",
}


def grammar(folder: Path, _: set[str]) -> None:
    """The source parses, and has the classes, the protocols and the error."""
    text = (folder / "Sealroll.swift").read_text()
    plain = text
    for strange, known in UNKNOWN_TO_THE_GRAMMAR.items():
        plain = plain.replace(strange, known)
    tree = Parser(Language(tree_sitter_swift.language())).parse(plain.encode())
    broken = [node for node in walk(tree.root_node) if node.type == "ERROR" or node.is_missing]
    assert not broken, [f"line {node.start_point[0] + 1}" for node in broken[:10]]
    classes = set(re.findall(r"^open class (\w+):", text, re.MULTILINE))
    assert CLASSES <= classes, CLASSES - classes
    protocols = set(re.findall(r"^public protocol (\w+)", text, re.MULTILINE))
    assert {"Connection", "Progress", "StateStore"} <= protocols, protocols
    assert "public enum SealrollError: Swift.Error" in text
    assert "import SealrollFFI" in text


def walk(node: Node) -> list[Node]:
    found, waiting = [], [node]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(node.children)
    return found


# What the grammar does not know although it is Swift, and what stands in its place for it.
UNKNOWN_TO_THE_GRAMMAR = {
    "@_documentation(visibility: private)": "",
    "let writeReturn = { () }": "let writeReturn = { }",
}


def module(folder: Path, _: set[str]) -> None:
    """Clang, whose extensions the header uses, takes module map and header without a warning."""
    with tempfile.TemporaryDirectory() as cache:
        options = ["-x", "objective-c", "-fmodules", f"-fmodules-cache-path={cache}"]
        options += [f"-fmodule-map-file={folder / 'SealrollFFI.modulemap'}"]
        options += ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-"]
        source = "@import SealrollFFI;\n"
        subprocess.run(["clang", *options], input=source, text=True, check=True)


def symbols(folder: Path, exported: set[str]) -> None:
    """Every function that the header declares and the source calls is in the library."""
    declared = set(re.findall(r"\b((?:uniffi|ffi)_sealroll_uniffi_\w+)\(", read(folder, "h")))
    called = set(re.findall(r"\b((?:uniffi|ffi)_sealroll_uniffi_\w+)\(", read(folder, "swift")))
    assert len(declared) > 150, len(declared)
    assert declared <= exported, declared - exported
    assert called and called <= declared, called - declared


def read(folder: Path, kind: str) -> str:
    return "".join(file.read_text() for file in folder.glob(f"*.{kind}"))


def main(folder: str, listing: str) -> int:
    exported = set(Path(listing).read_text().split())
    checks: list[Callable[[Path, set[str]], None]] = [grammar, module, symbols]
    failed = 0
    for check in checks:
        try:
            check(Path(folder), exported)
            print(f"swift {check.__name__} ... ok")
        except (AssertionError, OSError, subprocess.CalledProcessError) as error:
            failed += 1
            print(f"swift {check.__name__} ... FAILED: {error}")
    print(f"{len(checks) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))
