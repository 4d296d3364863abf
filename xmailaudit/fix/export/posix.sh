#!/bin/sh
# Carries out on a MailRoot what xmailaudit worked out elsewhere, or takes it back.
#
#     sh apply.sh [--server-stopped] [MAILROOT]
#     sh undo.sh [--server-stopped] [MAILROOT]
#
# MAILROOT: the folder that -Ms or MAIL_ROOT names; left out, $MAIL_ROOT.
# --server-stopped (or SERVER_STOPPED=1): XMail does not run, so that tables with an index may change.
# Run it as the user the tables belong to, or as root.
#
# Every file must be as it was audited, else nothing at all is done. What is replaced is kept in the
# folder `backup` beside this script, until undo.sh has put it back. Interrupted, either script can
# simply be run again: each file is the old one or the new one, never half of it.
#
# Exit status: 0 done, or done before; 5 refused, nothing changed; 1 failed, see what it says.

# `a && b || fail` is meant so: fail ends the program.  ls tells owners everywhere, stat does not.
# shellcheck disable=SC2015,SC2012

[ -z "${ZSH_VERSION-}" ] || emulate sh
umask 077
LC_ALL=C
export LC_ALL
unset CDPATH
set -fu

purpose=PURPOSE

# The changes. A digest is SHA-256/cksum-size of a file, or - where there is none.
changes() {
:
#CHANGES
}

# ---------------------------------------------------------------- words

say() { printf '%s\n' "$purpose: $*" >&2; }

# A name without what could move a cursor.
shown() { printf '%s' "$1" | tr -c ' -~' '?'; }

refuse() {
    say "$*; nothing was changed"
    exit 5
}

fail() {
    phase=tidy
    changes
    say "$*"
    if [ "$begun" = yes ]; then
        say "some files are changed already, each of them wholly: run $purpose.sh again, or undo.sh"
    else
        say "nothing was changed"
    fi
    exit 1
}

# Something that speaks against all of it.
object() {
    say "$(shown "$path"): $*"
    objections=$((objections + 1))
}

have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- files

if have sha256sum; then
    digest() { sha256sum <"$1" | cut -c1-64; }
elif have shasum; then
    digest() { shasum -a 256 <"$1" | cut -c1-64; }
elif have sha256; then
    digest() { sha256 -q <"$1"; }
elif have openssl; then
    digest() { openssl dgst -sha256 <"$1" | sed 's/.*[ =]//'; }
else
    digest() { cksum <"$1" | sed 's/^ *//; s/[[:blank:]][[:blank:]]*/-/'; }
fi

# Whether file $1 has digest $2.
has_digest() {
    found=$(digest "$1") || return 1
    [ "$found" = "${2%/*}" ] || [ "$found" = "${2#*/}" ]
}

# The rights of $1 as chmod takes them, its owner and its number of names.
look_at() {
    # shellcheck disable=SC2046  # its words are wanted
    set -- $(ls -ldn "$1" | sed 1q)
    links=$2
    owner=$3:$4
    rights=$(printf '%s' "$1" |
        sed 's/^.\(...\)\(...\)\(...\).*/u=\1,g=\2,o=\3/; s/-//g; s/s/xs/g; s/S/s/g; s/t/xt/; s/T/t/')
}

# Sets $state of $file: old, new or other.
judge() {
    state=other
    if [ ! -e "$file" ]; then
        if [ "$old" = - ]; then
            state=old
        elif [ "$new" = - ]; then
            state=new
        fi
    elif [ -f "$file" ]; then
        if [ "$old" != - ] && has_digest "$file" "$old"; then
            state=old
        elif [ "$new" != - ] && has_digest "$file" "$new"; then
            state=new
        fi
    fi
}

# Objects to a link on the way to $file, or $file itself being one.
object_to_links() {
    rest=$path
    way=$root
    while [ -n "$rest" ]; do
        way=$way/${rest%%/*}
        if [ -L "$way" ]; then
            object "a link is on the way to it"
            return 1
        fi
        case $rest in
            */*) rest=${rest#*/} ;;
            *) rest= ;;
        esac
    done
}

