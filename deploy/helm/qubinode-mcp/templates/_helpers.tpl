{{- define "qubinode-mcp.port" -}}
{{ get (dict "airflow-mcp" "8889" "ai-assistant-mcp" "8081") .name }}
{{- end }}

{{- define "qubinode-mcp.prefix" -}}
{{ get (dict "airflow-mcp" "AIRFLOW_MCP" "ai-assistant-mcp" "MCP_SERVER") .name }}
{{- end }}

{{- /* How a service is called: with a certificate in its settings it speaks TLS alone. */ -}}
{{- define "qubinode-mcp.scheme" -}}
{{- $tree := get (dict "airflow-mcp" "airflow" "ai-assistant-mcp" "ai_assistant") .name -}}
{{- dig $tree "mcp" "tls" "certificate_file" "" .root.Values.config | empty | ternary "http" "https" -}}
{{- end }}

{{- /* The variables with secrets that a service knows, as a list in JSON. */ -}}
{{- define "qubinode-mcp.secretNames" -}}
{{- if eq .name "airflow-mcp" -}}
["AIRFLOW_MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY", "AIRFLOW_USERNAME", "AIRFLOW_PASSWORD", "AIRFLOW_TOKEN", "AUDIT_HMAC_KEY", "RATE_LIMIT_REDIS_URL"]
{{- else -}}
["MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY", "AI_MODEL_API_KEY", "AUDIT_HMAC_KEY", "RATE_LIMIT_REDIS_URL", "RAG_STORE_URL", "RAG_EMBEDDING_API_KEY"]
{{- end -}}
{{- end }}

{{- define "qubinode-mcp.fullname" -}}
{{ printf "%s-%s" .release .name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "qubinode-mcp.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .release }}
{{- end }}

{{- define "qubinode-mcp.labels" -}}
{{ include "qubinode-mcp.selector" . }}
app.kubernetes.io/part-of: qubinode-mcp
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "qubinode-mcp.secret" -}}
{{- if .Values.existingSecret }}{{ .Values.existingSecret }}{{ else }}{{ .Release.Name }}-qubinode-mcp{{ end -}}
{{- end }}

{{- /* mcp-servers.yml: the operator's, and the names by which the services are called. */ -}}
{{- define "qubinode-mcp.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- range $name, $tree := dict "airflow-mcp" "airflow" "ai-assistant-mcp" "ai_assistant" -}}
{{- $service := include "qubinode-mcp.fullname" (dict "release" $.Release.Name "name" $name) -}}
{{- $domain := printf "%s.%s.svc" $service $.Release.Namespace -}}
{{- $own := list $service (printf "%s.%s" $service $.Release.Namespace) $domain (printf "%s.cluster.local" $domain) -}}
{{- $mcp := get (get $config $tree | default dict) "mcp" | default dict -}}
{{- $hosts := concat $own $.Values.allowedHosts (get $mcp "allowed_hosts" | default list) -}}
{{- $_ := set $mcp "allowed_hosts" $hosts -}}
{{- $_ := set $config $tree (merge (dict "mcp" $mcp) (get $config $tree | default dict)) -}}
{{- end -}}
{{ toYaml $config }}
{{- end }}
