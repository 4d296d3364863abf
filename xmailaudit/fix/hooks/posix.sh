#!/bin/sh
# Puts a renewed certificate in the place of XMail's own: server.cert and server.key of its MailRoot.
# XMail reads both files at each handshake, so nothing needs a restart.
#
#   certbot   put this file into /etc/letsencrypt/renewal-hooks/deploy, or name it: --deploy-hook
#   acme.sh   acme.sh --install-cert -d HOST --reloadcmd THIS-FILE
#   lego      --deploy-hook THIS-FILE (version 4 and older: --run-hook and --renew-hook)
#   by hand   THIS-FILE FULLCHAIN KEY
#
# With xmailaudit on the machine, `xmailaudit cert install` does it and can take it back; XMAILAUDIT
# names the program where it is in no folder of PATH.  Without, the files are copied and renamed.
# Exit status: 0 it is in place, or the certificate is another host's; otherwise nothing has changed.

set -eu
set -f
umask 077

mail_root=@MAIL_ROOT@
host=@HOST@

fail() {
    printf 'XMail certificate: %s\n' "$1" >&2
    exit 1
}

# ------------------------------------------------------------ which files

if [ $# -eq 2 ]; then
    chain=$1
    key=$2
elif [ -n "${RENEWED_LINEAGE:-}" ]; then
    ours=no
    for name in ${RENEWED_DOMAINS:-"$host"}; do
        if [ "$name" = "$host" ] || [ "$name" = "*.${host#*.}" ]; then
            ours=yes
        fi
    done
    if [ "$ours" = no ]; then
        exit 0
    fi
    chain=$RENEWED_LINEAGE/fullchain.pem
    key=$RENEWED_LINEAGE/privkey.pem
elif [ -n "${LEGO_HOOK_CERT_PATH:-}" ]; then
    chain=$LEGO_HOOK_CERT_PATH
    key=${LEGO_HOOK_CERT_KEY_PATH:-}
elif [ -n "${LEGO_CERT_PATH:-}" ]; then
    chain=$LEGO_CERT_PATH
    key=${LEGO_CERT_KEY_PATH:-}
elif [ -n "${CERT_FULLCHAIN_PATH:-}" ]; then
    chain=$CERT_FULLCHAIN_PATH
    key=${CERT_KEY_PATH:-}
else
    fail "no ACME client told which files: call it with FULLCHAIN and KEY"
fi
[ -r "$chain" ] || fail "$chain cannot be read"
[ -r "$key" ] || fail "$key cannot be read"

# ------------------------------------------------------------ xmailaudit does it

program=${XMAILAUDIT:-xmailaudit}
if command -v "$program" >/dev/null 2>&1; then
    exec "$program" cert install "$mail_root" --cert "$chain" --key "$key" --apply
fi

# ------------------------------------------------------------ or it is copied

[ -d "$mail_root" ] || fail "$mail_root is no folder"
grep -q -e '-----BEGIN CERTIFICATE-----' <"$chain" || fail "$chain holds no certificate as PEM"
grep -q -e 'PRIVATE KEY-----' <"$key" || fail "$key holds no private key as PEM"
if grep -q -e ENCRYPTED <"$key"; then
    fail "the key in $key needs a passphrase, which XMail cannot be given"
fi
for file in server.key server.cert; do
    if [ -L "$mail_root/$file" ]; then
        fail "$mail_root/$file is a link; put a file in its place"
    fi
done
if command -v openssl >/dev/null 2>&1; then
    certified=$(openssl x509 -noout -pubkey <"$chain") || fail "$chain cannot be read as PEM"
    # OpenSSL before 1.0 knows no pkey.
    own=$(openssl pkey -passin pass: -pubout <"$key" 2>/dev/null) ||
        own=$(openssl rsa -passin pass: -pubout <"$key" 2>/dev/null) ||
        fail "$key cannot be read as PEM"
    [ "$certified" = "$own" ] || fail "$key is not the key of the first certificate in $chain"
    openssl x509 -noout -checkend 0 <"$chain" >/dev/null || fail "$chain has expired"
fi

new_key=$mail_root/.server.key.$$
new_cert=$mail_root/.server.cert.$$
trap 'rm -f "$new_key" "$new_cert"' EXIT
trap 'exit 1' HUP INT TERM

# make NEW FROM FILE MODE: a copy with the owner of FILE, or of the MailRoot where there is none;
# a key that its group could read, and nobody else, stays readable for the group.
make() {
    rm -f "$1"
    cat <"$2" >"$1"
    mode=$4
    like=$mail_root
    if [ -f "$3" ]; then
        like=$3
    fi
    # shellcheck disable=SC2012  # of one name, and only the first four columns are read
    ls -ldn "$like" | {
        read -r rights _links user group _rest
        if [ "$(id -u)" -eq 0 ]; then
            chown "$user:$group" "$1"
        fi
        if [ "$like" = "$3" ]; then
            case $mode$rights in
                600????r??---*) mode=640 ;;
            esac
        fi
        chmod "$mode" "$1"
    }
}

make "$new_key" "$key" "$mail_root/server.key" 600
make "$new_cert" "$chain" "$mail_root/server.cert" 644
mv -f "$new_key" "$mail_root/server.key"
mv -f "$new_cert" "$mail_root/server.cert"
