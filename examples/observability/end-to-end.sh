#!/usr/bin/env bash
# Breaks a running checkout-service twice and watches alerts mitigate it: real Prometheus, real Alertmanager, the rules of this folder.
#
#   OPS_TOKEN=... MITIGATION_TOKEN=... examples/observability/end-to-end.sh
#
# with the tokens that the service was started with. It starts a Prometheus and an Alertmanager of its own, on loopback and with
# temporary data, and ends them. What happened when, in seconds, is printed; whatever should have happened and has not ends it with 1,
# and a program that is missing with 77.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"

BUSINESS=${BUSINESS:-http://localhost:8080}
OPS=${OPS:-http://localhost:9090}
PROMETHEUS_PORT=${PROMETHEUS_PORT:-9091}
ALERTMANAGER_PORT=${ALERTMANAGER_PORT:-9093}

for program in prometheus promtool prometheus-alertmanager amtool curl awk; do
  if ! command -v "$program" > /dev/null; then
    echo "skipped: $program is not on the PATH (apt-get install prometheus prometheus-alertmanager curl)"
    exit 77
  fi
done
if [[ $(curl --help all) != *--rate* ]]; then
  echo "skipped: curl is older than 7.84"
  exit 77
fi
: "${OPS_TOKEN:?is what the service was started with, or has printed}"
: "${MITIGATION_TOKEN:?is what the service was started with; without it, it takes no alert of Alertmanager}"

home=$(mktemp -d)
children=()

finish() {
  touch "$home/over"
  for child in "${children[@]}"; do
    kill "$child" 2> /dev/null || true
  done
  for child in "${children[@]}"; do
    wait "$child" 2> /dev/null || true
  done
  curl -s -m 5 -o /dev/null -X POST "$BUSINESS/chaos/recommendations/heal" || true
  rm -rf "$home"
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
  echo "FAILED: $*"
  tail -n 20 "$home/prometheus.log" "$home/alertmanager.log" 2> /dev/null || true
  exit 1
}

now() { echo "$EPOCHREALTIME"; }

since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

# await SECONDS WHAT COMMAND...: looks five times a second.
await() {
  local limit=$1 what=$2 begun=$SECONDS
  shift 2
  until "$@"; do
    [ $((SECONDS - begun)) -lt "$limit" ] || fail "not within $limit s: $what"
    sleep 0.2
  done
}

# Whether an alert fires, as Prometheus sees it.
fires() {
  curl -sG "$PROMETHEUS/api/v1/query" --data-urlencode "query=ALERTS{alertname=\"$1\",alertstate=\"firing\"}" | grep -q '"metric"'
}

# pressed BUTTON: whether an alert holds it.
pressed() {
  curl -s -H "Authorization: Bearer $OPS_TOKEN" "$OPS/panic" \
    | grep -o "\"name\":\"$1\",\"pressed\":true,\"leases\":\[[^]]*" | grep -q '"source":"alert"'
}

released() { ! curl -s -H "Authorization: Bearer $OPS_TOKEN" "$OPS/panic" | grep -q "\"name\":\"$1\",\"pressed\":true"; }

chaos() { curl -sS -o /dev/null -X POST "$BUSINESS/chaos/$1"; }

healthy() { curl -s "$OPS/health/deep" | grep -q '^{"status":"UP"'; }

answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$@")" = 200 ]; }

# How often recommendations were called so far, whatever came of it.
recommendations_called() {
  curl -s "$OPS/metrics" | awk '/^plimsoll_guard_calls_total\{guard="recommendations",outcome="(succeeded|failed)"\}/ { sum += $2 } END { print sum }'
}

recommendations_are() { curl -s "$BUSINESS/recommendations/sku-9921" | grep -q "\"served\":\"$1\""; }

bestsellers_are() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$BUSINESS/bestsellers")" = "$1" ]; }

