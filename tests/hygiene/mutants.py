"""Mutation tests in one build: every mutant is compiled in, and a variable chooses one.

`cargo mutants --list` says what the mutants are, so `.cargo/mutants.toml` holds here, too. In a copy
of the project each function's body is repeated once for each of its mutants, behind a switch. What the
compiler refuses is unviable. A run of each test without any mutant notes which functions it reaches
and how long it takes; then each mutant meets the tests that reach it, the quick ones first, until one
panics. What is compiled only with one of the `--feature`s is built and judged with it; what is compiled
with none is for other processors, and counted as such; so is what runs with AVX-512 only, where there is none. Mutants that no switch can choose (constants, opaque return types) are built one by one, and so
are those in `const` functions that survive: a constant does not see the switch.

    python3 mutants.py --tool CARGO-MUTANTS --package NAME --root PROJECT --work FOLDER --report FILE

Each verdict is noted in FOLDER at once. `--resume` takes over those on files that did not change
since, and judges what was missed or is not judged yet. What `--seconds` leaves no time for is
counted as unjudged. With `--since COMMIT` only files that have changed since then are judged; the
mutants of the others are counted as unchanged, and what that commit's report says of them is all that is
known: tests that have changed meanwhile are not asked again.

Standard library only.
"""

import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import time

JUDGES = "sealroll-vectors"  # these tests judge every package
WALL_SECONDS = 120  # for one that sleeps
SECONDS = 2  # what a test that was not measured yet is taken for
LIKELY = ["--lib", "--test=exactness"]  # what was written because mutants survived
MEMORY = 4 << 30
QUICK = 0.25  # seconds; quick tests of a binary run in one process

