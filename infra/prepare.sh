#!/bin/sh
# Makes .venv with exactly what requirements-dev.txt locks, and does nothing when that is there already.
# Every failure ends in a plain sentence that says what to do.
set -u
cd "$(dirname "$0")/.." || exit 1

lock=requirements-dev.txt
installed=.venv/installed.txt
wanted='import sys; sys.exit(sys.version_info < (3, 11))'

words=$(mktemp) || exit 1
trap 'rm -f "$words"' EXIT

stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

# The programs in .venv/bin know the folder that they were made in by its name.
if [ -f .venv/made-in ] && [ "$(cat .venv/made-in)" != "$PWD" ]; then
    echo "This folder was moved or copied, so .venv is made anew ..."
    rm -rf .venv
fi

if [ -x .venv/bin/python ] && .venv/bin/python -c "$wanted" 2>/dev/null; then
    cmp -s "$lock" "$installed" && exit 0
else
    python=
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c "$wanted" 2>/dev/null; then
            python=$name
            break
        fi
    done
    [ -n "$python" ] || stop \
        "There is no Python 3.11 or newer on this machine (looked for: ${PYTHON:-python3, python3.13, python3.12, python3.11})." \
        "Install one from https://www.python.org/downloads/, or name yours: make PYTHON=/path/to/python3.12 ..."
    echo "Making the environment .venv with $("$python" --version 2>&1) ..."
    rm -rf .venv
    "$python" -m venv .venv >"$words" 2>&1 || {
        cat "$words" >&2
        rm -rf .venv
        stop "This Python can't make an environment: its venv module is missing or incomplete." \
            "On Debian or Ubuntu: sudo apt install python3-venv. Then run the same command again."
    }
    pwd >.venv/made-in
fi

echo "Installing the locked packages of $lock; the first time takes a minute or two ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock" || stop \
    "The packages could not be installed; what pip says stands above." \
    "No connection to pypi.org, or a broken one: check the network (or set PIP_INDEX_URL to your mirror) and run the same command again." \
    "A hash that does not match: the download was broken or changed on its way; nothing of it was installed. Run the same command again."
cp "$lock" "$installed"
