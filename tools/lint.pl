#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# lint.pl: what the compiler cannot refuse.  Exits with 1 after naming each
# fault as file:line.  A line whose comment says `lint: why` is excused from
# the banned words, and counted.  Closes with the table of sizes.
use strict;
use warnings;

my @files = sort grep { -f } glob('src/*.c src/*.h src/*/*.[ch]'
    . ' src/mod/*/*.[ch]');
my ($faults, $excused) = (0, 0);

sub fault {
    my ($file, $line, $what) = @_;
    print "$file:$line: $what\n";
    $faults++;
}

# The text with comments (and, if asked, the insides of strings) blanked out;
# lines stay where they are.
sub code_of {
    my ($text, $strings_too) = @_;
    $text =~ s{(//[^\n]*|/\*.*?\*/)|("(?:\\.|[^"\\\n])*")|('(?:\\.|[^'\\\n])*')}
    {
        my ($comment, $string, $char) = ($1, $2, $3);
        if (defined $comment) { $comment =~ s/[^\n]/ /gr }
        elsif (defined $string) {
            $strings_too ? '"' . ' ' x (length($string) - 2) . '"' : $string
        } else { "'" . ' ' x (length($char) - 2) . "'" }
    }gsex;
    return $text;
}

# --- Words that belong to lower layers, or to nobody --------------------------

my $memory = qr/malloc|calloc|realloc|reallocarray|free|strdup|strndup
    |asprintf|vasprintf|alloca/x;
my $unsafe = qr/strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets
    |strtok|gmtime|localtime|ctime|asctime|setlocale|system|popen|rand|srand
    |atoi|atol|atoll|atof/x;

sub check_banned {
    my ($file, $text) = @_;
    my $banned = $file =~ m{^src/(kernel|mod)/} ? qr/$memory|$unsafe/ : $unsafe;
    my @lines = split /\n/, $text;
    my $n = 0;
    for my $line (split /\n/, code_of($text, 1)) {
        $n++;
        next unless $line =~ /(?<![\w.>])($banned)\s*\(/;
        if ($lines[$n - 1] =~ m{/\*\s*lint:\s*\w}) { $excused++; next }
        fault($file, $n, "$1() is not used here");
    }
}

# --- Layers -------------------------------------------------------------------

my %rank = (base => 0, store => 1, kernel => 2, web => 3, mod => 4);

# Modules that the card of module $mod names in its .needs.
my %needs_of;
sub needs {
    my ($mod) = @_;
    return $needs_of{$mod} //= do {
        my %named;
        for my $f (glob("src/mod/$mod/*.c")) {
            my $text = slurp($f);
            while ($text =~ /\.needs\s*=\s*"([^"]*)"/g) {
                $named{$_} = 1 for split ' ', $1;
            }
        }
        \%named;
    };
}

