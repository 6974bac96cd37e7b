#!/usr/bin/env bash
# Installs the services on a host with systemd. Run it again to upgrade them. Needs root.
set -euo pipefail
# Not the umask of root's shell, because only root may write what is installed, even before its final mode is set.
umask 022

usage() {
    cat <<'EOF'
usage: deploy/install.sh [--enable SERVICE]… [--native] [--from FOLDER] [--root FOLDER]
       deploy/install.sh --uninstall [--root FOLDER]

  --enable SERVICE  switches airflow-mcp or ai-assistant-mcp on and starts it, now and at boot
  --native          installs binaries, which need no Java; GRAALVM_HOME is needed to build them
  --from FOLDER     builds nothing and installs what the checkout FOLDER holds: SERVICE/target/quarkus-app, or with --native
                    SERVICE/target/SERVICE-*-runner and the lib*.so beside it
  --root FOLDER     installs below this folder, which holds a system that is not running
  --uninstall       removes everything except settings and data, and says where these are

Environment variables: JAVA_HOME, the JDK or JRE (21 or newer) that runs the services; GRAALVM_HOME, the GraalVM or Mandrel (25 or
newer) that builds the binaries.
EOF
}

source_tree=$(cd "$(dirname "$0")/.." && pwd)
services=(airflow-mcp ai-assistant-mcp)
# Patterns of the variables of one service. The other variables, and those that both services read, are in qubinode-mcp.env.
declare -A own=([airflow-mcp]='^(AIRFLOW|LIBVIRT|VM)_' [ai-assistant-mcp]='^(AI|MCP|RAG)_')
for_both='^(AIRFLOW_API_URL|AIRFLOW_MCP_URL|AIRFLOW_MCP_CA_FILE|AIRFLOW_MCP_STATUS_KEY|MCP_CONFIG)='
declare -A key_variable=([airflow-mcp]=AIRFLOW_MCP_API_KEY [ai-assistant-mcp]=MCP_API_KEY [qubinode-mcp]=AIRFLOW_MCP_STATUS_KEY)
declare -A enabled_variable=([airflow-mcp]=AIRFLOW_MCP_ENABLED [ai-assistant-mcp]=MCP_SERVER_ENABLED)
# The drop-in of a unit that makes it run a binary.
drop_in=qubinode-native.conf
root="" from="" java="" action=install native="" enable=()

fail() {
    echo "$1" >&2
    exit "${2:-1}"
}

read_arguments() {
    while (($#)); do
        case "$1" in
            --enable) [[ -n "${enabled_variable[${2:-}]:-}" ]] || fail "--enable needs one of: ${services[*]}" 2; enable+=("$2"); shift ;;
            --from) [[ -d "${2:-}" ]] || fail "--from needs a folder that exists" 2; from=$(cd "$2" && pwd); shift ;;
            --root) [[ -d "${2:-}" ]] || fail "--root needs a folder that exists" 2; root=$(cd "$2" && pwd); shift ;;
            --native) native=yes ;;
            --uninstall) action=uninstall ;;
            -h | --help) usage; exit ;;
            *) usage >&2; exit 2 ;;
        esac
        shift
    done
    [[ "$root" != / ]] || root=""
    app="$root/opt/qubinode-mcp"
    settings="$root/etc/qubinode-mcp"
    units="$root/etc/systemd/system"
    users="$root/etc/sysusers.d/qubinode-mcp.conf"
}

# Runs systemctl, but does nothing with --root and in a container without systemd, because no system is running there.
running() { [[ -n "$root" || ! -d /run/systemd/system ]] || systemctl "$@"; }