# ---------------------------------------------------------------- what becomes of what

# A file that is to change: its number, path, digests before and after, what chmod is to do (or
# nothing), and the index that goes with it (or nothing).
file() {
    number=$1
    path=$2
    old=$3
    new=$4
    mode=$5
    index=$6
    file=$root/$path
    folder=${file%/*}
    temp=$folder/.xmailaudit-$number
    kept=$backup/$number
    "file_$phase"
}

# A file or folder whose rights are to change: its number and path, what chmod is to do, and how
# find tells that it is to be done.
rights() {
    number=$1
    path=$2
    mode=$3
    wanting=$4
    file=$root${path:+/$path}
    kept=$backup/$number
    "rights_$phase"
}

# An index that is stale by itself: its path and digest.
stale() {
    number=$1
    path=$2
    old=$3
    new=-
    file=$root/$path
    "stale_$phase"
}

# A folder to make, first of all, and in the end a folder that was made: its number and path.
folder() {
    path=$2
    file=$root/$path
    kept=$backup/$1
    "folder_$phase"
}

made() {
    [ "$phase" = put_back ] && [ -f "$backup/$1.made" ] || return 0
    rmdir "$root/$2" 2>/dev/null || :
}

changes_rights() {
    # shellcheck disable=SC2086  # its words are wanted
    [ -n "$(find "$file" -prune \( $wanting \) -print)" ]
}

# ---------------------------------------------------------------- apply: look at everything first

file_check() {
    object_to_links || return 0
    judge
    case $state in
        new) ready=$((ready + 1)) ;;
        other) object "not as it was audited" ;;
        old)
            waiting=$((waiting + 1))
            [ -z "$index" ] || indexed=$((indexed + 1))
            [ -w "$folder" ] || [ ! -e "$folder" ] || object "its folder may not be written"
            [ "$new" = - ] || has_digest "$here/MailRoot/$path" "$new" ||
                object "its new contents beside this script are not as they were exported"
            [ "$old" = - ] || file_check_old
            ;;
    esac
}

file_check_old() {
    [ -w "$file" ] && [ -r "$file" ] || object "may not be read and written"
    look_at "$file"
    [ "$links" = 1 ] || object "has several names (hard links)"
}

rights_check() {
    object_to_links || return 0
    if [ ! -e "$file" ]; then
        object "is not there"
    elif changes_rights; then
        waiting=$((waiting + 1))
    fi
}

stale_check() {
    object_to_links || return 0
    judge
    [ "$state" != old ] || {
        waiting=$((waiting + 1))
        indexed=$((indexed + 1))
    }
}

folder_check() {
    object_to_links || return 0
    [ ! -e "$file" ] || [ -d "$file" ] || object "is no folder"
}

# ---------------------------------------------------------------- apply: keep what is

file_keep() {
    judge
    [ "$state" = old ] || return 0
    if [ "$old" = - ]; then
        : >"$kept.absent" || fail "cannot write into $backup"
        return 0
    fi
    [ -f "$kept" ] && has_digest "$kept" "$old" && return 0
    cp -p "$file" "$backup/part" && has_digest "$backup/part" "$old" && mv -f "$backup/part" "$kept" ||
        fail "$(shown "$path") cannot be kept in $(shown "$backup")"
}

rights_keep() {
    [ ! -f "$kept.rights" ] && changes_rights || return 0
    look_at "$file"
    printf '%s\n' "$rights" >"$backup/part" && mv -f "$backup/part" "$kept.rights" ||
        fail "cannot write into $(shown "$backup")"
}

stale_keep() { :; }
folder_keep() { :; }

# ---------------------------------------------------------------- apply: new files beside the old

file_stage() {
    rm -f "$temp"
    judge
    [ "$state" = old ] && [ "$new" != - ] || return 0
    model=$file
    [ "$old" != - ] || model=$root/server.tab
    # A copy has the owner and the rights; then it gets its contents.
    if [ -f "$model" ]; then
        cp -p "$model" "$temp" || fail "$(shown "$path") cannot be written"
    fi
    cat "$here/MailRoot/$path" >"$temp" && has_digest "$temp" "$new" ||
        fail "$(shown "$path") cannot be written"
    if [ -f "$model" ]; then
        same_owner "$model"
    fi
    [ -z "$mode" ] || chmod "$mode" "$temp" || fail "$(shown "$path"): its rights cannot be changed"
}

# The temporary file belongs to whom $1 belongs.
same_owner() {
    look_at "$1"
    wanted=$owner
    look_at "$temp"
    [ "$owner" = "$wanted" ] || fail "$(shown "$path") belongs to somebody else: run this as root"
}

folder_stage() {
    if [ ! -d "$file" ]; then
        : >"$kept.made"
        mkdir "$file" || fail "$(shown "$path") cannot be made"
    fi
    [ -f "$kept.made" ] || return 0
    look_at "$root"
    chmod "$rights" "$file" || fail "$(shown "$path"): its rights cannot be changed"
    chown "$owner" "$file" 2>/dev/null || :
}

rights_stage() { :; }
stale_stage() { :; }

# ---------------------------------------------------------------- apply: put them in place

# An index goes first: with a table that is not yet replaced XMail just builds it anew.
file_commit() {
    judge
    case $state in
        new) return 0 ;;
        other) fail "$(shown "$path") was changed just now" ;;
    esac
    begun=yes
    [ -z "$index" ] || rm -f "$root/$index" || fail "$(shown "$index") cannot be deleted"
    if [ "$new" = - ]; then
        rm -f "$file" || fail "$(shown "$path") cannot be deleted"
    else
        mv -f "$temp" "$file" || fail "$(shown "$path") cannot be replaced"
    fi
}

rights_commit() {
    changes_rights || return 0
    begun=yes
    chmod "$mode" "$file" || fail "$(shown "$path"): its rights cannot be changed"
}

stale_commit() {
    judge
    [ "$state" = old ] || return 0
    begun=yes
    rm -f "$file" || fail "$(shown "$path") cannot be deleted"
}

folder_commit() { :; }

# ---------------------------------------------------------------- undo

file_look_back() {
    [ -f "$kept" ] || [ -f "$kept.absent" ] || return 0
    object_to_links || return 0
    judge
    case $state in
        old) ready=$((ready + 1)) ;;
        other) object "was changed since" ;;
        new)
            waiting=$((waiting + 1))
            [ -z "$index" ] || indexed=$((indexed + 1))
            [ -w "$folder" ] || object "its folder may not be written"
            ;;
    esac
    [ "$old" = - ] || has_digest "$kept" "$old" || object "what was kept of it is damaged"
}

rights_look_back() {
    [ -f "$kept.rights" ] || return 0
    object_to_links || return 0
    if [ -e "$file" ]; then
        waiting=$((waiting + 1))
    else
        object "is not there"
    fi
}

stale_look_back() { :; }
folder_look_back() { :; }

file_fetch() {
    rm -f "$temp"
    judge
    [ "$state" = new ] && [ -f "$kept" ] || return 0
    # A fresh time: XMail looks at nothing else when it judges an index.
    cp -p "$kept" "$temp" && touch "$temp" && has_digest "$temp" "$old" ||
        fail "$(shown "$path") cannot be written"
    same_owner "$kept"
}

rights_fetch() { :; }
stale_fetch() { :; }
folder_fetch() { :; }

file_put_back() {
    [ -f "$kept" ] || [ -f "$kept.absent" ] || return 0
    judge
    case $state in
        old) return 0 ;;
        other) fail "$(shown "$path") was changed just now" ;;
    esac
    begun=yes
    [ -z "$index" ] || rm -f "$root/$index" || fail "$(shown "$index") cannot be deleted"
    if [ "$old" = - ]; then
        rm -f "$file" || fail "$(shown "$path") cannot be deleted"
    else
        mv -f "$temp" "$file" || fail "$(shown "$path") cannot be replaced"
    fi
}

rights_put_back() {
    [ -f "$kept.rights" ] || return 0
    begun=yes
    chmod "$(cat "$kept.rights")" "$file" || fail "$(shown "$path"): its rights cannot be changed"
}

stale_put_back() { :; }
folder_put_back() { :; }

# ---------------------------------------------------------------- leftovers of an interrupted run

file_tidy() { rm -f "$temp"; }
rights_tidy() { :; }
stale_tidy() { :; }
folder_tidy() { :; }

# ---------------------------------------------------------------- the order of things

main() {
    stopped=${SERVER_STOPPED-}
    root=
    for word; do
        case $word in
            --server-stopped) stopped=1 ;;
            -h | --help) help ;;
            *)
                [ -z "$root" ] || refuse "one MailRoot at a time"
                root=$word
                ;;
        esac
    done
    root=${root:-${MAIL_ROOT-}}
    [ -n "$root" ] || refuse "name the MailRoot: sh $purpose.sh MAILROOT"
    root=$(cd -P -- "$root" 2>/dev/null && pwd -P && echo .) || refuse "there is no such folder"
    root=${root%??}
    case $0 in
        */*) here=${0%/*} ;;
        *) here=. ;;
    esac
    here=$(cd -P -- "$here" && pwd -P && echo .) || refuse "this script's folder cannot be found"
    here=${here%??}
    case $here/ in
        "$root"/*) refuse "this folder must not lie in the MailRoot" ;;
    esac
    backup=$here/backup
    begun=no
    objections=0
    waiting=0
    ready=0
    indexed=0
    trap 'say "interrupted: run it again"; exit 130' HUP INT TERM
    alone
    own_backup
    "$purpose"
}

# Two runs at once would take each other's files for strange ones. The lock is a link that names its
# process, for a link comes with its contents in one step; one whose process is gone is taken over.
alone() {
    lock=$here/running
    if [ -L "$lock" ]; then
        other=$(ls -ld "$lock" | sed 's/.* -> //')
        [ "$other" = $$ ] || ! kill -0 "$other" 2>/dev/null ||
            refuse "another run (process $other) is at it; if not, delete $(shown "$lock")"
        rm -f "$lock"
    fi
    if ln -s $$ "$lock" 2>/dev/null; then
        trap 'rm -f "$lock"' EXIT
    elif [ -L "$lock" ]; then
        refuse "another run is at it; if not, delete $(shown "$lock")"
    fi
}

help() {
    sed -n '2,/^$/s/^#\{1,2\} \{0,1\}//p' "$0"
    exit 0
}

# What is kept belongs to one MailRoot.
own_backup() {
    [ -f "$backup/mailroot" ] || return 0
    [ "$(cat "$backup/mailroot" && echo .)" = "$root
." ] || refuse "$(shown "$backup") belongs to another MailRoot; take a fresh copy of this folder"
}

begin() {
    phase=$1
    changes
    [ "$objections" = 0 ] || refuse "refused"
    [ "$indexed" = 0 ] || [ "$stopped" = 1 ] ||
        refuse "stop XMail, for tables with an index change; then add --server-stopped"
}

# A backup comes and goes in one step: half of one would be taken for a whole one.
new_backup() {
    mkdir "$backup.new" && printf '%s\n' "$root" >"$backup.new/mailroot" &&
        mv "$backup.new" "$backup"
}

clean_up() { rm -rf "$backup.new" "$backup.old"; }

apply() {
    clean_up
    begin check
    if [ "$waiting" = 0 ]; then
        phase=tidy
        changes
        say "already applied"
        return
    fi
    [ -d "$backup" ] || new_backup || refuse "$(shown "$backup") cannot be made"
    for phase in keep stage; do changes; done
    sync
    phase=commit
    changes
    sync
    say "done; sh undo.sh takes it back"
}

undo() {
    [ -f "$backup/mailroot" ] || {
        phase=tidy
        changes
        clean_up
        say "nothing to take back"
        return
    }
    begin look_back
    phase=fetch
    changes
    sync
    phase=put_back
    changes
    sync
    mv "$backup" "$backup.old" && clean_up ||
        say "$(shown "$backup") is no longer needed: it holds passwords, delete it"
    say "taken back"
}

main "$@"