# sales FROM TO: how many ended in this time, how many of them not with 201, median, p99 and the slowest in ms.
sales() {
  cat "$home"/sales-* | awk -v from="$1" -v to="$2" '$1 >= from && $1 < to { print $3 * 1000, $2 }' | sort -n | awk '
    { took[NR] = $1; if ($2 != 201) wrong++ }
    function at(share, i) { i = int(share * NR); if (i < share * NR) i++; return took[i] }
    END { if (NR == 0) { print "0 0 0 0 0" } else { printf "%d %d %.0f %.0f %.0f\n", NR, wrong, at(0.5), at(0.99), took[NR] } }'
}

# measured WHAT SECONDS: lets them shop for so long and says how it was; leaves it in $count, $wrong and $p99.
measured() {
  local from median slowest
  from=$(now)
  sleep "$2"
  read -r count wrong median p99 slowest < <(sales "$from" "$(now)")
  [ "$count" -gt 0 ] || fail "nobody bought anything for $2 s"
  printf '%-34s %4d checkouts in %2d s, %d failed, median/p99/max %d/%d/%d ms\n' "$1" "$count" "$2" "$wrong" "$median" "$p99" "$slowest"
}

# fine WHY: what was measured last has to be: p99 under 2 s, and at most one in a hundred failed, which a busy machine is forgiven.
fine() {
  [ $((wrong * 100)) -le "$count" ] || fail "$wrong of $count checkouts failed although $1"
  [ "$p99" -lt 2000 ] || fail "p99 is $p99 ms although $1"
}

# A phone in a bad network: tells what its owner looks at, and the body takes 8 s. Until the service says no.
phone() {
  local host=${BUSINESS#http://} status connection
  while [ -d "$home" ] && [ ! -e "$home/over" ]; do
    status=""
    if { exec {connection}<> "/dev/tcp/${host%:*}/${host##*:}"; } 2> /dev/null; then
      printf 'POST /views HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n' >&"$connection" 2> /dev/null || true
      if ! read -r -t 8 status <&"$connection" 2> /dev/null; then
        printf '{"sku":"sku-9921"}' >&"$connection" 2> /dev/null || true
        read -r -t 30 status <&"$connection" 2> /dev/null || true
      fi
      exec {connection}>&-
    fi
    echo "$EPOCHREALTIME ${status//$'\r'/}" >> "$home/phones-$1"
    case $status in *' 429 '*) sleep 2 ;; esac
  done
}

echo "== Checking the rules and the configuration"
promtool test rules checkout-rules-test.yml > "$home/rules.log" 2>&1 || { cat "$home/rules.log"; fail "the rules"; }
sed -e "s#localhost:9093#127.0.0.1:$ALERTMANAGER_PORT#; s#localhost:9090#${OPS#http://}#; s#\[checkout-rules.yml\]#[$PWD/checkout-rules.yml]#" \
  prometheus.yml > "$home/prometheus.yml"
sed -e "s#http://localhost:9090#$OPS#" alertmanager.yml > "$home/alertmanager.yml"
printf %s "$MITIGATION_TOKEN" > "$home/mitigation-token"
promtool check config "$home/prometheus.yml" > "$home/config.log" 2>&1 || { cat "$home/config.log"; fail "the configuration of Prometheus"; }
amtool check-config "$home/alertmanager.yml" > "$home/config.log" 2>&1 || { cat "$home/config.log"; fail "the configuration of Alertmanager"; }

PROMETHEUS=http://127.0.0.1:$PROMETHEUS_PORT
prometheus --config.file="$home/prometheus.yml" --storage.tsdb.path="$home/data" --web.listen-address="127.0.0.1:$PROMETHEUS_PORT" \
  > "$home/prometheus.log" 2>&1 &
children+=($!)
prometheus-alertmanager --config.file="$home/alertmanager.yml" --storage.path="$home/alerts" \
  --web.listen-address="127.0.0.1:$ALERTMANAGER_PORT" --cluster.listen-address= > "$home/alertmanager.log" 2>&1 &
children+=($!)

