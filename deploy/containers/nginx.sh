#!/bin/sh
# For the nginx image, which runs it at start: the files of deploy/nginx with the services' names, and the operator's own.
set -eu
cp -r /qubinode-mcp /etc/nginx/
cp -r /files/. /etc/nginx/qubinode-mcp/
sed -i 's/127\.0\.0\.1:8081/ai-assistant-mcp:8081/; s/127\.0\.0\.1:8889/airflow-mcp:8889/' /etc/nginx/qubinode-mcp/upstreams.conf
cat >/etc/nginx/conf.d/default.conf <<EOF
include qubinode-mcp/upstreams.conf;
include qubinode-mcp/${QUBINODE_NGINX_VARIANT:-basic}.conf;
EOF
