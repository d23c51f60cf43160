"""Writes the package's type stub from the generated module: ``stub.py GENERATED``.

The stub is checked in: what changes in it changes the interface.
"""

import ast
import sys
from pathlib import Path

HEAD = '''\
# Written by stub.py from the generated module; do not edit.

import enum
from datetime import datetime
from types import TracebackType
from typing import ClassVar

from typing_extensions import Self

'''
CLOSABLE = """\
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
"""
HTTP = """\
class HttpConnection(Connection):
    def __init__(self, api: str, timeout: float = ...) -> None: ...
    def content(self, request: Request) -> bytes: ...

"""


def main(generated: str) -> None:
    module = ast.parse(Path(generated).read_text())
    parts = []
    for node in module.body:
        name = getattr(node, "name", "_")
        if name.startswith(("_", "InternalError")) or name.endswith(("Protocol", "Impl")):
            continue
        if isinstance(node, ast.ClassDef) and not is_second_half(node):
            parts.append((name, class_stub(node)))
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            parts.append((name, function(node, "")))
    parts.append(("HttpConnection", HTTP.removesuffix("\n")))
    print(HEAD + "\n".join(text for _, text in sorted(parts)), end="")


def is_second_half(node: ast.ClassDef) -> bool:
    """The error is written in two halves; this one is no exception."""
    return any(isinstance(part, ast.ClassDef) and part.name == "Failed" for part in node.body)


def class_stub(node: ast.ClassDef) -> str:
    bases = [ast.unparse(base) for base in node.bases]
    if bases == ["enum.Enum"]:
        members = [part for part in node.body if isinstance(part, ast.Assign)]
        lines = [f"    {ast.unparse(member)}\n" for member in members]
        return f"class {node.name}(enum.Enum):\n" + "".join(lines)
    if bases == ["Exception"]:
        return error(node.name)
    variants = [part for part in node.body if isinstance(part, ast.ClassDef)]
    if variants:
        return choice(node.name, variants)
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
    if any(base.endswith("Protocol") for base in bases):
        public = [function(each, "    ") for each in methods if not each.name.startswith("_")]
        return f"class {node.name}:\n" + "".join(public) + CLOSABLE
    constructor = next((each for each in methods if each.name == "__init__"), None)
    if constructor is not None:
        return record(node.name, constructor)
    return f"class {node.name}:\n" + "".join(function(each, "    ") for each in methods)


def record(name: str, constructor: ast.FunctionDef) -> str:
    arguments = constructor.args.kwonlyargs
    defaults = constructor.args.kw_defaults
    fields = "".join(f"    {each.arg}: {kind(each)}\n" for each in arguments)
    given = "".join(
        f"        {each.arg}: {kind(each)}{' = ...' if default else ''},\n"
        for each, default in zip(arguments, defaults)
    )
    return f"class {name}:\n{fields}    def __init__(\n        self,\n        *,\n{given}    ) -> None: ...\n"


def choice(name: str, variants: list[ast.ClassDef]) -> str:
    """An enumeration whose members carry values: each is a class below the common one."""
    own, classes = "", ""
    for variant in variants:
        constructor = next(part for part in variant.body if isinstance(part, ast.FunctionDef))
        arguments = constructor.args.args[1:]
        given = ", ".join(f"{each.arg}: {kind(each)}" for each in arguments)
        fields = "".join(f"    {each.arg}: {kind(each)}\n" for each in arguments)
        own += f"    {variant.name}: ClassVar[type[_{name}_{variant.name}]]\n"
        classes += f"\nclass _{name}_{variant.name}({name}):\n{fields}"
        classes += f"    def __init__(self, {given}) -> None: ...\n"
    return f"class {name}:\n{own}{classes}"


def error(name: str) -> str:
    return f"""\
class {name}(Exception):
    code: str
    reason: str
    field: Field | None
    Failed: ClassVar[type[_{name}_Failed]]

class _{name}_Failed({name}):
    def __init__(self, code: str, reason: str, field: Field | None) -> None: ...
"""


def function(node: ast.FunctionDef, indent: str) -> str:
    arguments = node.args.args
    plain = len(arguments) - len(node.args.defaults)
    given = [
        each.arg
        if each.annotation is None
        else f"{each.arg}: {kind(each)}{' = ...' if place >= plain else ''}"
        for place, each in enumerate(arguments)
    ]
    decorators = "".join(f"{indent}@{ast.unparse(each)}\n" for each in node.decorator_list)
    returns = annotation(node.returns)
    return f"{decorators}{indent}def {node.name}({', '.join(given)}) -> {returns}: ...\n"


def kind(argument: ast.arg) -> str:
    return annotation(argument.annotation)


def annotation(node: ast.expr | None) -> str:
    """The type in the words of today; arguments with defaults are written as unions."""
    if node is None:
        return "None"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return annotation(ast.parse(node.value, mode="eval").body)
    if isinstance(node, ast.Subscript):
        outer, inner = ast.unparse(node.value).removeprefix("typing."), node.slice
        if outer == "Union" and isinstance(inner, ast.Tuple):
            kinds = [each for each in inner.elts if ast.unparse(each) != "object"]
            return " | ".join(annotation(each) for each in kinds)
        if outer == "Optional":
            return f"{annotation(inner)} | None"
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        return f"{NAMES.get(outer, outer)}[{', '.join(annotation(each) for each in items)}]"
    text = ast.unparse(node)
    return NAMES.get(text, text)


NAMES = {"Timestamp": "datetime", "List": "list", "Dict": "dict"}

if __name__ == "__main__":
    main(*sys.argv[1:])
