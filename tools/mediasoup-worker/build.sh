#!/usr/bin/env bash
# Builds mediasoup's worker from the source inside the `mediasoup` npm package against the distribution's
# libraries, for a machine that reaches its package registries and nothing else. Debian 12, 2 cores: about 3 min.
# Needs the packages of debian-packages.txt.   usage: build.sh MEDIASOUP_PACKAGE_DIR OUTPUT_FILE
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
package=$1
output=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cp -r "$package/worker" "$work/worker"
cd "$work/worker"

# Upstream's wraps download their sources; the overlay's name the distribution's packages instead.
rm -rf subprojects/*.wrap subprojects/packagefiles
cp -r "$here/overlay/subprojects/." subprojects/

# Debian 12 has meson 1.0.1; nothing in the build needs 1.1.
sed -i "s/meson_version: '>= 1.1.0'/meson_version: '>= 1.0.0'/" meson.build

# The BIO callback must hand back the real result of a control call: Debian's OpenSSL is built with kernel TLS
# and asks the write BIO whether it does kTLS; answering 1 leaves it without a write buffer, and the first
# ServerHello crashes. Upstream bundles an OpenSSL that never asks.
grep -q 'operationType == BIO_CB_RETURN' src/RTC/DtlsTransport.cpp
sed -i 's/(operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1;/(operationType \& BIO_CB_RETURN) ? static_cast<long>(ret) : 1;/' src/RTC/DtlsTransport.cpp

meson setup build --buildtype release >/dev/null
# As upstream's own tasks do: without it the first sources compile while the headers they include are being generated.
meson compile -C build flatbuffers-generator >/dev/null
ninja -C build mediasoup-worker
install -D -m 755 build/mediasoup-worker "$output"
