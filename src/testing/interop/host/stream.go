package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// openStream is a call that is meant to stay open, such as StreamStdio or the broker's StartStream.
type openStream struct {
	mutex    sync.Mutex
	messages int
	// Frames of the messages that are a pluginv2.StreamPacket, as the SDK reads them.
	frames []decodedFrame
	ended  bool
	code   string
	cancel context.CancelFunc
	// read is closed once the messages are to be taken.
	read     chan struct{}
	readOnce sync.Once
}

type streamParams struct {
	Session string `json:"session"`
	Method  string `json:"method"`
	// Request in proto3 JSON; empty unless told.
	Request json.RawMessage `json:"request"`
	// Unread takes no message before readStream says so, as a reader that is stuck.
	Unread bool `json:"unread"`
}

// stream opens a streaming method and keeps it open until the plugin ends it or it is cancelled.
func (h *host) stream(params streamParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	contract, request, err := prepare(params.Method, params.Request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var opened grpc.ClientStream
	if contract.IsStreamingClient() {
		opened, err = found.conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/"+params.Method)
	} else {
		opened, err = openServerStream(ctx, found.conn, params.Method, request)
	}
	if err != nil {
		cancel()
		return nil, err
	}
	kept := &openStream{cancel: cancel, read: make(chan struct{})}
	if !params.Unread {
		close(kept.read)
	}
	go kept.receive(func() (proto.Message, error) {
		message := newMessage(contract.Output())
		return message, opened.RecvMsg(forGRPC(message))
	})
	h.mutex.Lock()
	defer h.mutex.Unlock()
	id := h.nextID("stream")
	h.streams[id] = kept
	return map[string]string{"stream": id}, nil
}

func (o *openStream) receive(receive func() (proto.Message, error)) {
	<-o.read
	for {
		message, err := receive()
		var frame *decodedFrame
		if err == nil {
			frame, err = packetFrame(message)
		}
		o.mutex.Lock()
		if err == nil {
			o.messages++
			if frame != nil {
				o.frames = append(o.frames, *frame)
			}
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

// packetFrame is what a page would get of a packet, read by the SDK.
func packetFrame(message proto.Message) (*decodedFrame, error) {
	// The older contract has no such message.
	packet := message.ProtoReflect()
	if packet.Descriptor().FullName() != "pluginv2.StreamPacket" {
		return nil, nil
	}
	text := packet.Get(packet.Descriptor().Fields().ByName("data")).Bytes()
	frame := &data.Frame{}
	if err := json.Unmarshal(text, frame); err != nil {
		return nil, fmt.Errorf("the SDK cannot read the packet: %w: %s", err, text)
	}
	return &decodeFrames(data.Frames{frame})[0], nil
}

// cancelStream goes away, as Grafana does some seconds after the last viewer.
func (h *host) cancelStream(params streamedParams) (any, error) {
	h.mutex.Lock()
	found, ok := h.streams[params.Stream]
	h.mutex.Unlock()
	if !ok {
		return nil, fmt.Errorf("no such stream: %q", params.Stream)
	}
	found.cancel()
	return nil, nil
}

// readStream takes the messages of a stream that was opened unread.
func (h *host) readStream(params streamedParams) (any, error) {
	h.mutex.Lock()
	found, ok := h.streams[params.Stream]
	h.mutex.Unlock()
	if !ok {
		return nil, fmt.Errorf("no such stream: %q", params.Stream)
	}
	found.readOnce.Do(func() { close(found.read) })
	return nil, nil
}

type streamedParams struct {
	Stream string `json:"stream"`
	// Brief leaves the frames out.
	Brief bool `json:"brief"`
}

type streamState struct {
	Open     bool           `json:"open"`
	Messages int            `json:"messages"`
	Code     string         `json:"code"`
	Frames   []decodedFrame `json:"frames"`
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
	frames := []decodedFrame{}
	if !params.Brief {
		frames = append(frames, found.frames...)
	}
	return streamState{Open: !found.ended, Messages: found.messages, Code: found.code, Frames: frames}, nil
}
