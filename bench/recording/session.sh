# What the recording shows: each command is typed and then run, in the checkout that is the working directory. Record it with ./record.
# Bash, with jq. READING is the time in seconds that the shortened recording leaves for an answer.
airflow=127.0.0.1:${AIRFLOW_MCP_PORT:-8889} assistant=127.0.0.1:${MCP_SERVER_PORT:-8081}
READING=2

say() { printf '\e[36m# %s\e[0m\n' "$1"; sleep 1; }

type_and_run() {
    printf '\e[32m$\e[0m '
    local word
    while IFS= read -r -d ' ' word; do
        printf '%s ' "$word"
        sleep 0.1
    done <<<"$1 "
    echo
    eval "$1"
    sleep "$READING"
}

type_and_run './qubinode up'

say 'Connect a client:'
type_and_run './qubinode connect cursor --print'

say 'What your client calls when you ask, here with curl:'
type_and_run "ask() { curl -s $airflow/tools/\$1 -d \"\$2\" \\
    -H \"X-API-Key: \$(./qubinode keys show airflow-mcp)\"; }"

say '"Which workflows are there?"'
type_and_run "ask list_dags '{}' | jq -c '[.dags[].dag_id]'"

say '"Check the certificates. Why did it fail?"'
type_and_run "ask trigger_dag '{\"dag_id\": \"certificate_check\", \"wait_seconds\": 90}' | jq -c '.run.state'"
type_and_run "ask get_task_logs '{\"dag_id\": \"certificate_check\", \"task_id\": \"check_dates\",
    \"grep\": \"expired on\"}' | jq -r .text"

say '"Create a VM named web1."'
type_and_run "ask create_vm '{\"name\": \"web1\", \"image\": \"tiny\", \"memory\": 256, \"wait_for\": \"address\"}' |
    jq -c '{name, state, addresses}'"

say '"How do I let a network in through the firewall?"'
type_and_run "curl -s $assistant/tools/query_documents \\
    -H \"X-API-Key: \$(./qubinode keys show ai-assistant-mcp)\" \\
    -d '{\"query\": \"How do I let a network in through the firewall?\"}' |
    jq -r '.results[0] | .source, .heading'"

type_and_run './qubinode down'
