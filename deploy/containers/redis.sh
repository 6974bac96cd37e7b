#!/bin/sh
# For the redis image: a Redis that wants the password in REDISCLI_AUTH and keeps its data in the folder it is started in, the image's /data;
# when it is killed, the last second is lost. Arguments go to redis-server.
set -eu
case "${REDISCLI_AUTH:-}" in
'' | *[!A-Za-z0-9]*)
    echo "Set QUBINODE_REDIS_PASSWORD to letters and digits, for example from: openssl rand -hex 32" >&2
    exit 78
    ;;
esac
# The password comes in by standard input, so it is in no list of processes and in no file.
exec redis-server - --save "" --appendonly yes --maxmemory 128mb --maxmemory-policy noeviction "$@" <<END
requirepass $REDISCLI_AUTH
END
