"""Mutation tests in one build: every mutant is compiled in, and a variable chooses one.

`cargo mutants --list` says what the mutants are, so `.cargo/mutants.toml` holds here, too. In a copy
of the project each function's body is repeated once for each of its mutants, behind a switch. What the
compiler refuses is unviable. A run without any mutant notes which test binaries reach which
function; then each mutant meets the binaries that reach it, until one fails. Mutants that no switch
can choose (constants, functions that constants call, opaque return types) are built one by one.

    python3 mutants.py --tool CARGO-MUTANTS --package NAME --root PROJECT --work FOLDER --report FILE

Standard library only.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import time

JUDGES = "sealroll-vectors"  # these tests judge every package
SECONDS = 20  # of processor time for one binary with one mutant; all of them need far less
WALL_SECONDS = 300  # for one that sleeps
MEMORY = 4 << 30

SWITCH = """
extern crate std as __std;
/// Chooses a mutant; there is one such module in each crate of the copy.
pub(crate) mod __switch {
    use super::__std::{env, fs, io::Write, string::String, sync::atomic::{AtomicBool, AtomicU32, Ordering}, sync::OnceLock};
    static ACTIVE: AtomicU32 = AtomicU32::new(u32::MAX);
    static SEEN: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
    static TRACE: OnceLock<Option<String>> = OnceLock::new();
    const COUNT: usize = @COUNT@;
    #[inline]
    pub(crate) fn on(mutant: u32) -> bool {
        match ACTIVE.load(Ordering::Relaxed) {
            active if active < u32::MAX - 1 => active == mutant,
            _ => slow(mutant),
        }
    }
    #[cold]
    fn slow(mutant: u32) -> bool {
        let trace = TRACE.get_or_init(|| {
            let number = env::var("MUTANT").ok().and_then(|text| text.parse().ok());
            let trace = env::var("MUTANT_TRACE").ok();
            ACTIVE.store(number.unwrap_or(if trace.is_some() { u32::MAX - 1 } else { u32::MAX - 2 }), Ordering::Relaxed);
            trace
        });
        if let Some(path) = trace {
            if !SEEN[mutant as usize].swap(true, Ordering::Relaxed) {
                let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
                file.write_all(__format(mutant).as_bytes()).unwrap();
            }
        }
        ACTIVE.load(Ordering::Relaxed) == mutant
    }
    fn __format(mutant: u32) -> String { super::__std::format!("{mutant}\\n") }
}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, help="the program cargo-mutants")
    parser.add_argument("--package", required=True, action="append")
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--report", required=True, type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="mutants whose name matches this expression")
    options = parser.parse_args()

    options.work = options.work.resolve()
    commit = copy(options.root, options.work / "tree")
    mutants = list_mutants(options.tool, options.package, options.work / "tree")
    chosen = [m for m in mutants if re.search(options.only, m["name"])]
    switched, single = plan(chosen, options.work / "tree")
    print(f"{len(chosen)} mutants: {len(switched)} behind switches, {len(single)} one by one", flush=True)

    verdicts = {}
    tree = Tree(options.work / "tree", options.work / "target", len(mutants))
    refused, constant = tree.build(switched)
    verdicts |= refused
    single += constant
    viable = [m for m in switched if m["id"] not in verdicts and m not in constant]
    print(f"{len(verdicts)} unviable, {len(viable)} to judge, {len(single)} one by one", flush=True)
    verdicts |= tree.judge(viable, options.jobs)
    tree.restore()
    for mutant in single:
        verdicts[mutant["id"]] = tree.judge_alone(mutant)
        show(mutant, verdicts[mutant["id"]])
    write(options.report, chosen, verdicts, commit)


def copy(root, tree):
    """Copies the last commit and names it."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    archive = subprocess.Popen(["git", "archive", "HEAD"], cwd=root, stdout=subprocess.PIPE)
    subprocess.run(["tar", "x"], cwd=tree, stdin=archive.stdout, check=True)
    return commit


def list_mutants(tool, packages, tree):
    """What cargo-mutants would do, numbered."""
    arguments = [flag for package in packages for flag in ("--package", package)]
    listed = subprocess.run(
        [tool, "mutants", "--list", "--json", *arguments], cwd=tree, check=True, capture_output=True, text=True
    ).stdout
    return [mutant | {"id": number} for number, mutant in enumerate(json.loads(listed))]


def plan(mutants, root):
    """Those that a switch can choose, and the others."""
    switched, single = [], []
    for mutant in mutants:
        function = mutant["function"]
        if function is None:
            single.append(mutant)
            continue
        text = (root / mutant["file"]).read_text()
        start, body, _ = function_parts(text, function["span"])
        signature = text[start:body]
        opaque = "impl " in signature.partition("->")[2]
        (single if opaque else switched).append(mutant)
    return switched, single


def function_parts(text, span):
    """Offsets of a function's start, of what follows its opening brace, and of its closing brace."""
    start, end = offset(text, span["start"]), offset(text, span["end"])
    line = text.rfind("\n", 0, start) + 1
    at = re.compile(r"^[^/\n#]*\bfn\s", re.M).search(text, line).end()
    depth = 0
    while text[at] != "{" or depth:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(text[at], 0)
        at += 1
    return start, at + 1, text.rindex("}", 0, end)


