#!/bin/sh
# Drives a real Neovim: see README.md. Prints what it saw as JSON; ends with 0 if all went well.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
nvim=${NVIM:-nvim}
program=${REFWISE_PROGRAM:-refwise}

command -v "$nvim" >/dev/null || { echo "smoke.sh: no Neovim: $nvim" >&2; exit 2; }
program=$(command -v "$program") || { echo "smoke.sh: no program: ${REFWISE_PROGRAM:-refwise}" >&2; exit 2; }
case $program in /*) ;; *) program=$PWD/$program ;; esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Nothing of the user's configuration, state or log is read or written.
export XDG_CONFIG_HOME="$folder" XDG_DATA_HOME="$folder" XDG_STATE_HOME="$folder" XDG_CACHE_HOME="$folder"
export REFWISE_PROGRAM="$program" SMOKE_FOLDER="$folder" SMOKE_RUNTIME="$here"

"$nvim" --headless -u NONE -i NONE -n -c "luafile $here/smoke.lua" </dev/null >&2 || true
cat "$folder/report.json"
grep -q '"passed":true' "$folder/report.json"
