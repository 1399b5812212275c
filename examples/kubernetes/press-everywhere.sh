#!/usr/bin/env bash
# Presses or releases a button on every pod, one by one, through the API server alone: for a fleet without a shared store, or
# whose Redis is gone as well.
#
#   export OPS_TOKEN=...
#   press-everywhere.sh press   recommendations --by alice --reason "hangs since 23:10" --minutes 30
#   press-everywhere.sh release recommendations --by alice
#
# Needs bash 4.4, kubectl with the right to list and port-forward pods, and curl here; nothing in the pods. Each pod gets a lease of
# its own, which ends by itself. A pod that starts later is not pressed: run it again.
#
# Exit code: 0 if every pod did it, 1 if one did not, 2 if nothing was tried.
set -u -o pipefail

usage() {
  cat >&2 <<'EOF'
usage: press-everywhere.sh press   BUTTON --by NAME --reason TEXT [--minutes N] [options]
       press-everywhere.sh release BUTTON --by NAME [options]
  -l, --selector   which pods              default app.kubernetes.io/name=checkout-service
  -n, --namespace  in which namespace      default that of the context
      --context    in which cluster        default the current one
      --port       of the ops endpoints    default 9090
      --at-once    how many pods at a time default 10
OPS_TOKEN in the environment is the operators' token.
EOF
  exit 2
}

refuse() {
  printf 'press-everywhere: %s; nothing was tried\n' "$1" >&2
  exit 2
}

# A text as the inside of a JSON string. What JSON would have to escape otherwise is refused by the server anyway.
json() {
  local text=$1
  [[ $text =~ [[:cntrl:]] ]] && refuse "'$2' must be one line without control characters"
  text=${text//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

[ $# -ge 2 ] || usage
action=$1 button=$2
shift 2
by='' reason='' minutes=30 selector=app.kubernetes.io/name=checkout-service port=9090 at_once=10
target=()
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in
    --by) by=$2 ;;
    --reason) reason=$2 ;;
    --minutes) minutes=$2 ;;
    -l | --selector) selector=$2 ;;
    -n | --namespace) target+=(--namespace "$2") ;;
    --context) target+=(--context "$2") ;;
    --port) port=$2 ;;
    --at-once) at_once=$2 ;;
    *) usage ;;
  esac
  shift 2
done

# From here on no child inherits it, and no command line ever has it.
token=${OPS_TOKEN:-}
unset OPS_TOKEN
[ -n "$token" ] || refuse 'OPS_TOKEN is not set'
[[ $token =~ ^[A-Za-z0-9._~+/=-]+$ ]] || refuse 'OPS_TOKEN is no bearer token'
[[ $button =~ ^[A-Za-z0-9:_-]+$ ]] || refuse "'$button' cannot name a button"
[[ $port =~ ^[0-9]{1,5}$ && $minutes =~ ^[0-9]{1,5}$ && $at_once =~ ^[1-9][0-9]{0,2}$ ]] || usage
[ -n "$by" ] || refuse '--by must say who does it'
by_json=$(json "$by" by) || exit 2
case $action in
  press)
    [ -n "$reason" ] || refuse '--reason must say why'
    reason_json=$(json "$reason" reason) || exit 2
    body="{\"by\":\"$by_json\",\"reason\":\"$reason_json\",\"minutes\":$((10#$minutes))}"
    ;;
  release) body="{\"by\":\"$by_json\",\"lease\":\"all\"}" ;;
  *) usage ;;
esac
for needed in kubectl curl; do
  command -v "$needed" >/dev/null || refuse "there is no $needed"
done

pods=$(kubectl ${target[@]+"${target[@]}"} get pods --selector "$selector" \
  --output 'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.phase}{"\n"}{end}') || refuse 'kubectl could not list pods'
[ -n "$pods" ] || refuse "no pod has the labels $selector"

# One pod: a port of this machine that leads to it, one request, one line that says what happened.
on_pod() {
  local pod=$1 local_port='' forward answer status text
  exec 3< <(exec kubectl ${target[@]+"${target[@]}"} port-forward "pod/$pod" ":$port" 2>&1)
  forward=$!
  # shellcheck disable=SC2064 # the pid that it has now
  trap "kill $forward 2>/dev/null" EXIT
  local line said=''
  while IFS= read -r -t 15 -u 3 line; do
    if [[ $line =~ ^Forwarding\ from\ 127\.0\.0\.1:([0-9]+) ]]; then
      local_port=${BASH_REMATCH[1]}
      break
    fi
    said=$line
  done
  if [ -z "$local_port" ]; then
    printf '%s: NOT DONE, no way to the pod: %.200s\n' "$pod" "${said:-kubectl said nothing for 15 s}"
    return 1
  fi
  # The token comes in by a file descriptor: arguments can be read by everybody on this machine.
  answer=$(curl --silent --show-error --max-time 10 --noproxy '*' --write-out '\n%{http_code}' \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$token") \
    --header 'Content-Type: application/json' --data-binary @- \
    "http://127.0.0.1:$local_port/panic/$button/$action" <<<"$body" 2>&1)
  status=${answer##*$'\n'}
  text=$(printf '%s' "${answer%$'\n'*}" | tr -d '\000-\037' | cut -c 1-300)
  case $action:$status in
    press:201) printf '%s: pressed %s\n' "$pod" "$text" ;;
    release:200) printf '%s: released %s\n' "$pod" "$text" ;;
    *)
      printf '%s: NOT DONE, answer %s: %s\n' "$pod" "$status" "$text"
      return 1
      ;;
  esac
}

count=0 failed=0 running=0
while read -r pod phase; do
  case $phase in
    Succeeded | Failed)
      printf '%s: left out, it is %s\n' "$pod" "$phase"
      continue
      ;;
    Running) ;;
    *)
      # It will come up without being pressed.
      printf '%s: NOT DONE, it is %s\n' "$pod" "$phase"
      count=$((count + 1)) failed=$((failed + 1))
      continue
      ;;
  esac
  count=$((count + 1))
  if [ "$running" -ge "$at_once" ]; then
    wait -n || failed=$((failed + 1))
    running=$((running - 1))
  fi
  (on_pod "$pod") </dev/null &
  running=$((running + 1))
done <<<"$pods"
while [ "$running" -gt 0 ]; do
  wait -n || failed=$((failed + 1))
  running=$((running - 1))
done

[ "$count" -gt 0 ] || refuse "no pod with the labels $selector runs"
printf '%s of %s pods did it\n' "$((count - failed))" "$count"
[ "$failed" -eq 0 ]
