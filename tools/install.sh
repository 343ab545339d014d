#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# install.sh SECTION...: makes sure that the Debian packages of these sections
# of tools/packages are installed.  Installs what is missing as root or by
# sudo without a password; otherwise names the packages and exits with 2.
# When nothing is missing it asks dpkg once and is done.
set -eu

list=$(dirname "$0")/packages

# Package names of the sections, without those whose program is found.
wanted() {
    awk -v sections="$*" '
        BEGIN { n = split(sections, s, " "); for (i in s) want[s[i]] = 1 }
        /^#/ || NF == 0 { next }
        /^\[/ { on = (substr($1, 2, length($1) - 2) in want); next }
        on { print $1, $2 }' "$list" |
    while read -r package program; do
        [ -n "$program" ] && command -v "$program" >/dev/null && continue
        echo "$package"
    done
}

missing_of() {
    # shellcheck disable=SC2048,SC2086  # words on purpose
    dpkg-query -W -f='${Package} ${db:Status-Status}\n' $* 2>/dev/null |
    awk -v asked="$*" '
        $2 == "installed" { have[$1] = 1 }
        END {
            n = split(asked, p, " ")
            for (i = 1; i <= n; i++)
                if (!(p[i] in have))
                    printf "%s ", p[i]
        }'
}

packages=$(wanted "$@" | tr '\n' ' ')
if ! command -v dpkg-query >/dev/null; then
    echo "install.sh: no dpkg here; needed are: $packages" >&2
    exit 0
fi
[ -z "$packages" ] && exit 0
missing=$(missing_of "$packages" || true)
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "These Debian packages are missing: $missing" >&2
    echo "Install them as root, then run the same command again:" >&2
    echo "    apt-get install --no-install-recommends $missing" >&2
    exit 2
fi

echo "Installing: $missing"
export DEBIAN_FRONTEND=noninteractive
apt="$as_root apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
# Fresh machines have no package lists, old ones have outdated lists.
# shellcheck disable=SC2086
$apt install -y --no-install-recommends $missing >/dev/null 2>&1 || {
    $apt update
    $apt install -y --no-install-recommends $missing >/dev/null
}
