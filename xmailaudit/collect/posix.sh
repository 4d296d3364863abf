#!/bin/sh
# Gathers the tables of an XMail MailRoot for an audit on another machine, by xmailaudit.
#
#     sh collect.sh [MAILROOT [FOLDER]]
#
# It needs a POSIX shell and the usual small programs, and changes nothing in the MailRoot.
# MAILROOT: the folder that -Ms or MAIL_ROOT names; left out, that of the running XMail.
# FOLDER: is made for what is gathered; left out, xmailaudit-HOST-TIME here.
# Run it as the user XMail runs as, or root, so that every table can be read.

[ -z "${ZSH_VERSION-}" ] || emulate sh
umask 077
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
unset CDPATH
set -u

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "collect: $*"
    exit 1
}

warning() {
    cat <<'END'
What is gathered holds PASSWORDS that anybody can read: XMail only scrambles those of
mailusers.tab, ctrlaccounts.tab, pop3links.tab, userauth/ and the like.
Keep it to yourself, and do not send it by mail in clear.
It holds no mail, no logs, and not the private key of the TLS certificate.
END
}

have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- names and numbers

# $1 as one word: other bytes than these as %XX. Answer in $word.
encode() {
    case $1 in
        *[!A-Za-z0-9._/@+=,:~-]*)
            word=$(printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g')
            ;;
        *) word=$1 ;;
    esac
}

# A line of the list: $1 is its word, each further one a value.
note() {
    line=$1
    shift
    for value; do
        encode "$value"
        line="$line $word"
    done
    printf '%s\n' "$line" >&3
}

if stat -L -c '%a %u %Y %s' / >/dev/null 2>&1; then
    facts() { stat -L -c '%a %u %Y %s' "$1" 2>/dev/null; }
    sizes() { find "$1" -type f ! -name '.*' -exec stat -c '%s' {} + 2>/dev/null; }
elif stat -L -f '%Mp%Lp %u %m %z' / >/dev/null 2>&1; then
    facts() { stat -L -f '%Mp%Lp %u %m %z' "$1" 2>/dev/null; }
    sizes() { find "$1" -type f ! -name '.*' -exec stat -f '%z' {} + 2>/dev/null; }
else
    facts() {
        # shellcheck disable=SC2012  # where there is no stat, ls is all there is
        ls -ldnqL "$1" 2>/dev/null | awk '
            NR == 1 {
                bits = 0
                for (i = 2; i <= 10; i++) {
                    letter = substr($1, i, 1)
                    bits = bits * 2 + (letter != "-" && letter != "S" && letter != "T")
                }
                special = substr($1, 4, 1) ~ /[sS]/ ? 4 : 0
                special += substr($1, 7, 1) ~ /[sS]/ ? 2 : 0
                special += substr($1, 10, 1) ~ /[tT]/ ? 1 : 0
                printf "%d%03o %s - %s\n", special, bits, $3, $5
            }'
    }
    sizes() {
        find "$1" -type f ! -name '.*' -exec ls -lnq {} + 2>/dev/null | awk '/^-/ { print $5 }'
    }
fi

# The line $1 about the file or folder $2.
list() {
    known=$(facts "$2") || known=''
    [ -n "$known" ] || known='- - - -'
    path=${2#./}
    encode "$path"
    [ "$1" != folder ] || known="${known% *} -"
    printf '%s %s %s\n' "$1" "$known" "$word" >&3
}

# ---------------------------------------------------------------- files

# Copy the file $1, which lies in the MailRoot.
gather() {
    case $1 in
        ./*/*) mkdir -p "$out/${1%/*}" || fail "cannot write into $out" ;;
    esac
    if cat <"$1" >"$out/$1" 2>/dev/null; then
        list file "$1"
        gathered=$((gathered + 1))
    else
        rm -f "$out/$1"
        list unreadable "$1"
        say "collect: cannot read $1"
    fi
}

# The same for a file that may hold a private key beside certificates: without it.
gather_certificates() {
    if grep 'PRIVATE KEY' "$1" >/dev/null 2>&1; then
        case $1 in
            ./*/*) mkdir -p "$out/${1%/*}" || fail "cannot write into $out" ;;
        esac
        awk '/-----BEGIN .*PRIVATE KEY/ { key = 1 }
            !key && !/PRIVATE KEY/ { print }
            /-----END .*PRIVATE KEY/ { key = 0 }' <"$1" >"$out/$1"
        list file "$1"
        note stripped "${1#./}"
        say "collect: left the private key out of $1"
    elif grep 'BEGIN \(TRUSTED \|X509 \)\{0,1\}CERTIFICATE' "$1" >/dev/null 2>&1; then
        gather "$1"
    else
        list left "$1"
    fi
}

