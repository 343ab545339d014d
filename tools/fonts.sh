#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# fonts.sh OUT: the screen fonts OUT/noto-regular.woff2 and noto-bold.woff2,
# and those of printed pages, OUT/noto-print-regular.ttf and -bold.ttf.  Noto Sans from Debian's fonts-noto-core, cut to Latin, Russian and Kyrgyz
# letters, punctuation, currency (som) and arrows; a letter outside them falls
# back to the system's fonts.  Kerning, tabular figures and fractions stay.
set -euo pipefail

out=${1:?fonts.sh OUT}
from=/usr/share/fonts/truetype/noto
python=/usr/bin/python3 # Debian's own: it is the one that has fontTools

# ASCII, Latin-1, Latin Extended-A, modifier apostrophes, combining stress;
# Russian, Kyrgyz and the neighbours' letters; dashes, quotes, ellipsis,
# per mille, primes; superscripts, euro, som, number sign, arrows, signs.
unicodes=U+0020-007E,U+00A0-00FF,U+0100-017F,U+02BC,U+0301,\
U+0400-045F,U+0490-0493,U+049A-049B,U+04A2-04A3,U+04AE-04B1,U+04D8-04D9,\
U+04E8-04E9,U+2009-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,\
U+2032-2033,U+2039-203A,U+2044,U+2070,U+2074-2079,U+20AC,U+20C0,U+2116,\
U+2122,U+2190-2193,U+2212,U+2215,U+2248,U+2260,U+2264-2265
# On paper nothing falls back: all Latin, Greek and Cyrillic letters are there.
print=U+0020-024F,U+02B0-036F,U+0370-03FF,U+0400-052F,U+1E00-1EFF,\
U+2000-206F,U+2070-209F,U+20A0-20CF,U+2100-214F,U+2150-218F,U+2190-2199,\
U+2200-22FF,U+25A0-25FF,U+FFFD

mkdir -p "$out"
for style in Regular Bold; do
    file=$from/NotoSans-$style.ttf
    if [ ! -r "$file" ]; then
        echo "fonts.sh: $file is missing: install fonts-noto-core" >&2
        exit 1
    fi
    "$python" -m fontTools.subset "$file" \
        --output-file="$out/noto-${style,,}.woff2" --flavor=woff2 \
        --unicodes="$unicodes" --no-hinting --desubroutinize \
        --layout-features=kern,tnum,frac,mark,ccmp,locl --name-IDs=0,1,2,13,14
    "$python" -m fontTools.subset "$file" \
        --output-file="$out/noto-print-${style,,}.ttf" \
        --unicodes="$print" --no-hinting --notdef-outline \
        --layout-features=kern,mark,mkmk,ccmp,locl --name-IDs=0,1,2,4,6,13,14
done
