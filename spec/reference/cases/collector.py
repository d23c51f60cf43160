"""Collects cases: runs each through the reference and insists on the intended class."""

from runner import run


class Collector:
    def __init__(self):
        self.files: dict[str, dict] = {}

    def add(self, path: str, kind: str, rules: str, comment: str, given: dict, expect: str = "ok") -> dict:
        """`path` without `.json`; `rules` separated by spaces. Returns the output."""
        assert path not in self.files, path
        got, output = run(kind, given)
        assert got == expect, f"{path}: {got} instead of {expect}"
        self.files[path] = {
            "format": 1,
            "kind": kind,
            "rules": rules.split(),
            "comment": comment,
            "input": given,
            "expect": expect,
            "output": output,
        }
        return output
