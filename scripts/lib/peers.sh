# shellcheck shell=bash
# Helpers for scripts that run the modem against real servers on the host's loopback: ports,
# processes and certificates. To be sourced by bash scripts with `set -euo pipefail`.

# Everything that such a script makes is in this folder, and goes with it.
work=$(mktemp -d "${TMPDIR:-/tmp}/hostmodem.XXXXXX")
peers=()

stop_peers() {
  local pid
  for pid in "${peers[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop_peers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# free_ports N: prints N different TCP ports of 127.0.0.1 that nobody uses, in one line.
free_ports() {
  python3 - "$1" <<'PYTHON'
import socket
import sys

sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

# start_peer NAME PORT COMMAND...: runs a server in the background, its output in $work/NAME.log,
# and returns when it takes connections on the port. It is stopped when the script ends.
start_peer() {
  local name=$1 port=$2 pid try
  shift 2
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  pid=$!
  peers+=("$pid")
  for ((try = 0; try < 200; try++)); do
    kill -0 "$pid" 2>/dev/null || break
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      return
    fi
    sleep 0.05
  done
  cat "$work/$name.log" >&2
  fail "$name does not answer on 127.0.0.1:$port"
}

# make_authority NAME: a certificate authority of our own, in $work/NAME.pem and $work/NAME.key.
make_authority() {
  make_certificate "$1" "hostmodem demo authority" -extensions authority
}

# make_server_certificate NAME HOST AUTHORITY: a certificate for HOST that AUTHORITY signed, in
# $work/NAME.pem and $work/NAME.key.
make_server_certificate() {
  SERVER_NAME=$2 make_certificate "$1" "$2" -extensions server \
    -CA "$work/$3.pem" -CAkey "$work/$3.key"
}

make_certificate() {
  local name=$1 subject=$2
  shift 2
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 2 \
    -subj "/CN=$subject" -keyout "$work/$name.key" -out "$work/$name.pem" \
    -config <(certificate_extensions) "$@" 2>"$work/openssl.log" || {
    cat "$work/openssl.log" >&2
    fail "openssl cannot make the certificate $name"
  }
}

certificate_extensions() {
  cat <<EXTENSIONS
[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:${SERVER_NAME:-none}
EXTENSIONS
}
