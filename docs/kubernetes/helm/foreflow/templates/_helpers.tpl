{{/* Name of all objects, short enough for the longest suffix and for the labels that Kubernetes makes of it. */}}
{{- define "foreflow.name" -}}
{{- if contains "foreflow" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-foreflow" (.Release.Name | trunc 31 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{/* Labels that never change, by which objects find each other. */}}
{{- define "foreflow.selector" -}}
app.kubernetes.io/name: foreflow
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "foreflow.labels" -}}
{{ include "foreflow.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "foreflow.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* What the pods of the service and of retraining share. */}}
{{- define "foreflow.pod" -}}
automountServiceAccountToken: false
# The links would be variables such as FOREFLOW_PORT: unknown keys of the configuration, which stop the start.
enableServiceLinks: false
{{- with .Values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "foreflow.container" -}}
image: {{ include "foreflow.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- with .Values.kafka.envSecret }}
envFrom:
  - secretRef:
      name: {{ . }}
{{- end }}
{{- end -}}

{{- define "foreflow.mounts" -}}
- name: config
  mountPath: /etc/foreflow
  readOnly: true
{{- if .Values.kafka.filesSecret }}
- name: kafka-files
  mountPath: /etc/foreflow-kafka
  readOnly: true
{{- end }}
- name: data
  mountPath: /var/lib/foreflow
- name: cache
  mountPath: /var/cache/foreflow
- name: tmp
  mountPath: /tmp
{{- end -}}

{{- define "foreflow.volumes" -}}
- name: config
  configMap:
    name: {{ include "foreflow.name" . }}
{{- with .Values.kafka.filesSecret }}
- name: kafka-files
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
- name: cache
  emptyDir: {}
# Libraries are unpacked here and run, so it must not be mounted with noexec.
- name: tmp
  emptyDir: {}
{{- end -}}
