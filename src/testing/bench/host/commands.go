package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

type command struct {
	ID      int             `json:"id"`
	Command string          `json:"command"`
	Params  json.RawMessage `json:"params"`
}

type answer struct {
	ID     int    `json:"id"`
	Result any    `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
}

type handler func(params json.RawMessage) (any, error)

func serve(commands io.Reader, answers io.Writer, handlers map[string]handler) {
	var writing sync.Mutex
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	lines := bufio.NewReader(commands)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		go func() {
			answered := answerTo(line, handlers)
			writing.Lock()
			defer writing.Unlock()
			if err := encoder.Encode(answered); err != nil {
				_ = encoder.Encode(answer{ID: answered.ID, Error: err.Error()})
			}
		}()
	}
}

func answerTo(line []byte, handlers map[string]handler) answer {
	var asked command
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: err.Error()}
	}
	handle, ok := handlers[asked.Command]
	if !ok {
		return answer{ID: asked.ID, Error: "no such command: " + asked.Command}
	}
	result, err := handle(asked.Params)
	if err != nil {
		return answer{ID: asked.ID, Error: err.Error()}
	}
	return answer{ID: asked.ID, Result: result}
}

// withParams lets a handler take its parameters decoded, and refuses ones it does not know.
func withParams[P any](handle func(P) (any, error)) handler {
	return func(raw json.RawMessage) (any, error) {
		var params P
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&params); err != nil {
			return nil, fmt.Errorf("params: %w", err)
		}
		return handle(params)
	}
}