def offset(text, place):
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: place["line"] - 1])
    return before + place["column"] - 1


class Tree:
    """A copy of the project, its sources, and the test binaries built from it."""

    def __init__(self, path, target, count):
        self.path, self.target, self.count = path, target, count
        self.sources = {}
        self.environment = dict(
            os.environ,
            CARGO_TARGET_DIR=str(target),
            CARGO_PROFILE_DEV_DEBUG="0",
            RUSTFLAGS="--cap-lints=allow",
            PROPTEST_MAX_SHRINK_ITERS="0",
        )

    def build(self, mutants):
        """Builds all mutants in; returns those that the compiler refuses and those in constants."""
        refused, constant = {}, set()
        while True:
            left = [m for m in mutants if m["id"] not in refused and last_name(m) not in constant]
            blocks = self.write_sources(left)
            packages = sorted({m["package"] for m in mutants})
            messages = self.cargo("check", [*packages, JUDGES], [])
            found = set()
            called = {last_part(m) for m in errors(messages) if (m["code"] or {}).get("code") == "E0015"}
            if called:
                assert not called <= constant, f"constants call {called}"
                constant |= called
                continue
            for message in errors(messages):
                spans = [s for s in message["spans"] if s["is_primary"]] or message["spans"]
                for span in spans:
                    mutant = blocks.get((span["file_name"], span["line_start"]))
                    if mutant is not None:
                        found.add(mutant)
            if not found:
                break
            refused |= {mutant: "unviable" for mutant in found}
            print(f"refused by the compiler: {len(found)}", flush=True)
        remaining = errors(messages)
        if remaining:
            raise SystemExit("the copy does not build:\n" + "\n".join(m["rendered"] for m in remaining[:5]))
        self.binaries = collections.defaultdict(list)
        for package in [*packages, JUDGES]:
            self.binaries[package] = self.test_binaries(package, packages)
        return refused, [m for m in mutants if m["id"] not in refused and last_name(m) in constant]

    def write_sources(self, mutants):
        """Writes each function's variants; returns which file and line belongs to which mutant."""
        by_file = collections.defaultdict(lambda: collections.defaultdict(list))
        for mutant in mutants:
            span = mutant["function"]["span"]
            by_file[mutant["file"]][json.dumps(span)].append(mutant)
        self.restore()
        blocks = {}
        for file, functions in by_file.items():
            original = self.source(file)
            pieces, at = [], 0
            parts = [(function_parts(original, json.loads(span)), ms) for span, ms in functions.items()]
            for (start, body, close), members in sorted(parts, key=lambda part: part[0][1]):
                assert body >= at, f"nested functions in {file}"
                signature = re.sub(r"\bconst (?=fn )", "", original[start:body])
                pieces += [original[at:start], signature]
                for mutant in members:
                    first = offset(original, mutant["span"]["start"])
                    last = offset(original, mutant["span"]["end"])
                    changed = original[body:first] + mutant["replacement"] + original[last:close]
                    head = f"\nif crate::__switch::on({mutant['id']}) {{\n"
                    line = "".join(pieces).count("\n") + 2
                    blocks |= {(file, n): mutant["id"] for n in range(line, line + changed.count("\n") + 3)}
                    pieces += [head, changed, "\n} else"]
                pieces += [" {\n", original[body:close], "\n}\n"]
                at = close
            (self.path / file).write_text("".join([*pieces, original[at:]]))
        for crate in sorted({file.split("/src/")[0] for file in by_file}):
            library = self.path / crate / "src/lib.rs"
            text = SWITCH.replace("@COUNT@", str(self.count))
            self.source(f"{crate}/src/lib.rs")
            library.write_text(library.read_text() + text)
        return blocks

    def source(self, file):
        """The file as it was."""
        if file not in self.sources:
            self.sources[file] = (self.path / file).read_text()
        return self.sources[file]

    def restore(self):
        for file, text in self.sources.items():
            if (self.path / file).read_text() != text:
                (self.path / file).write_text(text)

    def cargo(self, command, packages, arguments):
        flags = [flag for package in packages for flag in ("--package", package)]
        tests = [] if command == "check" else ["--no-run"]
        result = subprocess.run(
            ["cargo", command, *flags, "--lib", "--tests", *tests, "--message-format=json", *arguments],
            cwd=self.path, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]

    def test_binaries(self, package, packages):
        """Binaries of a package's tests, the quick ones first, with the mutants that each reaches."""
        messages = self.cargo("test", [*packages, JUDGES], [])
        manifest = json.loads(subprocess.run(
            ["cargo", "metadata", "--no-deps", "--format-version=1"],
            cwd=self.path, env=self.environment, check=True, capture_output=True, text=True,
        ).stdout)
        (folder,) = [pathlib.Path(p["manifest_path"]).parent for p in manifest["packages"] if p["name"] == package]
        binaries = []
        for message in messages:
            if message.get("executable") and pathlib.Path(message["manifest_path"]).parent == folder:
                if message["profile"]["test"]:
                    binaries.append(self.measure(message["executable"], folder))
        assert binaries, f"{package} has no tests"
        return sorted(binaries, key=lambda binary: binary["seconds"])

    def measure(self, executable, folder):
        trace = self.target / "trace"
        trace.unlink(missing_ok=True)
        start = time.monotonic()
        verdict = self.execute(executable, folder, {"MUTANT_TRACE": str(trace)})
        assert verdict == "passed", f"{executable} fails without a mutant"
        reached = set(map(int, trace.read_text().split())) if trace.exists() else set()
        return {"path": executable, "folder": folder, "seconds": time.monotonic() - start, "reached": reached}

    def execute(self, executable, folder, variables):
        def limits():
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        try:
            status = subprocess.run(
                [executable, "--test-threads=1", "--quiet"], cwd=folder, env=self.environment | variables,
                preexec_fn=limits, timeout=WALL_SECONDS,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ).returncode
        except subprocess.TimeoutExpired:
            return "timeout"
        return {0: "passed", -24: "timeout", -9: "timeout"}.get(status, "caught")

    def judge(self, mutants, jobs):
        """Each mutant before its binaries."""
        def one(mutant):
            for package in (mutant["package"], JUDGES):
                for binary in self.binaries[package]:
                    if mutant["id"] in binary["reached"]:
                        verdict = self.execute(binary["path"], binary["folder"], {"MUTANT": str(mutant["id"])})
                        self.forget(binary["folder"])
                        if verdict != "passed":
                            return verdict
            return "missed"

        verdicts = {}
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for mutant, verdict in zip(mutants, pool.map(one, mutants)):
                verdicts[mutant["id"]] = verdict
                show(mutant, verdict)
                if len(verdicts) % 100 == 0:
                    print(f"{len(verdicts)} of {len(mutants)}", flush=True)
        return verdicts

    def forget(self, folder):
        """Inputs that property tests keep must not help with the next mutant."""
        for kept in folder.rglob("*proptest-regressions*"):
            shutil.rmtree(kept, ignore_errors=True) if kept.is_dir() else kept.unlink(missing_ok=True)

    def judge_alone(self, mutant):
        original = self.source(mutant["file"])
        start = offset(original, mutant["span"]["start"])
        end = offset(original, mutant["span"]["end"])
        (self.path / mutant["file"]).write_text(original[:start] + mutant["replacement"] + original[end:])
        try:
            for package in (mutant["package"], JUDGES):
                messages = self.cargo("test", [package], [])
                if errors(messages):
                    return "unviable"
                for message in messages:
                    if message.get("executable") and message["profile"]["test"]:
                        folder = pathlib.Path(message["manifest_path"]).parent
                        verdict = self.execute(message["executable"], folder, {})
                        self.forget(folder)
                        if verdict != "passed":
                            return verdict
            return "missed"
        finally:
            (self.path / mutant["file"]).write_text(original)


def last_name(mutant):
    return re.sub(r"<.*?>", "", mutant["function"]["function_name"]).split("::")[-1]


def last_part(message):
    """The name in `cannot call non-const associated function `Bucket::size` in constants`."""
    quoted = re.search(r"`([^`]+)`", message["message"])[1]
    return re.sub(r"<.*?>", "", quoted).split("::")[-1]


def errors(messages):
    found = [m["message"] for m in messages if m["reason"] == "compiler-message"]
    return [m for m in found if m["level"] == "error" and m["spans"]]


def show(mutant, verdict):
    if verdict in ("missed", "timeout"):
        print(f"{verdict}: {mutant['name']}", flush=True)


def write(path, mutants, verdicts, commit):
    packages = collections.defaultdict(lambda: collections.Counter())
    for mutant in mutants:
        packages[mutant["package"]][verdicts[mutant["id"]]] += 1
    report = {
        "commit": commit,
        "packages": packages,
        "missed": sorted(m["name"] for m in mutants if verdicts[m["id"]] == "missed"),
    }
    path.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n")
    total = collections.Counter(verdicts.values())
    print(f"{len(mutants)} mutants: " + ", ".join(f"{count} {name}" for name, count in sorted(total.items())))


if __name__ == "__main__":
    main()
