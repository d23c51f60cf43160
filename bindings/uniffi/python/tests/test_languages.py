"""An envelope made in each language opens in each other. The programs are the examples."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable

from support import ROOT, Case

SECRET = "correct horse battery"
EXAMPLES = ROOT / "bindings/uniffi/python/examples"


def run(*command: str) -> str:
    environment = os.environ | {"SEALROLL_SECRET": SECRET}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"{command[:4]} ended with {done.returncode}")
    return done.stdout


def kotlin(program: str, *arguments: str) -> str:
    return run("java", *os.environ["SEALROLL_JAVA"].split("\n"), program, *arguments)


def rust(folder: Path, role: str, *arguments: str) -> str:
    command = os.environ["SEALROLL_COMMAND"]
    options = ["--json", "--environment", "test", "--home", str(folder / role)]
    return run(command, *options, role, *arguments)


class Languages(Case):
    def guests(self, folder: Path) -> dict[str, Callable[[Path, str], str]]:
        """By language: checks in with this link and family name, returns the record id."""
        api = self.processor.api

        def python_guest(link: Path, name: str) -> str:
            program = str(EXAMPLES / "guest.py")
            return run(sys.executable, program, api, str(link), "Ada", name).strip()

        def kotlin_guest(link: Path, name: str) -> str:
            return kotlin("GuestKt", api, str(link), "Ada", name).strip()

        def rust_guest(link: Path, name: str) -> str:
            names = ["--given-name", "Ada", "--family-name", name]
            given = ["--invitation", str(link), "--api", api]
            done = json.loads(rust(folder, "guest", "check-in", *given, *names))
            return str(done["ticket"])

        return {"python": python_guest, "kotlin": kotlin_guest, "rust": rust_guest}

    def check(
        self, create: Callable[[Path], Path], read: Callable[[Path], list[dict[str, str]]]
    ) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            link = create(folder)
            sent = {
                check_in(link, f"{language}-gäst"): f"{language}-gäst"
                for language, check_in in self.guests(folder).items()
            }
            self.assertEqual(len(sent), 3)
            visits = read(folder)
            opened = {visit["record_id"]: visit["family_name"] for visit in visits}
            self.assertEqual(opened, sent)

    def test_python_opens_what_all_have_sealed(self) -> None:
        program, api = str(EXAMPLES / "owner.py"), self.processor.api

        def create(folder: Path) -> Path:
            run(sys.executable, program, "create", api, str(folder))
            return folder / "link"

        def read(folder: Path) -> list[dict[str, str]]:
            visits = json.loads(run(sys.executable, program, "open", api, str(folder)))
            return list(visits)

        self.check(create, read)

    def test_kotlin_opens_what_all_have_sealed(self) -> None:
        api = self.processor.api

        def create(folder: Path) -> Path:
            kotlin("OwnerKt", "create", api, str(folder))
            return folder / "link"

        def read(folder: Path) -> list[dict[str, str]]:
            return list(json.loads(kotlin("OwnerKt", "open", api, str(folder))))

        self.check(create, read)

    def test_rust_opens_what_all_have_sealed(self) -> None:
        def create(folder: Path) -> Path:
            made = ["--venue", "Zum Siegel", "--contact", "siegel@example.org"]
            rust(folder, "owner", "init", "--processor", self.processor.api, *made)
            link = folder / "link"
            rust(folder, "owner", "qr", "--page", "https://lists.example", "--link", str(link))
            return link

        def read(folder: Path) -> list[dict[str, str]]:
            rust(folder, "owner", "sync")
            file = folder / "visits.json"
            rust(folder, "owner", "export", "--format", "json", "--output", str(file))
            return list(json.loads(file.read_text()))

        self.check(create, read)