SWITCH = """
extern crate std as __std;
/// Chooses a mutant; there is one such module in each crate of the copy.
pub(crate) mod __switch {
    use super::__std::{env, fs, io::Write, string::String, sync::atomic::{AtomicBool, AtomicU32, Ordering}, sync::OnceLock, boxed::Box, panic, process};
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
    pub(crate) const fn on_unless_constant(mutant: u32) -> bool {
        const fn never(_: u32) -> bool { false }
        core::intrinsics::const_eval_select((mutant,), never, on)
    }
    #[cold]
    fn slow(mutant: u32) -> bool {
        let trace = TRACE.get_or_init(|| {
            let number = env::var("MUTANT").ok().and_then(|text| text.parse().ok());
            let trace = env::var("MUTANT_TRACE").ok();
            // The first panic is enough: other tests, and the search for a smaller input, may be saved.
            if env::var_os("MUTANT_EXIT").is_some() {
                panic::set_hook(Box::new(|_| process::exit(101)));
            }
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
# What no machine without AVX-512 runs.
AVX512 = re.compile(r"^crates/core/src/(hash_lanes|key_lanes)\.rs|::fill_lanes( |$)")
FINAL = ("caught", "timeout", "unviable")
FEATURES = "#![feature(core_intrinsics, const_eval_select)] "


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, type=pathlib.Path, help="the program cargo-mutants")
    parser.add_argument("--package", required=True, action="append")
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--report", required=True, type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="mutants whose name matches this expression")
    parser.add_argument("--feature", default=[], action="append", help="tried for what is not compiled without")
    parser.add_argument("--resume", action="store_true", help="take over what a former run noted")
    parser.add_argument("--since", help="judge what has changed since this commit only")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="when to stop")
    options = parser.parse_args()
    end = time.monotonic() + options.seconds

    options.work = options.work.resolve()
    commit = copy(options.root, options.work / "tree")
    mutants = list_mutants(options.tool.resolve(), options.package, options.work / "tree")
    chosen = [m for m in mutants if re.search(options.only, m["name"])]
    unchanged = []
    if options.since:
        changed = changed_since(options.root, options.since)
        unchanged = [m for m in chosen if m["file"] not in changed]
        chosen = [m for m in chosen if m["file"] in changed]
    beyond = [] if has_avx512() else [m for m in chosen if AVX512.search(m["name"])]
    chosen = [m for m in chosen if m not in beyond]
    notes = Notes(options.work / "verdicts", options.work / "tree", options.resume)
    verdicts = notes.known(chosen)
    switched, single = plan([m for m in chosen if m["id"] not in verdicts], options.work / "tree")
    print(
        f"{len(chosen)} mutants: {len(verdicts)} judged before, {len(switched)} behind switches,"
        f" {len(single)} one by one", flush=True,
    )
    taken_over = len(verdicts)
    tree = Tree(options.work / "tree", options.work / "target", len(mutants), notes, end)
    absent = switched
    for feature in ["", *options.feature]:
        if feature and (not absent or time.monotonic() > end):
            break
        tree.feature = feature
        compiled = tree.compiled(absent)
        present = [m for m in absent if m["id"] in compiled]
        absent = [m for m in absent if m["id"] not in compiled]
        print(f"{feature or 'no feature'}: {len(present)} compiled, {len(absent)} not", flush=True)
        if present:
            refused = tree.build(present)
            verdicts |= refused
            viable = [m for m in present if m["id"] not in refused]
            print(f"{len(refused)} unviable, {len(viable)} to judge", flush=True)
            verdicts |= tree.judge(viable, options.jobs)
        if not feature:
            tree.restore()
            # A constant may have called these, without the mutant.
            single += [m for m in present if m["constant"] and verdicts[m["id"]] == "missed"]
            print(f"{len(single)} one by one", flush=True)
            for mutant in single:
                verdicts[mutant["id"]] = tree.judge_alone(mutant)
                notes.add(mutant, verdicts[mutant["id"]])
    left = "elsewhere" if time.monotonic() < end else "unjudged"
    verdicts |= {m["id"]: left for m in absent} | {m["id"]: "elsewhere" for m in beyond}
    since = {"unchanged_since": options.since} if options.since else {}
    verdicts |= {m["id"]: "unchanged" for m in unchanged}
    write(options.report, chosen + beyond + unchanged, verdicts, commit, since | {"judged_by_former_runs": taken_over})


def has_avx512():
    return "avx512f" in pathlib.Path("/proc/cpuinfo").read_text().split()


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


def changed_since(root, commit):
    """Files that differ from those of an earlier commit."""
    names = subprocess.run(
        ["git", "diff", "--name-only", commit, "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    return set(names.splitlines())


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
        mutant["constant"] = re.search(r"\bconst (unsafe )?fn ", signature) is not None
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


class Notes:
    """Verdicts, one in a line, each with the hash of the mutant's file and its name."""

    def __init__(self, path, tree, resume):
        self.path, self.tree, self.hashes = path, tree, {}
        if not resume:
            path.unlink(missing_ok=True)

    def add(self, mutant, verdict):
        with self.path.open("a") as file:
            file.write(json.dumps([self.hash(mutant), mutant["name"], verdict]) + "\n")
        if verdict in ("missed", "timeout"):
            print(f"{verdict}: {mutant['name']}", flush=True)

    def known(self, mutants):
        """Verdicts that still hold. Missed ones do not: tests may have come."""
        noted = {}
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                hash, name, verdict = json.loads(line)
                noted[hash, name] = verdict
        found = {m["id"]: noted.get((self.hash(m), m["name"])) for m in mutants}
        return {number: verdict for number, verdict in found.items() if verdict in FINAL}

    def hash(self, mutant):
        file = mutant["file"]
        if file not in self.hashes:
            self.hashes[file] = hashlib.sha256((self.tree / file).read_bytes()).hexdigest()[:16]
        return self.hashes[file]


