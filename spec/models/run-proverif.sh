#!/bin/sh
# Runs the ProVerif models and compares their RESULT lines with proverif/expected.txt.
# Usage: run-proverif.sh [PROVERIF_BIN]
# Without ProVerif it checks nothing, says so, and exits 0: this is evidence, not a gate.
set -u
tool=${1:-proverif}
case $tool in */*) tool=$(cd "$(dirname "$tool")" && pwd)/$(basename "$tool") ;; esac
cd "$(dirname "$0")/proverif" || exit 1
passed=0
failed=0

fail() {
    failed=$((failed + 1))
    printf 'FAIL  %-34s %s\n' "$1" "$2"
}

for model in *.pv; do
    grep -q "^$model " expected.txt || fail "$model" "no line in expected.txt"
done

if ! command -v "$tool" >/dev/null; then
    models=$(grep -c '^[^#]' expected.txt)
    echo "ProVerif is not installed: $models models were NOT checked."
    echo "0 passed, $failed failed, $models not checked"
    [ "$failed" -eq 0 ]
    exit
fi

while read -r model wanted; do
    case $model in '' | '#'*) continue ;; esac
    [ -f "$model" ] || { fail "$model" "no such model"; continue; }
    begin=$(date +%s)
    got=$(timeout 120 "$tool" -lib sealroll.pvl "$model" 2>&1 |
        grep '^RESULT' | grep -v '^RESULT (but' |
        sed 's/.*is true\.$/t/; s/.*is false\.$/f/; s/.*cannot be proved\.$/u/' | tr -d '\n')
    if [ "$got" = "$wanted" ]; then
        passed=$((passed + 1))
        printf 'ok    %-34s %-9s %ss\n' "$model" "$got" $(($(date +%s) - begin))
    else
        fail "$model" "wanted $wanted, got ${got:-nothing}"
    fi
done <expected.txt

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