sub check_includes {
    my ($file, $text) = @_;
    my ($layer, $mod) = $file =~ m{^src/(\w+)/(?:(\w+)/)?};
    return if !defined $layer;
    my $n = 0;
    for my $line (split /\n/, $text) {
        $n++;
        my ($to, $rest) = $line =~ m{^\s*#\s*include\s+"(\w+)/([^"]+)"}
            or next;
        next if !defined $rank{$to};
        fault($file, $n, "$layer includes upwards: $to/$rest")
            if $rank{$to} > $rank{$layer};
        next if $to ne 'mod' || $layer ne 'mod';
        my ($other, $header) = $rest =~ m{^(\w+)/(.+)$} or next;
        next if $other eq $mod;
        fault($file, $n, "of module $other only $other.h may be included")
            if $header ne "$other.h";
        fault($file, $n, "module $other is not in the needs of $mod")
            if !needs($mod)->{$other};
    }
}

# --- Tables of others -----------------------------------------------------------

# A module reads the tables of another only through the views that it
# publishes: which module owns which type's table.
my %owner_of;
for my $f (glob('src/mod/*/*.c')) {
    my ($mod) = $f =~ m{^src/mod/([^/]+)/};
    my $text = slurp($f);
    $owner_of{$1} = $mod
        while $text =~ /const struct type type_\w+ = \{\s*\.name = "(\w+)"/g;
}

sub check_tables {
    my ($file, $text) = @_;
    my ($mod) = $file =~ m{^src/mod/([^/]+)/} or return;
    my $n = 0;
    for my $line (split /\n/, $text) {
        $n++;
        next if $line !~ /"/;
        while ($line =~ /\b(?:FROM|JOIN|INTO|UPDATE) (\w+)/g) {
            my $table = $1;
            my ($owner) = grep { $table =~ /^$_(?:_span|_\w+_ledger)?$/ }
                keys %owner_of;
            fault($file, $n, "$table is a table of $owner_of{$owner}: ask its"
                    . ' views')
                if $owner && $owner_of{$owner} ne $mod;
        }
    }
}

# --- HTML ---------------------------------------------------------------------

# What is wrong with a %s in a page's format: its escaping holds for text and
# for quoted attributes only.
sub html_fault {
    my ($fmt) = @_;
    # A piece that begins inside a tag: ` class="%s">` or `name="..."`.
    my $in = $fmt =~ /^[\w-]+="|^\s+[\w-]+=/ ? 'tag' : 'text';
    my ($quote, $attr, $raw) = ('', '', '');
    while ($fmt =~ m{\G(%%|%[-+ #0-9.*]*(?:ll|l|z|j)?[a-zA-Z]|.)}gs) {
        my $c = $1;
        my $is_text = $c =~ /^%.*s$/;
        if ($in eq 'text') {
            return "in <$raw>" if $is_text && $raw;
            if ($c eq '<') {
                my $rest = substr $fmt, pos $fmt;
                $raw = '' if $raw && $rest =~ m{^/$raw}i;
                next if $raw;
                return 'as the name of a tag' if $rest =~ m{^/?%};
                $in = 'tag' if $rest =~ m{^[/a-z]}i;
                $attr = '';
                $raw = lc $1 if $rest =~ /^(script|style)\b/i;
            }
        } elsif ($in eq 'tag') {
            return 'unquoted in a tag' if $is_text;
            if ($c eq '"' || $c eq "'") { ($in, $quote) = ('value', $c) }
            elsif ($c eq '>') { $in = 'text' }
            elsif ($c =~ /[\w-]/) { $attr .= $c }
            elsif ($c ne '=') { $attr = '' }
        } else {
            return "in $attr" if $is_text && $attr =~ /^(on\w+|style)$/i;
            ($in, $attr) = ('tag', '') if $c eq $quote;
        }
    }
    return undef;
}

sub check_html {
    my ($file, $text) = @_;
    my $code = code_of($text, 0);
    while ($code =~ /\bhtml_fmt\s*\(/g) {
        my $n = 1 + (substr($code, 0, $-[0]) =~ tr/\n//);
        my $rest = substr $code, pos $code, 4000;
        # The second argument: literals, perhaps with PRI macros between.
        $rest =~ /^[^,"]*,\s*((?:"(?:\\.|[^"\\])*"|\s|PRI\w+)+)/ or next;
        my $fmt = join '', map { s/\\(["'])/$1/gr =~ s/\\n/\n/gr }
            $1 =~ /"((?:\\.|[^"\\])*)"/g;
        my $what = html_fault($fmt);
        fault($file, $n, "html_fmt: %s $what") if $what;
    }
}

# --- Manners and sizes --------------------------------------------------------

my (@file_sizes, @fn_sizes, @long);

sub check_manners {
    my ($file, $text) = @_;
    fault($file, 1, 'the SPDX line is missing')
        if $text !~ m{^/\* SPDX-License-Identifier: Apache-2\.0 \*/\n};
    my ($n, $start, $name) = (0, 0, '');
    for my $line (split /\n/, $text) {
        $n++;
        fault($file, $n, 'a tab') if $line =~ /\t/;
        fault($file, $n, 'white space at the end') if $line =~ /[ \t]$/;
        if ($line =~ /^\{/) { $start = $n }
        elsif ($line =~ /^\}/ && $start) {
            my $size = $n - $start;
            push @fn_sizes, $size;
            push @long, sprintf('%4d lines  %s: %s()', $size, $file, $name)
                if $size > 100;
            $start = 0;
        } elsif (!$start && $line =~ /^\w.*?(\w+)\(/) { $name = $1 }
    }
    return if $file =~ /\.h$/;
    push @file_sizes, $n;
    push @long, sprintf('%4d lines  %s', $n, $file) if $n > 600;
}

sub spread {
    my @s = sort { $a <=> $b } @_;
    return '-' if !@s;
    return join ' / ', $s[$#s / 2], $s[$#s * 0.9], $s[-1];
}

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or die "lint.pl: $file: $!\n";
    local $/;
    return scalar <$in> // '';
}

# --- The checker is checked first ---------------------------------------------

for my $bad ('<script>%s', '<p style="a:%s">', '<a onclick="%s">',
    '<a href=%s>', ' title=%s>', '<%s>', '<style>b{%s}</style>',
    '<input value="%s" %s>') {
    html_fault($bad) or die "lint.pl: does not see the fault in $bad\n";
}
for my $good ('<p>%s</p>', '<a href="%s" title="%d">%s</a>', ' value="%s">',
    '<td width=%d>%s', 'a=%s', '<script src="%s"></script><p>%s',
    '%s > 3', '<a href="/x?q=%s">') {
    my $what = html_fault($good);
    die "lint.pl: sees a fault in $good: $what\n" if $what;
}

for my $file (@files) {
    my $text = slurp($file);
    check_banned($file, $text) if $file !~ /_test\.c$/;
    check_includes($file, $text) if $file !~ /_test\.c$/;
    check_tables($file, $text) if $file !~ /_test\.c$/;
    check_html($file, $text);
    check_manners($file, $text);
}

print "lint: files ", scalar @file_sizes, ", median / p90 / longest ",
    spread(@file_sizes), " lines; functions ", scalar @fn_sizes, ", ",
    spread(@fn_sizes), "; excused lines $excused\n";
print "    $_\n" for sort { $b cmp $a } @long;
print "lint: $faults faults\n" if $faults;
exit($faults ? 1 : 0);