class Tree:
    """A copy of the project, its sources, and the test binaries built from it."""

    def __init__(self, path, target, count, notes, end):
        self.path, self.target, self.count, self.notes, self.end = path, target, count, notes, end
        self.sources, self.feature = {}, ""
        self.environment = dict(
            os.environ,
            CARGO_TARGET_DIR=str(target),
            CARGO_PROFILE_DEV_DEBUG="0",
            RUSTFLAGS="--cap-lints=allow",
            PROPTEST_MAX_SHRINK_ITERS="0",
            RUSTC_BOOTSTRAP="sealroll_wire,sealroll_log,sealroll_core",
        )

    def compiled(self, mutants):
        """Those mutants whose functions are compiled at all."""
        found = set()
        for package in sorted({m["package"] for m in mutants}):
            members = [m for m in mutants if m["package"] == package]
            blocks = self.write_sources(members, probe=True)
            for message in errors(self.cargo("check", [package], ["--lib"])):
                for span in message["spans"]:
                    found |= blocks.get((span["file_name"], span["line_start"]), set())
        self.restore()
        return found

    def build(self, mutants):
        """Builds all mutants in; returns those that the compiler refuses."""
        refused = {}
        packages = sorted({m["package"] for m in mutants})
        while True:
            blocks = self.write_sources([m for m in mutants if m["id"] not in refused])
            messages = errors(self.cargo("check", [*packages, JUDGES], ["--lib", "--tests"]))
            found = set()
            for message in messages:
                spans = [s for s in message["spans"] if s["is_primary"]] or message["spans"]
                for span in spans:
                    found |= blocks.get((span["file_name"], span["line_start"]), set())
            if not found:
                break
            refused |= {mutant: "unviable" for mutant in found}
            print(f"refused by the compiler: {len(found)}", flush=True)
        if messages:
            raise SystemExit("the copy does not build:\n" + "\n".join(m["rendered"] for m in messages[:5]))
        for mutant in mutants:
            if mutant["id"] in refused:
                self.notes.add(mutant, "unviable")
        self.tests = self.find_tests(packages)
        return refused

    def write_sources(self, mutants, probe=False):
        """Writes each function's variants, or an error in each function; returns which mutants
        belong to which file and line."""
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
                pieces += [original[at:start], original[start:body]]
                if probe:
                    line = "".join(pieces).count("\n") + 2
                    blocks[file, line] = {mutant["id"] for mutant in members}
                    pieces += ['\ncompile_error!("here");\n', original[body:close]]
                    at = close
                    continue
                for mutant in members:
                    first = offset(original, mutant["span"]["start"])
                    last = offset(original, mutant["span"]["end"])
                    changed = original[body:first] + mutant["replacement"] + original[last:close]
                    switch = "on_unless_constant" if mutant["constant"] else "on"
                    head = f"\nif crate::__switch::{switch}({mutant['id']}) {{\n"
                    line = "".join(pieces).count("\n") + 2
                    blocks |= {(file, n): {mutant["id"]} for n in range(line, line + changed.count("\n") + 3)}
                    pieces += [head, changed, "\n} else"]
                pieces += [" {\n", original[body:close], "\n}\n"]
                at = close
            (self.path / file).write_text("".join([*pieces, original[at:]]))
        if probe:
            return blocks
        for crate in sorted({file.split("/src/")[0] for file in by_file}):
            library = self.path / crate / "src/lib.rs"
            text = SWITCH.replace("@COUNT@", str(self.count))
            self.source(f"{crate}/src/lib.rs")
            library.write_text(FEATURES + library.read_text() + text)
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
        if self.feature and self.feature.split("/")[0] in packages:
            flags += ["--features", self.feature]
        tests = [] if command == "check" else ["--no-run"]
        result = subprocess.run(
            ["cargo", command, *flags, *tests, "--message-format=json", *arguments],
            cwd=self.path, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]

    def find_tests(self, packages):
        """Every test of the packages and of the judges, with what it reaches and how long it takes."""
        built = executables(self.cargo("test", [*packages, JUDGES], ["--lib", "--tests"]))
        tests = []
        for path, folder in built:
            listed = subprocess.run([path, "--list", "--format=terse"], check=True, capture_output=True, text=True)
            names = [line.removesuffix(": test") for line in listed.stdout.splitlines() if line.endswith(": test")]
            tests += [self.measure(path, folder, name) for name in names]
        folders = {test["folder"] for test in tests}
        assert len(folders) == len({*packages, JUDGES}), f"packages without tests beside {folders}"
        total = sum(test["seconds"] for test in tests)
        print(f"{len(tests)} tests in {len(built)} binaries, {total:.1f} s without a mutant", flush=True)
        return tests

    def measure(self, path, folder, name):
        trace = self.target / "trace"
        for exits in (True, False):  # some expect panics
            trace.unlink(missing_ok=True)
            start = time.monotonic()
            test = {"path": path, "folder": folder, "name": name, "exits": exits, "seconds": SECONDS}
            if self.execute([test], {"MUTANT_TRACE": str(trace)}) == "passed":
                test["seconds"] = time.monotonic() - start
                test["reached"] = set(map(int, trace.read_text().split())) if trace.exists() else set()
                return test
        raise SystemExit(f"{path} {name} fails without a mutant")

    def execute(self, tests, variables):
        """Runs tests of one binary in one process."""
        seconds = 5 + int(10 * sum(test["seconds"] for test in tests))
        names = [test["name"] for test in tests]
        exits = {"MUTANT_EXIT": "1"} if tests[0]["exits"] else {}
        return self.run([tests[0]["path"], "--exact", *names], tests[0]["folder"], variables | exits, seconds)

    def run(self, command, folder, variables, seconds):
        def limits():
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        try:
            status = subprocess.run(
                [*command, "--test-threads=1", "--quiet"], cwd=folder, env=self.environment | variables,
                preexec_fn=limits, timeout=WALL_SECONDS,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ).returncode
        except subprocess.TimeoutExpired:
            return "timeout"
        if status:
            self.forget(folder)
        return {0: "passed", -24: "timeout", -9: "timeout"}.get(status, "caught")

    def judge(self, mutants, jobs):
        """Each mutant before the tests that reach it."""
        def one(mutant):
            if time.monotonic() > self.end:
                return "unjudged"
            for tests in self.processes(mutant["id"]):
                verdict = self.execute(tests, {"MUTANT": str(mutant["id"])})
                if verdict != "passed":
                    return verdict
            return "missed"

        verdicts = {}
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for mutant, verdict in zip(mutants, pool.map(one, mutants)):
                verdicts[mutant["id"]] = verdict
                self.notes.add(mutant, verdict)
                if len(verdicts) % 100 == 0:
                    print(f"{len(verdicts)} of {len(mutants)}", flush=True)
        return verdicts

    def processes(self, number):
        """What to run for one mutant: quick tests of a binary together, slow ones alone."""
        together, alone = collections.defaultdict(list), []
        for test in self.tests:
            if number in test["reached"]:
                if test["seconds"] < QUICK:
                    together[test["path"], test["exits"]].append(test)
                else:
                    alone.append([test])
        return sorted([*together.values(), *alone], key=lambda tests: sum(t["seconds"] for t in tests))

    def forget(self, folder):
        """Inputs that property tests keep must not help with the next mutant."""
        for path, folders, files in os.walk(folder):
            for kept in fnmatch.filter(folders, "*proptest-regressions*"):
                shutil.rmtree(pathlib.Path(path, kept), ignore_errors=True)
            for kept in fnmatch.filter(files, "*.proptest-regressions"):
                pathlib.Path(path, kept).unlink(missing_ok=True)

    def judge_alone(self, mutant):
        if time.monotonic() > self.end:
            return "unjudged"
        original = self.source(mutant["file"])
        start = offset(original, mutant["span"]["start"])
        end = offset(original, mutant["span"]["end"])
        (self.path / mutant["file"]).write_text(original[:start] + mutant["replacement"] + original[end:])
        try:
            if errors(self.cargo("check", [mutant["package"]], ["--lib"])):
                return "unviable"
            # Whatever fails first saves the building of the rest.
            own = mutant["package"]
            for package, targets in (own, LIKELY), (JUDGES, ["--tests"]), (own, ["--lib", "--tests"]):
                messages = self.cargo("test", [package], targets)
                if errors(messages):
                    return "caught"  # by what is checked while it is compiled
                for path, folder in executables(messages):
                    verdict = self.run([path], folder, {}, 60)
                    if verdict != "passed":
                        return verdict
            return "missed"
        finally:
            (self.path / mutant["file"]).write_text(original)


def executables(messages):
    """Test binaries and the folders that they run in."""
    built = [m for m in messages if m.get("executable") and m["profile"]["test"]]
    return [(m["executable"], pathlib.Path(m["manifest_path"]).parent) for m in built]


def errors(messages):
    found = [m["message"] for m in messages if m["reason"] == "compiler-message"]
    return [m for m in found if m["level"] == "error" and m["spans"]]


def write(path, mutants, verdicts, commit, more):
    packages = collections.defaultdict(lambda: collections.Counter())
    for mutant in mutants:
        packages[mutant["package"]][verdicts[mutant["id"]]] += 1
    report = more | {
        "commit": commit,
        "packages": packages,
        "missed": sorted(m["name"] for m in mutants if verdicts[m["id"]] == "missed"),
    }
    path.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n")
    total = collections.Counter(verdicts.values())
    print(f"{len(mutants)} mutants: " + ", ".join(f"{count} {name}" for name, count in sorted(total.items())))


if __name__ == "__main__":
    main()
