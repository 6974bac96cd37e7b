#!/bin/sh
# The nginx image runs this when it starts: it takes the files of deploy/nginx and of the operator, and inserts the services' names.
set -eu
umask 077
there=/etc/nginx/qubinode-mcp
cp -r /qubinode-mcp/. "$there"
cp -r /files/. "$there" || {
    echo "nginx runs as user $(id -u) and cannot read all of QUBINODE_NGINX_FILES. Make that user the owner of tls/server.key and users." >&2
    exit 78
}
sed -i 's/127\.0\.0\.1:8081/ai-assistant-mcp:8081/; s/127\.0\.0\.1:8889/airflow-mcp:8889/' "$there/upstreams.conf"
# On some hosts only root may listen on ports below 1024. The log goes to the container engine.
sed -i 's/listen 443 /listen 8443 /' "$there/basic.conf" "$there/token.conf" "$there/mtls.conf"
sed -i 's|/var/log/nginx/qubinode-mcp.log|/dev/stdout|' "$there/locations.conf"
cat >/etc/nginx/conf.d/default.conf <<END
include qubinode-mcp/upstreams.conf;
include qubinode-mcp/${QUBINODE_NGINX_VARIANT:-basic}.conf;
END
