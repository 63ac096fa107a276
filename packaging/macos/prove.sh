#!/usr/bin/env bash
# Open the disk image, copy the app as a user does, use it, and check its signature.
#   prove.sh IMAGE
set -euo pipefail
image=$1
volume=$(mktemp -d) folder=$(mktemp -d)
trap 'hdiutil detach "$volume" >/dev/null 2>&1 || true; rm -rf "$volume" "$folder"' EXIT
hdiutil attach "$image" -nobrowse -readonly -mountpoint "$volume" >/dev/null
cp -R "$volume/nnviz.app" "$folder/"
codesign --verify --deep --strict "$folder/nnviz.app"
"$folder/nnviz.app/Contents/MacOS/nnviz" --self-check
echo "nnviz: opened, copied, checked"
