package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// openStream is a call that is meant to stay open, such as StreamStdio or the broker's StartStream.
type openStream struct {
	mutex    sync.Mutex
	messages int
	ended    bool
	code     string
}

type streamParams struct {
	Session string `json:"session"`
	Method  string `json:"method"`
}

// stream opens a streaming method with an empty request and keeps it open until the plugin ends it.
func (h *host) stream(params streamParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	contract, request, err := prepare(params.Method, nil)
	if err != nil {
		return nil, err
	}
	var opened grpc.ClientStream
	if contract.IsStreamingClient() {
		opened, err = found.conn.NewStream(context.Background(), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/"+params.Method)
	} else {
		opened, err = openServerStream(context.Background(), found.conn, params.Method, request)
	}
	if err != nil {
		return nil, err
	}
	kept := &openStream{}
	go kept.read(opened, func() error { return opened.RecvMsg(forGRPC(newMessage(contract.Output()))) })
	h.mutex.Lock()
	defer h.mutex.Unlock()
	id := h.nextID("stream")
	h.streams[id] = kept
	return map[string]string{"stream": id}, nil
}

func (o *openStream) read(stream grpc.ClientStream, receive func() error) {
	for {
		err := receive()
		o.mutex.Lock()
		if err == nil {
			o.messages++
			o.mutex.Unlock()
			continue
		}
		o.ended = true
		if errors.Is(err, io.EOF) {
			o.code = "OK"
		} else {
			o.code = status.Code(err).String()
		}
		o.mutex.Unlock()
		return
	}
}

type streamedParams struct {
	Stream string `json:"stream"`
}

type streamState struct {
	Open     bool   `json:"open"`
	Messages int    `json:"messages"`
	Code     string `json:"code"`
}

func (h *host) streamed(params streamedParams) (any, error) {
	h.mutex.Lock()
	found, ok := h.streams[params.Stream]
	h.mutex.Unlock()
	if !ok {
		return nil, fmt.Errorf("no such stream: %q", params.Stream)
	}
	found.mutex.Lock()
	defer found.mutex.Unlock()
	return streamState{Open: !found.ended, Messages: found.messages, Code: found.code}, nil
}