await 30 "the service is UP" healthy
await 30 "Prometheus is ready" answers "$PROMETHEUS/-/ready"
await 30 "Alertmanager is ready" answers "http://127.0.0.1:$ALERTMANAGER_PORT/-/ready"
curl -sS -o /dev/null -X PUT -H 'Content-Type: application/json' -d '{"items":[{"sku":"sku-9921","quantity":1}]}' "$BUSINESS/carts/c-1"
# They check out a few times a second each, and write down: when it ended, the status, the seconds that it took.
for shopper in 1 2 3 4; do
  curl -sS --rate 4/s -m 60 -o /dev/null -w '%{stderr}%{http_code} %{time_total}\n' \
    -H 'Content-Type: application/json' -d '{"cart":"c-1"}' "$BUSINESS/checkout?[1-100000]" > /dev/null \
    2> >(while IFS= read -r sale; do echo "$EPOCHREALTIME $sale"; done >> "$home/sales-$shopper") &
  children+=($!)
done
sleep 5 # until all of it is compiled, more or less
measured "healthy" 10

echo "== Recommendations hang"
begun=$(now)
chaos recommendations/freeze
echo "$(since "$begun") s  recommendations accept connections and are silent"
await 60 "RecommendationsFailing fires" fires RecommendationsFailing
echo "$(since "$begun") s  RecommendationsFailing fires"
await 60 "the alert has pressed recommendations" pressed recommendations
mitigated=$(since "$begun")
echo "$mitigated s  the alert has pressed recommendations"
awk -v took="$mitigated" 'BEGIN { exit !(took < 60) }' || fail "mitigated after $mitigated s, which is not under 60"
read -r count wrong median p99 slowest < <(sales "$begun" "$(now)")
printf '%-34s %4d checkouts, %d failed, median/p99/max %d/%d/%d ms\n' "until then" "$count" "$wrong" "$median" "$p99" "$slowest"
sleep 1
called=$(recommendations_called)
measured "switched off" 10
fine "recommendations are switched off"
[ "$(recommendations_called)" = "$called" ] || fail "recommendations are called although they are switched off"
pressed recommendations || fail "the button was let go although recommendations still hang"

healed=$(now)
chaos recommendations/heal
echo "$(since "$begun") s  recommendations answer again"
await 150 "the alert's lease is released" released recommendations
echo "$(since "$begun") s  the alert is resolved and its lease released, $(since "$healed") s after that"
await 30 "recommendations are fresh" recommendations_are fresh
echo "$(since "$begun") s  recommendations are fresh"

echo "== 80 phones in a bad network"
begun=$(now)
for phone in $(seq 80); do
  phone "$phone" &
  children+=($!)
done
echo "$(since "$begun") s  they tell what people look at, and take 8 s for it: all 32 workers wait for them"
await 60 "CheckoutSlow fires" fires CheckoutSlow
echo "$(since "$begun") s  CheckoutSlow fires"
await 60 "the alert has pressed shed-traffic" pressed shed-traffic
mitigated=$(since "$begun")
echo "$mitigated s  the alert has pressed shed-traffic, of SCALE_OUT_OR_SHED_TRAFFIC"
awk -v took="$mitigated" 'BEGIN { exit !(took < 60) }' || fail "mitigated after $mitigated s, which is not under 60"
read -r count wrong median p99 slowest < <(sales "$begun" "$(now)")
printf '%-34s %4d checkouts, %d failed, median/p99/max %d/%d/%d ms\n' "until then" "$count" "$wrong" "$median" "$p99" "$slowest"
[ "$p99" -gt 2000 ] || fail "p99 was $p99 ms, which no alert should have fired for"
await 30 "bestsellers are refused" bestsellers_are 429
sleep 10 # who was inside already takes up to 8 s
measured "sheddable traffic refused" 10
fine "traffic is shed"
refused=$(cat "$home"/phones-* | grep -c ' 429 ' || true)
[ "$refused" -gt 0 ] || fail "no phone was refused, though what they tell can be missed"
echo "$(since "$begun") s  $refused times a phone was refused; they still try"

touch "$home/over"
curl -sS -o /dev/null -H "Authorization: Bearer $OPS_TOKEN" -H 'Content-Type: application/json' \
  -d '{"by":"end-to-end","lease":"all"}' "$OPS/panic/shed-traffic/release"
await 30 "bestsellers are served" bestsellers_are 200
echo "$(since "$begun") s  a person has released shed-traffic; bestsellers are served"
echo "== As it should be"
