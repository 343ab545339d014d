#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# po-check.sh POT PO...: every message of the template is translated in every
# catalogue: none missing, fuzzy or empty, no plural form left out.  Prints
# the messages that are not, and fails.
set -eu

pot=$1
shift
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
bad=0

# Messages of a .po on standard input, a line each, without the header.
names() {
    awk '/^msgid "/ && prev !~ /^msgctxt/ || /^msgid "/ {
             sub(/^msgid /, ""); if ($0 != "\"\"") print "    " $0 }
         { prev = $0 }'
}

for po; do
    msgfmt -c -o /dev/null "$po" || bad=1
    # What is kept as obsolete is not in the catalogue that is compiled.
    msgattrib --no-obsolete --no-wrap -o "$tmp" "$po"
    msgmerge --quiet --no-fuzzy-matching --no-wrap --update --backup=none \
        "$tmp" "$pot"
    for kind in untranslated only-fuzzy; do
        list=$(msgattrib --no-wrap --no-obsolete --$kind "$tmp" | names)
        [ -z "$list" ] && continue
        echo "$po: $(echo "$list" | wc -l) messages are ${kind#only-}:" >&2
        echo "$list" >&2
        bad=1
    done
done
if [ $bad = 1 ]; then
    echo "Bring new messages in with 'make po', then translate them." >&2
fi
exit $bad
