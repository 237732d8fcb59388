package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/hashicorp/go-hclog"
)

// hostLogName is what go-plugin's own lines are logged under; a plugin's lines have the executable's name added.
const hostLogName = "host"

type logEntry struct {
	// Name of the logger: "host" for go-plugin itself, "host.<executable>" for the plugin.
	Name    string            `json:"name"`
	Level   string            `json:"level"`
	Message string            `json:"message"`
	Args    map[string]string `json:"args"`
}

// logRecorder keeps log lines as go-plugin understood them, which is what Grafana goes on to write.
type logRecorder struct {
	logger  hclog.Logger
	mutex   sync.Mutex
	entries []logEntry
}

func newLogRecorder() *logRecorder {
	recorder := &logRecorder{}
	logger := hclog.NewInterceptLogger(&hclog.LoggerOptions{Name: hostLogName, Level: hclog.Trace, Output: io.Discard})
	logger.RegisterSink(recorder)
	recorder.logger = logger
	return recorder
}

// Accept implements hclog.SinkAdapter.
func (r *logRecorder) Accept(name string, level hclog.Level, message string, args ...interface{}) {
	entry := logEntry{Name: name, Level: level.String(), Message: message, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		entry.Args[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.entries = append(r.entries, entry)
}

type logged struct {
	Entries []logEntry `json:"entries"`
	// Stderr is what the plugin wrote, byte for byte.
	Stderr string `json:"stderr"`
	// Stdio is what came through the GRPCStdio service.
	Stdio string `json:"stdio"`
}

func (h *host) logs(params sessionParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	found.log.mutex.Lock()
	entries := append([]logEntry{}, found.log.entries...)
	found.log.mutex.Unlock()
	return logged{Entries: entries, Stderr: found.stderr.text(), Stdio: found.stdio.text()}, nil
}
