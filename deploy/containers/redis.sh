#!/bin/sh
# For the redis image: starts a Redis that demands the password in REDISCLI_AUTH and keeps its data in the current folder, which is /data
# in the image. If it is killed, the last second is lost. Arguments go to redis-server.
set -eu
case "${REDISCLI_AUTH:-}" in
'' | *[!A-Za-z0-9]*)
    echo "Set QUBINODE_REDIS_PASSWORD to letters and digits, for example from: openssl rand -hex 32" >&2
    exit 78
    ;;
esac
# Standard input passes the password, so it is neither in the list of processes nor in a file.
exec redis-server - --save "" --appendonly yes --maxmemory 128mb --maxmemory-policy noeviction "$@" <<END
requirepass $REDISCLI_AUTH
END
