package main

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
)

// host owns everything that outlives one command.
type host struct {
	mutex    sync.Mutex
	launches int
	sessions map[string]*session
	upstream *upstreamProcess
}

func newHost() *host {
	return &host{sessions: map[string]*session{}}
}

func (h *host) handlers() map[string]handler {
	return map[string]handler{
		"startUpstream": withParams(h.startUpstream),
		"launch":        withParams(h.launch),
		"load":          withParams(h.load),
		"memory":        withParams(h.memory),
		"kill":          withParams(h.kill),
	}
}

type startUpstreamParams struct {
	// Sources is the number of addresses that the server answers at, each of them another data source's.
	Sources int `json:"sources"`
}

func (h *host) startUpstream(params startUpstreamParams) (any, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.upstream != nil {
		return nil, errors.New("the upstream runs already")
	}
	started, err := startUpstreamProcess(params.Sources)
	if err != nil {
		return nil, err
	}
	h.upstream = started
	return map[string]int{"pid": started.pid()}, nil
}

func (h *host) runningUpstream() (*upstreamProcess, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.upstream == nil {
		return nil, errors.New("startUpstream comes first")
	}
	return h.upstream, nil
}

func (h *host) add(added *session) string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.launches++
	id := "session" + strconv.Itoa(h.launches)
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

type sessionParams struct {
	Session string `json:"session"`
}

func (h *host) memory(params sessionParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	return memoryOf(found.pid())
}

func (h *host) kill(params sessionParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	h.mutex.Lock()
	delete(h.sessions, params.Session)
	h.mutex.Unlock()
	found.kill()
	return struct{}{}, nil
}

func (h *host) stop() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	var killing sync.WaitGroup
	for _, each := range h.sessions {
		killing.Go(each.kill)
	}
	killing.Wait()
	if h.upstream != nil {
		h.upstream.stop()
	}
}
