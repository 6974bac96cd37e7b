{{- define "qubinode-mcp.port" -}}
{{ get (dict "airflow-mcp" "8889" "ai-assistant-mcp" "8081") .name }}
{{- end }}

{{- define "qubinode-mcp.prefix" -}}
{{ get (dict "airflow-mcp" "AIRFLOW_MCP" "ai-assistant-mcp" "MCP_SERVER") .name }}
{{- end }}

{{- /* The scheme of a service's address: with a certificate in its settings it speaks only TLS. */ -}}
{{- define "qubinode-mcp.scheme" -}}
{{- $tree := get (dict "airflow-mcp" "airflow" "ai-assistant-mcp" "ai_assistant") .name -}}
{{- dig $tree "mcp" "tls" "certificate_file" "" .root.Values.config | empty | ternary "http" "https" -}}
{{- end }}

{{- /* The variables with secrets that a service reads, as a JSON list. */ -}}
{{- define "qubinode-mcp.secretNames" -}}
{{- if eq .name "airflow-mcp" -}}
["AIRFLOW_MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY", "AIRFLOW_USERNAME", "AIRFLOW_PASSWORD", "AIRFLOW_TOKEN", "AUDIT_HMAC_KEY", "RATE_LIMIT_REDIS_URL"]
{{- else -}}
["MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY", "AI_MODEL_API_KEY", "AUDIT_HMAC_KEY", "RATE_LIMIT_REDIS_URL", "RAG_STORE_URL", "RAG_GIT", "RAG_EMBEDDING_API_KEY", "RAG_RERANK_API_KEY"]
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

{{- /* mcp-servers.yml: the operator's settings, and the host names under which clients reach the services. */ -}}
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

{{- /* The settings that make a service call a host outside the release, by the name of their rules in networkPolicy.egress. */ -}}
{{- define "qubinode-mcp.callers" -}}
airflow-mcp:
  airflow: [config.airflow.api.url, config.airflow.api.proxy, config.airflow.instances]
  libvirt: [config.airflow.libvirt.uri]
  images: [config.airflow.images.download, config.airflow.mcp.tools.image_management.enabled]
  redis: [config.airflow.mcp.rate_limit.redis_url, secrets.RATE_LIMIT_REDIS_URL]
  issuer: [config.airflow.mcp.auth.jwt.keys, config.airflow.mcp.auth.jwt.issuer]
  telemetry: [telemetry.endpoint]
ai-assistant-mcp:
  airflow: [config.ai_assistant.status.airflow_api_url]
  {{- if not (index .Values.services "airflow-mcp" "enabled") }}
  airflow_mcp: [config.ai_assistant.status.airflow_mcp_url]
  {{- end }}
  model: [config.ai_assistant.model.url]
  assistant: [config.ai_assistant.chat.assistant_url]
  embedding: [config.ai_assistant.documents.embedding.url]
  rerank: [config.ai_assistant.documents.rerank.url]
  git: [config.ai_assistant.documents.git.repositories, secrets.RAG_GIT]
  postgres: [config.ai_assistant.documents.store_url, secrets.RAG_STORE_URL]
  redis: [config.ai_assistant.mcp.rate_limit.redis_url, secrets.RATE_LIMIT_REDIS_URL]
  issuer: [config.ai_assistant.mcp.auth.jwt.keys, config.ai_assistant.mcp.auth.jwt.issuer]
  telemetry: [telemetry.endpoint]
{{- end }}

{{- /* Those settings of one service that name a host or are on, as a JSON object of lists. */ -}}
{{- define "qubinode-mcp.calls" -}}
{{- $calls := dict -}}
{{- $keysAreSet := dict -}}
{{- range $rules, $settings := get (include "qubinode-mcp.callers" .root | fromYaml) .name -}}
{{- range $setting := $settings -}}
{{- $value := $.root.Values -}}
{{- range splitList "." $setting -}}
{{- if kindIs "map" $value }}{{ $value = get $value . }}{{ else }}{{ $value = "" }}{{ end -}}
{{- end -}}
{{- if and $value (hasSuffix "jwt.keys" $setting) }}{{ $_ := set $keysAreSet $rules true }}{{ end -}}
{{- $asked := not (and (hasSuffix "jwt.issuer" $setting) (hasKey $keysAreSet $rules)) -}}
{{- $outside := regexReplaceAll `://(localhost|127\.[0-9.]+|\[::1\])([:/"])` (toJson $value) "" -}}
{{- if and $asked (regexMatch `://[^/"]|\$\{|^"[^/"]+:[0-9]+"$|^true$` $outside) -}}
{{- $_ := set $calls $rules (append (get $calls $rules | default list) $setting) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $calls -}}
{{- end }}
