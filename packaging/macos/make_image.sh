#!/usr/bin/env bash
# Make the disk image for macOS; sign and notarise it where the keys are there.
#   make_image.sh APP VERSION FOLDER
# NNVIZ_MACOS_IDENTITY: the name of a "Developer ID Application" certificate in the keychain.
# NNVIZ_NOTARY_PROFILE: credentials that "xcrun notarytool store-credentials" has kept.
set -euo pipefail
app=$1 version=$2 folder=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
identity=${NNVIZ_MACOS_IDENTITY:-}
profile=${NNVIZ_NOTARY_PROFILE:-}

if [ -n "$identity" ]; then
    # From the inside out: a signature covers the signatures of all that is below it.
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' -o -path '*.framework/Versions/*' -perm -u+x \) -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$identity"
    codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$identity" "$app"
    codesign --verify --deep --strict "$app"
else
    echo "nnviz: no NNVIZ_MACOS_IDENTITY, so the app is signed for this machine only" >&2
    codesign --force --deep --sign - "$app"
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
image="$folder/nnviz-$version-macos-$(uname -m).dmg"
hdiutil create -volname "nnviz $version" -srcfolder "$stage" -format ULFO -ov "$image"

if [ -n "$identity" ] && [ -n "$profile" ]; then
    codesign --force --timestamp --sign "$identity" "$image"
    xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
    xcrun stapler staple "$image"
fi
