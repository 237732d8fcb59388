package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
)

// host owns everything that outlives one command.
type host struct {
	mutex    sync.Mutex
	next     int
	sessions map[string]*session
	streams  map[string]*openStream
}

func newHost() *host {
	return &host{sessions: map[string]*session{}, streams: map[string]*openStream{}}
}

func (h *host) handlers() map[string]handler {
	handlers := map[string]handler{
		"launch":         withParams(h.launch),
		"attach":         withParams(h.attach),
		"hangUp":         withParams(h.hangUp),
		"kill":           withParams(h.kill),
		"wait":           withParams(h.wait),
		"logs":           withParams(h.logs),
		"call":           withParams(h.call),
		"queryData":      withParams(h.queryData),
		"collectMetrics": withParams(h.collectMetrics),
		"stream":         withParams(h.stream),
		"streamed":       withParams(h.streamed),
		"cancelStream":   withParams(h.cancelStream),
		"readStream":     withParams(h.readStream),
		"alertLegacy":    withParams(h.alertLegacy),
	}
	h.addLaterHandlers(handlers)
	return handlers
}

func (h *host) nextID(kind string) string {
	h.next++
	return kind + strconv.Itoa(h.next)
}

func (h *host) add(added *session) string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	id := h.nextID("session")
	h.sessions[id] = added
	return id
}

func (h *host) session(id string) (*session, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	found, ok := h.sessions[id]
	if !ok {
		return nil, fmt.Errorf("no such session: %q", id)
	}
	return found, nil
}

func (h *host) killAll() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	var killing sync.WaitGroup
	for _, each := range h.sessions {
		killing.Go(func() { each.kill() })
	}
	killing.Wait()
}

func strictUnmarshal(raw json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
