#!/usr/bin/env bash
# Goes the whole way with curl: a list in, the permission of its people, a release, and a file that may be sent.
#
#   docs/walkthrough.sh [URL] [KEY]         or SLUICE_URL and SLUICE_API_KEY; the answers go to ./sluice-walkthrough
#
# It uses the sample data of a clinic that does not exist, whose domains do not exist either. A name server on
# this machine knows them; start it first, and the service with it, so that no name is asked of anybody else:
#
#   npm exec -- node data/demo-name-server.ts &          prints SLUICE_DNS=127.0.0.1:PORT
#   SLUICE_DNS=127.0.0.1:PORT npm run -s sluice -- serve &
#   export SLUICE_API_KEY=$(npm run -s sluice -- keys create --name walkthrough)
#
# bash, curl and node (any version, to read JSON) are all it needs.
set -euo pipefail
umask 077

url=${1:-${SLUICE_URL:-http://127.0.0.1:${PORT:-8080}}}
key=${2:-${SLUICE_API_KEY:?Set SLUICE_API_KEY or give the key as the second argument.}}
data=$(cd "$(dirname "$0")/../data/demo" && pwd)
out=${SLUICE_OUTPUT:-sluice-walkthrough}
mkdir -p "$out"

# Calls the API. The key goes in by a pipe: arguments of a command can be seen by every user of the machine.
sluice() {
  curl --silent --show-error --fail-with-body \
    --header @<(printf 'Authorization: Bearer %s\n' "$key") "$@"
}

# Reads one member of the JSON on standard input, for example: field counts.released
field() {
  node -p "JSON.parse(require('node:fs').readFileSync(0, 'utf8')).$1"
}

echo '1. Is the service there, and ready?'
curl --silent --show-error --fail "$url/readyz" > "$out/ready.json"

echo '2. Upload the list. Its fields come before the file; verification starts while it is still coming in.'
list=$(sluice "$url/v1/lists" -F name='Clinic newsletter' -F source=web_form \
  -F "file=@$data/clinic-newsletter.csv" | field id)
echo "   $list"

echo '3. Import who must not be mailed, who agreed to it, and what else is known of people.'
for kind in suppressions consents contacts; do
  sluice "$url/v1/$kind/import" -H 'Content-Type: text/csv' --data-binary "@$data/$kind.csv" > "$out/$kind.json"
  echo "   $kind: $(field accepted < "$out/$kind.json") accepted, $(field rejected_count < "$out/$kind.json") rejected"
done

echo '4. Wait until every address has its verdict.'
until sluice "$url/v1/lists/$list" > "$out/list.json" && [ "$(field status < "$out/list.json")" = completed ]; do
  case $(field status < "$out/list.json") in failed | cancelled) cat "$out/list.json" >&2; exit 1 ;; esac
  sleep 1
done
for verdict in deliverable risky undeliverable unknown; do
  printf '   %-14s %6s\n' "$verdict" "$(field "counts.$verdict" < "$out/list.json")"
done

echo '5. Take the list back, each row with its verdict; for reading, not for sending.'
sluice "$url/v1/lists/$list/results" --output "$out/results.csv"

echo '6. Register the sender: a From domain, bound to marketing or to transactional mail.'
sender=$(sluice "$url/v1/senders" -H 'Content-Type: application/json' \
  -d '{"name": "Newsletter", "domain": "news.example", "stream": "marketing"}' | field id)
echo "   $sender"

echo '7. Ask which rows it may mail, and declare what the message is. What is not declared holds the whole list.'
release=$(sluice "$url/v1/releases" -H 'Content-Type: application/json' -d @- << REQUEST | field id
{
  "list": "$list", "sender": "$sender", "source": "web_form",
  "content": "own_service", "phi_basis": "none", "remuneration": false
}
REQUEST
)
until sluice "$url/v1/releases/$release" > "$out/release.json" &&
  [ "$(field status < "$out/release.json")" != deciding ]; do
  sleep 1
done
[ "$(field status < "$out/release.json")" = ready ] || { cat "$out/release.json" >&2; exit 1; }
echo "   $release"
for outcome in released held excluded; do
  printf '   %-14s %6s\n' "$outcome" "$(field "counts.$outcome" < "$out/release.json")"
done

echo '8. Fetch the released file and the signed manifest that proves it.'
sluice "$url/v1/releases/$release/file" --output "$out/released.csv"
sluice "$url/v1/releases/$release/manifest" --output "$out/manifest.json"
echo "   $out/released.csv holds $(field file.rows < "$out/manifest.json") of $(field rows < "$out/manifest.json") rows"

echo '9. Why the others are not in it (docs/reasons.md explains each):'
field 'reasons' < "$out/release.json" | sed -n 's/^ *\([A-Z_0-9]*\): \([0-9]*\),*$/   \1 \2/p' | sort -k2 -rn

echo
echo "Check the proof at any time: npm run -s sluice -- release verify $out/manifest.json $out/released.csv"
