#!/bin/sh
# Drives a real VS Code: code-server serves it, Chromium shows it without a screen, `session.js` runs
# in it. Prints what was seen as JSON; ends with 0 if all went well.
#
# usage: run.sh trusted|untrusted
# In a trusted workspace the extension takes the program of the workspace's environment; in an untrusted one
# there is another, which the user's settings name.
#
# CODE_SERVER is a folder that `.ci/clients` made, REFWISE_PROGRAM the program. The extension is the one in
# editors/code, built.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
extension=$(cd "$here/../../../editors/code" && pwd)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT

mkdir -p "$folder/workspace/.venv/bin"
ln -s "$REFWISE_PROGRAM" "$folder/workspace/.venv/bin/refwise"
case $1 in
    trusted) trust=--disable-workspace-trust ;;
    untrusted)
        trust=
        mkdir -p "$folder/data/Machine" "$folder/bin"
        ln -s "$REFWISE_PROGRAM" "$folder/bin/refwise"
        printf '{"refwise.path": ["%s"]}\n' "$folder/bin/refwise" >"$folder/data/Machine/settings.json"
        ;;
esac
printf 'x = int("1000")\nif x\n    print("same")\n' >"$folder/workspace/session.py"

export REPORT="$folder/report.json" NODE_PATH="$CODE_SERVER/node_modules"
# Programs that are started in an editor's terminal are taken for the editor's command.
unset VSCODE_IPC_HOOK_CLI VSCODE_PROXY_URI || true

: >"$folder/server.log"
HOME="$folder" node "$CODE_SERVER/node_modules/.bin/code-server" \
    --auth none --bind-addr 127.0.0.1:0 --disable-telemetry --disable-update-check \
    --user-data-dir "$folder/data" --extensions-dir "$folder/extensions" $trust \
    >"$folder/server.log" 2>&1 &
server=$!

address=
for _ in $(seq 300); do
    address=$(sed -n 's,.*HTTP server listening on http://\([0-9.:]*\).*,\1,p' "$folder/server.log")
    [ -z "$address" ] || break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
done
[ -n "$address" ] || { cat "$folder/server.log" >&2; exit 1; }

HOME="$folder" node "$here/drive.js" "$address" "$folder/workspace" "$extension" "$here/session.js" >&2 || true
cat "$folder/report.json" || { cat "$folder/server.log" >&2; exit 1; }
grep -q '"passed":true' "$folder/report.json" || {
    find "$folder/data/logs" -name '*refwise*.log' -exec cat {} + >&2
    exit 1
}