# The same for a file of any sort: if it is small and no key stands in it.
gather_small() {
    if [ "$(wc -c <"$1" 2>/dev/null || echo 0)" -gt 262144 ] ||
        grep 'PRIVATE KEY' "$1" >/dev/null 2>&1; then
        list left "$1"
    else
        gather "$1"
    fi
}

# What to do with the regular file $1.
file() {
    case $1 in
        *.key | *.KEY) list left "$1" ;;
        ./server.cert | ./certs.pem | ./certs/*) gather_certificates "$1" ;;
        *.tab | *.TAB | ./dnsroots | ./tabindex/*.hdx) gather "$1" ;;
        ./filters/*) gather_small "$1" ;;
        ./*/*) list left "$1" ;;
        # What may tell how XMail is started.
        ./xmail | ./xmail.* | ./rc.xmail | ./*xmail*.service | ./*.reg) gather_small "$1" ;;
        *) list left "$1" ;;
    esac
}

# What to do with the symbolic link $1: a file within the MailRoot counts, nothing else is followed.
link() {
    target=$(readlink "$1" 2>/dev/null && echo x) || target='-xx'
    note link "${target%??}" "${1#./}"
    real=$(readlink -f "$1" 2>/dev/null && echo x) || return 0
    case ${real%??} in
        */../* | */..) ;;
        "$root"/*) [ ! -f "$1" ] || file "$1" ;;
    esac
}

# The folder $1 and what is in it.
walk() {
    list folder "$1"
    case $1 in
        */Maildir | */mailbox)
            note_mail "$1"
            return 0
            ;;
        ./spool | ./dnscache | ./pop3locks | ./pop3linklocks | ./tmp | ./msgsync) return 0 ;;
    esac
    for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
        if [ -L "$entry" ]; then
            link "$entry"
        elif [ -d "$entry" ]; then
            walk "$entry"
        elif [ -f "$entry" ]; then
            file "$entry"
        elif [ -e "$entry" ]; then
            list left "$entry"
        fi
    done
}

# How much mail is in the folder $1.
note_mail() {
    for inner in new cur tmp; do
        if [ -d "$1/$inner" ] && [ ! -L "$1/$inner" ]; then
            list folder "$1/$inner"
        fi
    done
    count=$(sizes "$1" | awk '{ n++; size += $1 } END { printf "%d %.0f", n, size }')
    encode "${1#./}"
    printf 'mail %s %s\n' "$count" "$word" >&3
}

# ---------------------------------------------------------------- the machine

# The numbers of the running XMails, as Linux shows them.
servers() {
    for process in /proc/[0-9]*; do
        name=''
        { read -r _ name <"$process/status"; } 2>/dev/null
        [ "$name" != XMail ] || printf '%s\n' "$process"
    done
}

