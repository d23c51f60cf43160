"""An envelope made in each language opens in each other. The programs are the examples where there
are some. A language whose program is missing fails.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable

import sealroll
from support import ROOT, Case

SECRET = "correct horse battery"
EXAMPLES = ROOT / "bindings/uniffi/python/examples"


def run(*command: str) -> str:
    environment = os.environ | {"SEALROLL_SECRET": SECRET, "QUICK": "1"}
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


def c(program: str, *arguments: str) -> str:
    return run(str(Path(os.environ["SEALROLL_C"]) / program), *arguments)


def node(task: str, *arguments: str) -> str:
    return run("node", str(Path(__file__).parent / "languages.mjs"), task, *arguments)


CheckIn = Callable[[Path, str], str]
Create = Callable[[Path], Path]
Read = Callable[[Path], list[dict[str, str]]]


class Languages(Case):
    def guests(self, folder: Path) -> dict[str, CheckIn]:
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

        def c_guest(link: Path, name: str) -> str:
            printed = c("guest", link.read_text().strip(), api, "Ada", name, "")
            [ticket] = [line for line in printed.splitlines() if line.startswith("ticket ")]
            return ticket.split()[1]

        def cpp_guest(link: Path, name: str) -> str:
            return c("languages", "guest", link.read_text().strip(), api, "Ada", name).strip()

        def node_guest(link: Path, name: str) -> str:
            return node("guest", api, str(link), "Ada", name).strip()

        return {
            "python": python_guest,
            "kotlin": kotlin_guest,
            "rust": rust_guest,
            "c": c_guest,
            "c++": cpp_guest,
            "node": node_guest,
        }

    def check(self, create: Create, read: Read) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            link = create(folder)
            sent = {
                check_in(link, f"{language}-gäst"): f"{language}-gäst"
                for language, check_in in self.guests(folder).items()
            }
            self.assertEqual(len(sent), 6)
            visits = read(folder)
            opened = {visit["record_id"]: visit["family_name"] for visit in visits}
            self.assertEqual(opened, sent)

    def place(self) -> tuple[str, str, str]:
        """Address, origin and log key of the processor."""
        api, answer = self.processor.api, self.connection.content(sealroll.processor_request())
        processor = sealroll.processor_of(answer)
        return api, processor.origin, processor.log_key

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

    def test_c_opens_what_all_have_sealed(self) -> None:
        api, origin, log_key = self.place()

        def create(folder: Path) -> Path:
            printed = c("owner", "create", str(folder / "list"), api, origin, log_key)
            [link] = [line for line in printed.splitlines() if line.startswith("link ")]
            (folder / "link").write_text(link.removeprefix("link "))
            return folder / "link"

        def read(folder: Path) -> list[dict[str, str]]:
            counts, table = c("owner", "open", str(folder / "list"), api).split("\n", 1)
            # The example checks out again: one record more.
            self.assertEqual(counts, "opened 7, set aside 0, missing 0")
            return list(csv.DictReader(table.lstrip("\ufeff").splitlines()))

        self.check(create, read)

    def test_cpp_opens_what_all_have_sealed(self) -> None:
        api, origin, log_key = self.place()

        def create(folder: Path) -> Path:
            link = c("languages", "create", str(folder / "state"), api, origin, log_key)
            (folder / "link").write_text(link)
            return folder / "link"

        def read(folder: Path) -> list[dict[str, str]]:
            return list(json.loads(c("languages", "open", str(folder / "state"), api)))

        self.check(create, read)

    def test_node_opens_what_all_have_sealed(self) -> None:
        api = self.processor.api

        def create(folder: Path) -> Path:
            node("create", api, str(folder))
            return folder / "link"

        def read(folder: Path) -> list[dict[str, str]]:
            return list(json.loads(node("open", api, str(folder))))

        self.check(create, read)
