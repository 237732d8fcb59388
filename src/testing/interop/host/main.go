// Command host stands in for Grafana: it starts plugins through the real go-plugin and answers commands, one JSON
// object per line on stdin, one answer per line on stdout, in whatever order they finish. When stdin ends it kills
// what it started and exits. Built twice: see README.md.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"google.golang.org/grpc/status"
)

type command struct {
	ID      int             `json:"id"`
	Command string          `json:"command"`
	Params  json.RawMessage `json:"params"`
}

type answer struct {
	ID     int            `json:"id"`
	Result any            `json:"result,omitempty"`
	Error  *answeredError `json:"error,omitempty"`
}

// answeredError tells a gRPC failure (with its code's name) from one of the host's own (without).
type answeredError struct {
	Message string `json:"message"`
	Code    string `json:"code,omitempty"`
}

func main() {
	commands, err := takeStdin()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	host := newHost()
	serve(commands, os.Stdout, host.handlers())
	host.killAll()
}

// takeStdin keeps stdin to ourselves: go-plugin hands os.Stdin on to plugins, and Grafana's own is /dev/null.
func takeStdin() (*os.File, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	commands := os.Stdin
	os.Stdin = null
	return commands, nil
}

type handler func(params json.RawMessage) (any, error)

func serve(commands io.Reader, answers io.Writer, handlers map[string]handler) {
	var writing sync.Mutex
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewReaderSize(commands, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		go func() {
			answered := run(line, handlers)
			writing.Lock()
			defer writing.Unlock()
			if err := encoder.Encode(answered); err != nil {
				_ = encoder.Encode(answer{ID: answered.ID, Error: toAnsweredError(err)})
			}
		}()
	}
}

func run(line []byte, handlers map[string]handler) (answered answer) {
	var asked command
	defer func() {
		if caught := recover(); caught != nil {
			answered = answer{ID: asked.ID, Error: &answeredError{Message: fmt.Sprintf("panic: %v\n%s", caught, debug.Stack())}}
		}
	}()
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: toAnsweredError(err)}
	}
	handle, ok := handlers[asked.Command]
	if !ok {
		return answer{ID: asked.ID, Error: &answeredError{Message: "no such command: " + asked.Command}}
	}
	result, err := handle(asked.Params)
	if err != nil {
		return answer{ID: asked.ID, Error: toAnsweredError(err)}
	}
	return answer{ID: asked.ID, Result: result}
}

func toAnsweredError(err error) *answeredError {
	var withStatus interface{ GRPCStatus() *status.Status }
	if errors.As(err, &withStatus) {
		return &answeredError{Message: withStatus.GRPCStatus().Message(), Code: withStatus.GRPCStatus().Code().String()}
	}
	return &answeredError{Message: err.Error()}
}

// withParams lets a handler take its parameters decoded, and refuses ones it does not know.
func withParams[P any](handle func(P) (any, error)) handler {
	return func(raw json.RawMessage) (any, error) {
		var params P
		if err := strictUnmarshal(raw, &params); err != nil {
			return nil, err
		}
		return handle(params)
	}
}