# Bytes with NULs between them as words.
words() { od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g; s/%00$//; s/%00/ /g'; }

# The MailRoot of the server $1, as it names it.
root_of() {
    value=$(tr '\0' '\n' <"$1/cmdline" 2>/dev/null | sed -n '/^-Ms/{n;p;q;}')
    [ -n "$value" ] ||
        value=$(tr '\0' '\n' <"$1/environ" 2>/dev/null | sed -n 's/^MAIL_ROOT=//p')
    printf '%s\n' "$value"
}

# Whether the server $1 has another MailRoot than this one.
is_other() {
    value=$(root_of "$1")
    [ -n "$value" ] && [ "$(cd -P "$value" 2>/dev/null && pwd -P)" != "$root" ]
}

note_process() {
    printf 'process %s\n' "$(words <"$1/cmdline" 2>/dev/null)" >&3
    known=$(facts "$1") && known=${known#* } && note user "${known%% *}"
    if [ -r "$1/environ" ] && tr '\0' '\n' <"$1/environ" >/dev/null 2>&1; then
        printf 'environment\n' >&3
        for variable in MAIL_ROOT MAIL_CMD_LINE XMAIL_TEMP; do
            value=$(tr '\0' '\n' <"$1/environ" | sed -n "s/^$variable=//p")
            [ -z "$value" ] || note environment "$variable" "$value"
        done
    fi
    for library in $(sed -n 's/^.* \(\/[^ ]*libcrypto[^ ]*\)$/\1/p' "$1/maps" 2>/dev/null) \
        "$1/exe"; do
        version=$(tr -c '[:print:]' '\n' <"$library" 2>/dev/null |
            sed -n 's/.*\(OpenSSL [0-9][0-9.]*[a-z]*\) .*/\1/p' | head -n 1)
        [ -z "$version" ] || break
    done
    [ -z "${version:-}" ] || note library "$version"
}

note_processes() {
    found=$(servers)
    for process in $found; do
        is_other "$process" || note_process "$process"
    done
    if [ -z "$found" ] && [ ! -d /proc/self ] && have ps; then
        # shellcheck disable=SC2009  # pgrep does not show the arguments everywhere
        ps -axww -o args= 2>/dev/null | grep '^[^ ]*XMail\( \|$\)' | while read -r command; do
            note command-line "$command"
        done
    fi
}

note_listeners() {
    if have ss; then
        ss -lnt 2>/dev/null | awk '$1 == "LISTEN" { print $4 }'
    elif have netstat; then
        netstat -an 2>/dev/null | awk '/LISTEN/ && $1 ~ /^tcp/ { print $4 }'
    fi | sed 's/%[^]:.]*//; s/^\(.*\)[:.]\([0-9]*\)$/\1 \2/' | while read -r address port; do
        [ -z "$port" ] || note listener tcp "$address" "$port"
    done
}

note_public_key() {
    [ -f ./server.key ] && have openssl || return 0
    note tool "$(openssl version 2>/dev/null)"
    key=$(openssl pkey -in ./server.key -pubout -passin pass: </dev/null 2>/dev/null) ||
        key=$(openssl rsa -in ./server.key -pubout -passin pass: </dev/null 2>/dev/null) ||
        return 0
    printf '%s\n' "$key" | while read -r line_of_key; do
        case $line_of_key in
            *PRIVATE*) break ;;
            *) note public-key "$line_of_key" ;;
        esac
    done
}

# ---------------------------------------------------------------- all of it

mail_root() {
    value=''
    for process in $(servers); do
        value=$(root_of "$process")
        [ -z "$value" ] || break
    done
    printf '%s\n' "${value:-${MAIL_ROOT:-/var/MailRoot}}"
}

here=$(pwd -P)
target=${1:-$(mail_root)}
root=$(cd -P "$target" 2>/dev/null && pwd -P) || fail "$target is no folder I can enter"
[ "$root" != / ] || fail 'the MailRoot cannot be /'
host=$(uname -n | tr -c 'A-Za-z0-9.\n-' '_')
out=${2:-xmailaudit-$host-$(date -u +%Y%m%dT%H%M%SZ)}
case $out in
    /*) ;;
    *) out=$here/$out ;;
esac
above=$(cd -P "$(dirname "$out")" 2>/dev/null && pwd -P) || fail "$(dirname "$out") does not exist"
case $above/ in
    "$root"/*) fail "$out lies in the MailRoot, where nothing is written; name another folder" ;;
esac
out=$above/$(basename "$out")

warning >&2
mkdir "$out" || fail "$out cannot be made, or is there already"
cd -P "$root" || fail "$root cannot be entered"
exec 3>"$out/xmailaudit-collect.txt" || fail "cannot write into $out"

gathered=0
printf 'xmailaudit-collect 1\n' >&3
warning | sed 's/^/warning /' >&3
note platform posix
note system "$(uname -a)"
note date "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
note mail-root "$root"
walk .
note_processes
note_listeners
note_public_key
printf 'end\n' >&3
exec 3>&-

say "collect: $gathered files of $root are in $out"
[ -f "$out/server.tab" ] || say "collect: there is no server.tab: is $root the MailRoot?"
if have tar; then
    if (cd "$above" && tar -cf "$out.tar" "./$(basename "$out")"); then
        ! have gzip || gzip -f "$out.tar" && say "collect: and in $out.tar.gz"
    else
        rm -f "$out.tar"
    fi
fi
say "collect: audit it elsewhere: xmailaudit audit $(basename "$out")"