# Prints the home of a Java that is new enough.
find_java() {
    local home version
    for home in "${JAVA_HOME:-}" "$(readlink "$app/java" || true)" $(printf '%s\n' /usr/lib/jvm/* | sort -rV); do
        [[ -x "$home/bin/java" && -f "$home/release" ]] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if ((${version:-0} >= 21)); then
            echo "$home"
            return
        fi
    done
    fail "No JDK or JRE 21 or newer was found. Install one (for example openjdk-21-jre-headless or java-21-openjdk-headless), or set JAVA_HOME."
}

build() {
    [[ -z "$from" ]] || return 0
    from=$source_tree
    [[ -z "$native" || -x "${GRAALVM_HOME:-}/bin/native-image" ]] ||
        fail "--native needs a GraalVM or Mandrel 25: set GRAALVM_HOME to the folder that has bin/native-image."
    (cd "$source_tree" && ./mvnw -B -q -ntp ${native:+-Pnative} -DskipTests -Dspotless.check.skip=true package)
}

# The new folder is complete before it replaces the old one. A running JVM keeps the files that it has open.
replace() {
    local new=$1 place=$2
    rm -rf "$place.old"
    [[ ! -e "$place" ]] || mv "$place" "$place.old"
    mv "$new" "$place"
    rm -rf "$place.old"
}

# Prints the newest binary of a build, or nothing.
runner() { find "$from/$1/target" -maxdepth 1 -name "$1-*-runner" -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-; }

copy_binaries() {
    local service
    for service in "${services[@]}"; do
        [[ -n "$(runner "$service")" ]] || fail "$from/$service has no binary."
    done
    install -d -m 755 "$app"
    for service in "${services[@]}"; do
        rm -rf "$app/$service.new"
        install -d -m 755 "$app/$service.new"
        install -m 755 "$(runner "$service")" "$app/$service.new/$service"
        find "$from/$service/target" -maxdepth 1 -name 'lib*.so' -exec install -m 644 -t "$app/$service.new" {} +
        replace "$app/$service.new" "$app/$service"
        install -D -m 644 "$source_tree/deploy/systemd/$service-native.conf" "$units/$service.service.d/$drop_in"
    done
}

copy_services() {
    local service try trying=()
    for service in "${services[@]}"; do
        [[ -f "$from/$service/target/quarkus-app/quarkus-run.jar" ]] || fail "$from/$service is not built."
    done
    install -d -m 755 "$app"
    for service in "${services[@]}"; do
        rm -rf "$app/$service.new"
        cp -r "$from/$service/target/quarkus-app" "$app/$service.new"
        "$source_tree/deploy/java-options" "$service" "$app/$service.new" "$java" "/opt/qubinode-mcp/$service" &
        trying+=($!)
    done
    echo "Starting each service once to make its AOT cache"
    for try in "${trying[@]}"; do
        wait "$try"
    done
    for service in "${services[@]}"; do
        chmod -R u=rwX,go=rX "$app/$service.new"
        replace "$app/$service.new" "$app/$service"
        rm -f "$units/$service.service.d/$drop_in"
        [[ ! -d "$units/$service.service.d" ]] || rmdir --ignore-fail-on-non-empty "$units/$service.service.d"
    done
    ln -sfn "$java" "$app/java"
}

copy_documents() {
    rm -rf "$app/docs.new"
    cp -r "$source_tree/docs" "$app/docs.new"
    chmod -R u=rwX,go=rX "$app/docs.new"
    replace "$app/docs.new" "$app/docs"
}

make_users() {
    install -D -m 644 "$source_tree/deploy/systemd/qubinode-mcp.sysusers" "$users"
    # RHEL's polkit and Debian's socket both grant access to this group.
    ! grep -qs '^libvirt:' "$root/etc/group" || echo "m airflow-mcp libvirt" >>"$users"
    systemd-sysusers ${root:+--root="$root"} "$users"
}

# Makes an empty file beside FILE with its final owner and mode. Once it is filled, it replaces FILE. So secrets are never in a file
# that others can read, and FILE is never half written.
prepare() {
    local file=$1 mode=$2 group=$3
    install -m "$mode" -o root -g "$group" /dev/null "$file.new"
}

# Settings belong to the operator. They are written if they are missing; later only --enable changes them.
write_settings() {
    local group service
    group=$(sed -n 's/^qubinode-mcp:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/group")
    install -d -m 750 -g "$group" "$settings"
    if [[ ! -e "$settings/mcp-servers.yml" ]]; then
        prepare "$settings/mcp-servers.yml" 640 "$group"
        cat "$source_tree/config/mcp-servers.yml" >>"$settings/mcp-servers.yml.new"
        mv "$settings/mcp-servers.yml.new" "$settings/mcp-servers.yml"
    fi
    for service in "${services[@]}"; do
        [[ -e "$settings/$service.env" ]] || write_variables "$service" "$source_tree/deploy/systemd/$service.env" <(own_variables "$service")
    done
    if [[ ! -e "$settings/qubinode-mcp.env" ]]; then
        write_variables qubinode-mcp "$source_tree/deploy/systemd/qubinode-mcp.env"
    elif ! grep -q "^${key_variable[qubinode-mcp]}=" "$settings/qubinode-mcp.env"; then
        write_variables qubinode-mcp <(variables_of_both)
    fi
}

# Writes NAME.env from these files, with a random key if they have none.
write_variables() {
    local file="$settings/$1.env" key=${key_variable[$1]}
    shift
    prepare "$file" 600 root
    cat "$@" >>"$file.new"
    grep -q "^$key=." "$file.new" || echo "$key=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" >>"$file.new"
    mv "$file.new" "$file"
}

# An earlier version kept the variables of both services in one file, so each knew the secrets of the other.
own_variables() {
    [[ ! -e "$settings/qubinode-mcp.env" ]] || grep -E "${own[$1]}" "$settings/qubinode-mcp.env" | grep -vE "$for_both" || true
}

variables_of_both() {
    local line
    while IFS= read -r line; do
        if [[ "$line" =~ $for_both || ! "$line" =~ ${own[airflow-mcp]} && ! "$line" =~ ${own[ai-assistant-mcp]} ]]; then
            printf '%s\n' "$line"
        fi
    done <"$settings/qubinode-mcp.env"
}

# Gives all files the SELinux types of their paths. With --root the policy is not known.
label() {
    local service unit_files=()
    [[ -z "$root" ]] && command -v restorecon >/dev/null || return 0
    for service in "${services[@]}"; do
        unit_files+=("$units/$service.service")
        [[ ! -d "$units/$service.service.d" ]] || unit_files+=("$units/$service.service.d")
    done
    restorecon -R "$app" "$settings" "$users" "${unit_files[@]}"
}

switch_on() {
    local variable=${enabled_variable[$1]} file="$settings/$1.env"
    prepare "$file" 600 root
    sed "/^$variable=/d" "$file" >>"$file.new"
    echo "$variable=true" >>"$file.new"
    mv "$file.new" "$file"
    systemctl -q ${root:+--root="$root"} enable "$1.service"
}

do_install() {
    [[ -n "$native" ]] || java=$(find_java)
    build
    if [[ -n "$native" ]]; then copy_binaries; else copy_services; fi
    copy_documents
    make_users
    write_settings
    for service in "${services[@]}"; do
        install -D -m 644 "$source_tree/deploy/systemd/$service.service" "$units/$service.service"
    done
    label
    running daemon-reload
    running try-restart "${services[@]}"
    for service in ${enable[@]+"${enable[@]}"}; do
        switch_on "$service"
        running restart "$service"
    done
    echo "Installed ${services[*]} in /opt/qubinode-mcp${native:+ as binaries}${java:+ on Java at $java}."
    echo "Settings and keys: SERVICE.env, qubinode-mcp.env and mcp-servers.yml in /etc/qubinode-mcp. Logs: journalctl -u SERVICE"
    ((${#enable[@]})) || echo "This run switched no service on. To do that: deploy/install.sh --enable SERVICE"
}

do_uninstall() {
    local service group
    for service in "${services[@]}"; do
        if [[ -e "$units/$service.service" ]]; then
            systemctl -q ${root:+--root="$root"} disable "$service.service"
            running stop "$service"
        fi
        rm -rf "$units/$service.service" "$units/$service.service.d"
    done
    running daemon-reload
    rm -rf "$app" "$users"
    for service in "${services[@]}"; do
        ! grep -q "^$service:" "$root/etc/passwd" || userdel ${root:+--prefix "$root"} "$service"
    done
    for group in "${services[@]}" qubinode-mcp; do
        ! grep -q "^$group:" "$root/etc/group" || groupdel ${root:+--prefix "$root"} "$group"
    done
    echo "Removed. These remain if they existed: /etc/qubinode-mcp (settings, keys), /var/lib/qubinode-mcp (search index),"
    echo "/var/log/qubinode-mcp (audit trails)."
}

read_arguments "$@"
((EUID == 0)) || fail "Run it as root."
"do_$action"
