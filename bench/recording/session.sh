# What the recording shows, for ./record: each command is typed and then run. Bash, with jq, in a checkout. CLIENT_HOME is the home
# folder whose client is connected.
# Ends at the first command that fails.
set -eo pipefail
airflow=127.0.0.1:${AIRFLOW_MCP_PORT:-8889} assistant=127.0.0.1:${MCP_SERVER_PORT:-8081}

say() { printf '\n\e[36m# %s\e[0m\n' "$1"; sleep 0.5; }

type_and_run() {
    printf '\e[32m$\e[0;1m '
    local word
    while IFS= read -r -d ' ' word; do
        printf '%s ' "$word"
        sleep 0.06
    done <<<"$1 "
    printf '\e[0m\n'
    eval "$1"
    sleep 1.2 # to read the answer
}

type_and_run './qubinode up'

say 'Connect your client:'
HOME=$CLIENT_HOME type_and_run './qubinode connect cursor --check'

say 'What your client calls when you ask it, here by curl:'
type_and_run "ask() { curl -s $airflow/tools/\$1 -d \"\$2\" \\
  -H \"X-API-Key: \$(./qubinode keys show airflow)\"; }"

say '"Which workflows are there?"'
type_and_run "ask list_dags '{}' | jq -r '.dags[].dag_id'"

say '"Check the certificates."'
type_and_run "ask trigger_dag '{\"dag_id\": \"certificate_check\",
  \"wait_seconds\": 90}' | jq -r .run.state"

say '"Why did it fail?"'
type_and_run "ask get_task_logs '{\"dag_id\": \"certificate_check\",
  \"task_id\": \"check_dates\", \"grep\": \"expired on\"}' | jq -r .text"

say '"Create a VM named web1."'
type_and_run "ask create_vm '{\"name\": \"web1\", \"image\": \"tiny\", \"memory\": 256,
  \"wait_for\": \"address\"}' | jq -c '[.name, .state, .addresses[]]'"

say '"How do I open the firewall?"'
type_and_run "curl -s $assistant/tools/query_documents \\
  -H \"X-API-Key: \$(./qubinode keys show ai)\" \\
  -d '{\"query\": \"How do I open the firewall?\"}' |
  jq -r '.results[0] | .source, .lines, .heading'"

say 'Done for today:'
type_and_run './qubinode down'
