#!/bin/sh
# Starts coturn with turnserver.conf and what this installation says by its environment; arguments go to turnserver.
#   KANHU_TURN_SECRET_FILE    the file with the secret that the server makes credentials with
#   KANHU_ANNOUNCED_ADDRESS   the media node's address
#   TURN_PEER_ADDRESSES       addresses of further media nodes, separated by commas
#   TURN_TLS_FOLDER           holds cert.pem and key.pem where relaying over TLS is wanted
set -eu

fail() {
  echo "The relay does not start. $1" >&2
  exit 78
}

secret_file=${KANHU_TURN_SECRET_FILE:-}
[ -r "$secret_file" ] || fail 'KANHU_TURN_SECRET_FILE: must name a file that can be read.'
secret=$(cat "$secret_file")
case $secret in
*[!A-Za-z0-9+/=_-]*) fail 'KANHU_TURN_SECRET_FILE: the secret must be letters, digits and + / = _ - only.' ;;
esac
[ ${#secret} -ge 32 ] || fail 'KANHU_TURN_SECRET_FILE: the secret must have 32 characters or more.'

peers=$(echo "${KANHU_ANNOUNCED_ADDRESS:-} ${TURN_PEER_ADDRESSES:-}" | tr ',' ' ')
[ -n "${peers# }" ] || fail 'KANHU_ANNOUNCED_ADDRESS: is required.'
for peer in $peers; do
  # A range or a name would let more in than one node.
  echo "$peer" | grep -Eq '^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$' ||
    fail 'KANHU_ANNOUNCED_ADDRESS, TURN_PEER_ADDRESSES: must be IP addresses.'
done

# In a file, since arguments are shown to every user of the machine.
umask 077
configuration=$(mktemp)
{
  cat "$(dirname "$0")/turnserver.conf"
  echo "static-auth-secret=$secret"
  for peer in $peers; do echo "allowed-peer-ip=$peer"; done
  if [ -r "${TURN_TLS_FOLDER:-}/cert.pem" ]; then
    echo "cert=$TURN_TLS_FOLDER/cert.pem"
    echo "pkey=$TURN_TLS_FOLDER/key.pem"
  else
    echo no-tls
  fi
} >"$configuration"
exec turnserver -c "$configuration" "$@"
