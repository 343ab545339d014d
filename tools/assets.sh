#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# assets.sh OUT NAME=FILE...: everything that the program carries inside.
# Writes OUT/assets.S (the bytes, by .incbin into .rodata), OUT/assets_table.c
# (struct asset rows, see src/web/assets.h) and OUT/assets/ (the files under
# their cache names, with gzip and brotli twins).
#
# A cache name holds the hash of the content (ordo.css -> ordo.<hash>.css), so
# that it can be cached for ever.  Style sheets name other assets plainly,
# url(name.woff2); the cache name is put in here, and an unknown name is an
# error.  Catalogues (.mo), the fonts of printed pages (.ttf) and the data of a
# new folder (.csv) are embedded but have no type: they are not served.
set -euo pipefail
export LC_ALL=C

out=$1
shift
mkdir -p "$out/assets"
declare -A cache_name=()
rows=$out/assets.rows
: >"$rows"

type_of() {
    case $1 in
    *.css) echo "text/css; charset=utf-8" ;;
    *.js | *.mjs) echo "text/javascript; charset=utf-8" ;;
    *.svg) echo "image/svg+xml" ;;
    *.png) echo "image/png" ;;
    *.ico) echo "image/x-icon" ;;
    *.woff2) echo "font/woff2" ;;
    *.txt) echo "text/plain; charset=utf-8" ;;
    *.json | *.webmanifest) echo "application/json" ;;
    *.mo | *.ttf | *.csv) ;;
    *)
        echo "assets.sh: no media type known for $1" >&2
        return 1
        ;;
    esac
}

# twin FILE SUFFIX COMMAND...: compressed copy, kept only if really smaller.
twin() {
    local file=$1 suffix=$2
    shift 2
    [ -e "$file.$suffix" ] || "$@" <"$file" >"$file.$suffix"
    local plain small
    plain=$(stat -c %s "$file")
    small=$(stat -c %s "$file.$suffix")
    if ((small * 20 < plain * 19)); then echo "$file.$suffix"; else echo -; fi
}

# add NAME FILE: hashes, stores under the cache name, makes the twins.
add() {
    local name=$1 file=$2 hash cached type gz=- br=-
    type=$(type_of "$name")
    hash=$(sha256sum <"$file")
    hash=${hash:0:16}
    cached=${name%.*}.$hash.${name##*.}
    cache_name[$name]=$cached
    mkdir -p "$(dirname "$out/assets/$cached")"
    cp "$file" "$out/assets/$cached"
    if [ -n "$type" ]; then
        gz=$(twin "$out/assets/$cached" gz gzip -9 -n)
        br=$(twin "$out/assets/$cached" br brotli -q 11 -c)
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$cached" "$hash" \
        "${type:--}" "$out/assets/$cached" "$gz" "$br" >>"$rows"
}

# add_css NAME FILE: the same, after the names in url(...) are replaced.
add_css() {
    local text ref want
    text=$(cat "$2")
    while read -r ref; do
        case $ref in '#'* | data:*) continue ;; esac
        want=${cache_name[$ref]:-}
        if [ -z "$want" ]; then
            echo "assets.sh: $2 names the unknown asset url($ref)" >&2
            return 1
        fi
        text=${text//"url($ref)"/"url($want)"}
        text=${text//"url(\"$ref\")"/"url(\"$want\")"}
        text=${text//"url('$ref')"/"url('$want')"}
    done < <(grep -o 'url([^)]*)' "$2" |
        sed -e "s/^url([\"']*//" -e "s/[\"']*)\$//" | sort -u)
    printf '%s\n' "$text" >"$out/assets.css"
    add "$1" "$out/assets.css"
}

for pair; do
    [[ $pair == *.css=* ]] || add "${pair%%=*}" "${pair#*=}"
done
for pair; do
    [[ $pair != *.css=* ]] || add_css "${pair%%=*}" "${pair#*=}"
done
sort -t "$(printf '\t')" -k1,1 -o "$rows" "$rows"

awk -F '\t' '
    function bytes(label, file) {
        printf "asset_%d_%s:\n\t.incbin \"%s\"\n", NR - 1, label, file
        printf "asset_%d_%s_end:\n\t.byte 0\n", NR - 1, label
        printf "\t.globl asset_%d_%s, asset_%d_%s_end\n", NR - 1, label,
            NR - 1, label
    }
    BEGIN { print "\t.section .rodata" }
    { print "\t.balign 8"; bytes("data", $5) }
    $6 != "-" { bytes("gz", $6) }
    $7 != "-" { bytes("br", $7) }
    END { print "\t.section .note.GNU-stack,\"\",%progbits" }
' "$rows" >"$out/assets.S.new"

# Sizes are written out: the difference of two symbols is no C constant.
while IFS=$'\t' read -r name cached hash type data gz br; do
    printf '%s\t%s\t%s\t%s\t%s' "$name" "$cached" "$hash" "$type" \
        "$(stat -c %s "$data")"
    for f in "$gz" "$br"; do
        if [ "$f" = - ]; then printf '\t-'; else
            printf '\t%s' "$(stat -c %s "$f")"
        fi
    done
    echo
done <"$rows" | awk -F '\t' '
    function part(label, size) {
        if (size == "-")
            return
        decl = decl sprintf("extern const unsigned char asset_%d_%s[];\n",
            NR - 1, label)
        row = row sprintf("      .%s = asset_%d_%s, .%s = %s,\n", label,
            NR - 1, label, label == "data" ? "size" : label "_size", size)
    }
    {
        row = row sprintf("    { .name = \"%s\",\n", $1)
        row = row sprintf("      .cache_name = \"%s\",\n", $2)
        row = row sprintf("      .etag = \"%s\",\n", $3)
        if ($4 != "-")
            row = row sprintf("      .type = \"%s\",\n", $4)
        part("data", $5); part("gz", $6); part("br", $7)
        row = row "    },\n"
    }
    END {
        print "/* Made by tools/assets.sh. */"
        print "#include \"web/assets_table.h\"\n"
        print decl
        print "const struct asset asset_table[] = {"
        printf "%s    { .name = NULL },\n};\n\n", row
        printf "const size_t asset_count = %d;\n\n", NR
        print "const struct asset *const asset_by_cache_name[] = {"
        while ((getline line < by_cache) > 0) {
            split(line, f, "\t")
            printf "    &asset_table[%d],\n", f[2]
        }
        print "    NULL,\n};"
    }
' by_cache=<(awk -F '\t' '{ print $2 "\t" NR - 1 }' "$rows" |
    sort -t "$(printf '\t')" -k1,1) >"$out/assets_table.c.new"

# Both names sort in byte order, which is what the look-up's strcmp wants.
mv "$out/assets.S.new" "$out/assets.S"
mv "$out/assets_table.c.new" "$out/assets_table.c"
