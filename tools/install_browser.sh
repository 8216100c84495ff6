#!/bin/sh
# Chromium and CJK fonts for the browser tests, where apt-get may be used.
# Elsewhere the tests look for a Chromium themselves and say so when they skip.
set -eu
if command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium here and no right to install one: browser tests will be skipped."
    echo "To run them: apt-get install chromium fonts-noto-cjk fontconfig"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
