#!/bin/sh
# For the redis image: a Redis that keeps its data in /data, but for the last second when it is killed, and wants the password in REDISCLI_AUTH.
# Arguments go to redis-server.
set -eu
case "${REDISCLI_AUTH:-}" in
'' | *[!A-Za-z0-9]*)
    echo "Set QUBINODE_REDIS_PASSWORD to letters and digits, for example from: openssl rand -hex 32" >&2
    exit 78
    ;;
esac
# The password comes in by standard input, so it is in no list of processes and in no file.
exec redis-server - --dir /data --save "" --appendonly yes --maxmemory 128mb --maxmemory-policy noeviction "$@" <<END
requirepass $REDISCLI_AUTH
END
