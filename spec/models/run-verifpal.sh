#!/bin/sh
# Runs the Verifpal models and compares each verdict with expected.txt.
# Usage: run-verifpal.sh [VERIFPAL_BIN]
# Without an argument: `verifpal` of the pinned version from the path, else from target/tools, where
# it is first built.
# One line per run: ok or FAIL, file, sessions, verdict, seconds. Exit 1 on any difference, on a
# model without an expectation, on an expectation without a model, and when nothing was run.
set -u
version=1.6.7
here=$(cd "$(dirname "$0")" && pwd) || exit 1
if [ $# -gt 0 ]; then
    tool=$1
elif verifpal --version 2>/dev/null | grep -q " $version$"; then
    tool=verifpal
else
    tools=$here/../../target/tools/verifpal-$version
    tool=$tools/bin/verifpal
    # The models take seconds; its own profile, optimised over all crates at once, minutes.
    [ -x "$tool" ] ||
        CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
            cargo install --locked --quiet verifpal --version "$version" --ignore-rust-version \
                --root "$tools" --target-dir "$tools/build" || exit 1
    rm -rf "$tools/build"
fi
command -v "$tool" >/dev/null || { echo "not found: $tool" >&2; exit 1; }
case $tool in */*) tool=$(cd "$(dirname "$tool")" && pwd)/$(basename "$tool") ;; esac
cd "$here" || exit 1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

report() { # file, how, wanted, got, seconds
    if [ "$3" = "$4" ]; then
        passed=$((passed + 1))
        printf 'ok    %-40s %-8s %-12s %ss\n' "$1" "$2" "$4" "$5"
    else
        failed=$((failed + 1))
        printf 'FAIL  %-40s %-8s wanted %s, got %s  %ss\n' "$1" "$2" "$3" "${4:-nothing}" "$5"
    fi
}

verdict() { # model, sessions: prints the code, or nothing if the tool fails or takes over a minute
    timeout 60 "$tool" verify --quiet --result-code --sessions "$2" "$1" 2>"$scratch/errors" | tail -n 1
    cat "$scratch/errors" >&2
}

run() { # name for the report, how, model, sessions, wanted
    begin=$(date +%s)
    got=$(verdict "$3" "$4")
    report "$1" "$2" "$5" "$got" $(($(date +%s) - begin))
}

while read -r file one two; do
    case $file in '' | '#'*) continue ;; esac
    model=verifpal/$file
    if [ ! -f "$model" ]; then
        report "$file" missing "a model" "" 0
        continue
    fi
    run "$file" "1" "$model" 1 "$one"
    [ "$two" = - ] || run "$file" "2" "$model" 2 "$two"
    # Guard against empty claims: if the model ends by giving away `reached`, an adversary who only
    # listens must obtain it, which shows that an honest run gets to its end.
    if grep -q 'confidentiality? reached' "$model"; then
        sed 's/^attacker\[active\]/attacker[passive]/' "$model" >"$scratch/$file"
        begin=$(date +%s)
        got=$(verdict "$scratch/$file" 1)
        case $got in *c1) got=reached ;; esac
        report "$file" honest reached "$got" $(($(date +%s) - begin))
    fi
done <expected.txt

for model in verifpal/*.vp; do
    file=$(basename "$model")
    grep -q "^$file " expected.txt || report "$file" unlisted "an expectation" "" 0
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
