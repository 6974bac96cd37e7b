#!/usr/bin/env bash
# Makes a certificate authority for development and its certificates. In production use certificates of your own authority.
set -euo pipefail

usage() {
    cat <<'END'
Usage: deploy/tls/certificates.sh [--folder FOLDER] COMMAND

  ca                         makes an authority: ca.pem, ca.key, and an empty revocation list, crl.pem
  server NAME…               makes server.pem and server.key for these DNS names and IP addresses
  client NAME [OPTION…]      makes NAME.pem, NAME.key, and NAME.both.pem, which holds both
      --subject /O=Lab/CN=x  the subject; default: /CN=NAME
      --dns, --uri, --email VALUE    alternative names; each may be repeated
      --days DAYS            days that the certificate is valid; default: 365
  revoke NAME                adds NAME.pem to crl.pem
  crl                        makes crl.pem valid for another 30 days

Default of FOLDER: .qubinode/tls. Only the owner can read the keys. Files that exist are never overwritten.
END
}

fail() {
    echo "certificates.sh: $1" >&2
    exit "${2:-1}"
}

folder=.qubinode/tls
if [[ ${1:-} == --folder ]]; then
    folder=${2:?--folder needs a folder}
    shift 2
fi
command=${1:-}
[[ $# -gt 0 ]] && shift

umask 077
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

require_new() {
    local name
    for name; do
        [[ ! -e $folder/$name ]] || fail "$folder/$name exists already; nothing was changed" 73
    done
}

require_authority() {
    [[ -r $folder/ca.key && -r $folder/ca.pem ]] || fail "there is no authority in $folder; make one: $0 --folder $folder ca"
}

# Moves the new files to their place. Only the owner can read the keys.
keep() {
    local file name
    chmod 600 "$scratch"/*.key
    for file in "$scratch"/*.pem; do
        [[ $file == *.both.pem ]] || chmod 644 "$file"
    done
    mv -n "$scratch"/*.pem "$scratch"/*.key "$folder/"
    for name; do
        echo "$folder/$name"
    done
}

# NAME SUBJECT DAYS: makes a certificate with the extensions in $scratch/extensions.
certify() {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch \
        -subj "$2" -keyout "$scratch/$1.key" -out "$scratch/$1.csr" 2>/dev/null || fail "openssl does not accept this subject: $2"
    openssl x509 -req -in "$scratch/$1.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
        -days "$3" -sha256 -extfile "$scratch/extensions" -out "$scratch/$1.pem" 2>"$scratch/errors" \
        || fail "openssl made no certificate: $(tail -1 "$scratch/errors")"
}

authority() {
    require_new ca.pem ca.key crl.pem
    mkdir -p "$folder"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch -sha256 -days 1825 \
        -subj "/O=qubinode-mcp/CN=Development authority $(openssl rand -hex 4)" \
        -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
        -keyout "$scratch/ca.key" -out "$scratch/ca.pem" 2>/dev/null
    keep ca.pem ca.key
    crl
}

server() {
    [[ $# -gt 0 ]] || fail "for which names? For example: $0 server mcp.lab.example 127.0.0.1" 64
    require_authority
    require_new server.pem server.key
    local name names=()
    for name; do
        if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then names+=("IP:$name"); else names+=("DNS:$name"); fi
    done
    extensions serverAuth "${names[@]}"
    certify server "/CN=$1" 397
    keep server.pem server.key
}

client() {
    local name=${1:-}
    [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ && $name != ca && $name != server && $name != crl ]] \
        || fail "a client's name consists of letters, digits, dots, _ and -" 64
    shift
    local subject=/CN=$name days=365 names=()
    while [[ $# -gt 0 ]]; do
        [[ $# -gt 1 ]] || fail "$1 needs a value" 64
        case $1 in
            --subject) subject=$2 ;;
            --dns) names+=("DNS:$2") ;;
            --uri) names+=("URI:$2") ;;
            --email) names+=("email:$2") ;;
            --days) days=$2 ;;
            *) fail "$1 is not an option" 64 ;;
        esac
        shift 2
    done
    require_authority
    require_new "$name.pem" "$name.key" "$name.both.pem"
    extensions clientAuth "${names[@]+"${names[@]}"}"
    certify "$name" "$subject" "$days"
    cat "$scratch/$name.pem" "$scratch/$name.key" >"$scratch/$name.both.pem"
    keep "$name.pem" "$name.key" "$name.both.pem"
}

# PURPOSE NAME…
extensions() {
    local purpose=$1 number=0 name
    shift
    {
        echo "basicConstraints=critical,CA:FALSE"
        echo "keyUsage=critical,digitalSignature"
        echo "extendedKeyUsage=$purpose"
        echo "subjectKeyIdentifier=hash"
        echo "authorityKeyIdentifier=keyid"
        if [[ $# -gt 0 ]]; then
            echo "subjectAltName=@names"
            echo "[names]"
            for name; do
                number=$((number + 1))
                echo "${name%%:*}.$number=${name#*:}"
            done
        fi
    } >"$scratch/extensions"
}

# The register holds only revoked certificates.
authority_command() {
    : >>"$folder/revoked.txt"
    [[ -e $folder/crlnumber ]] || echo 01 >"$folder/crlnumber"
    cat >"$scratch/ca.cnf" <<END
[ca]
default_ca=this
[this]
database=$folder/revoked.txt
crlnumber=$folder/crlnumber
certificate=$folder/ca.pem
private_key=$folder/ca.key
default_md=sha256
default_crl_days=30
crl_extensions=extensions
[extensions]
authorityKeyIdentifier=keyid
END
    openssl ca -config "$scratch/ca.cnf" -batch "$@" 2>"$scratch/errors" || fail "$(tail -1 "$scratch/errors")"
}

crl() {
    require_authority
    authority_command -gencrl -out "$scratch/crl"
    chmod 644 "$scratch/crl"
    mv "$scratch/crl" "$folder/crl.pem"
    echo "$folder/crl.pem"
}

revoke() {
    require_authority
    [[ -r $folder/${1:-}.pem ]] || fail "there is no $folder/${1:-NAME}.pem" 66
    authority_command -revoke "$folder/$1.pem"
    crl
}

case $command in
    ca) authority ;;
    server) server "$@" ;;
    client) client "$@" ;;
    revoke) revoke "$@" ;;
    crl) crl ;;
    -h | --help) usage ;;
    *)
        usage >&2
        exit 64
        ;;
esac
