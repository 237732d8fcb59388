package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	legacyproto "github.com/golang/protobuf/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

type callParams struct {
	Session string `json:"session"`
	// Method as on the wire, without the leading slash: "pluginv2.Diagnostics/CheckHealth".
	Method string `json:"method"`
	// Request in proto3 JSON.
	Request  json.RawMessage   `json:"request"`
	Metadata map[string]string `json:"metadata"`
	// CancelAfterMs goes away without the plugin being told of a deadline; 0 stays.
	CancelAfterMs int `json:"cancelAfterMs"`
	// DeadlineMs is told to the plugin; 0 is none.
	DeadlineMs int `json:"deadlineMs"`
}

// call runs any method whose contract is linked in, unary or server streaming, and answers all its messages in proto3 JSON.
func (h *host) call(params callParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	messages, err := found.invoke(params)
	if err != nil {
		return nil, err
	}
	answered := make([]json.RawMessage, len(messages))
	for i, message := range messages {
		if answered[i], err = (protojson.MarshalOptions{EmitUnpopulated: true}).Marshal(message); err != nil {
			return nil, err
		}
	}
	return map[string]any{"messages": answered}, nil
}

func (s *session) invoke(params callParams) ([]proto.Message, error) {
	contract, request, err := prepare(params.Method, params.Request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := params.context()
	defer cancel()
	limits := []grpc.CallOption{grpc.MaxCallRecvMsgSize(s.maxReceiveBytes), grpc.MaxCallSendMsgSize(goPluginMaxReceiveBytes)}
	if !contract.IsStreamingServer() {
		response := newMessage(contract.Output())
		if err := s.conn.Invoke(ctx, "/"+params.Method, forGRPC(request), forGRPC(response), limits...); err != nil {
			return nil, err
		}
		return []proto.Message{response}, nil
	}
	stream, err := openServerStream(ctx, s.conn, params.Method, request, limits...)
	if err != nil {
		return nil, err
	}
	var messages []proto.Message
	for {
		message := newMessage(contract.Output())
		err := stream.RecvMsg(forGRPC(message))
		if err == io.EOF {
			return messages, nil
		}
		if err != nil {
			return nil, err
		}
		messages = append(messages, message)
	}
}

func (params callParams) context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	if params.DeadlineMs > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(params.DeadlineMs)*time.Millisecond)
	}
	if params.CancelAfterMs > 0 {
		time.AfterFunc(time.Duration(params.CancelAfterMs)*time.Millisecond, cancel)
	}
	for key, value := range params.Metadata {
		ctx = metadata.AppendToOutgoingContext(ctx, key, value)
	}
	return ctx, cancel
}

func prepare(method string, requestJSON json.RawMessage) (protoreflect.MethodDescriptor, proto.Message, error) {
	contract, err := findMethod(method)
	if err != nil {
		return nil, nil, err
	}
	request := newMessage(contract.Input())
	if len(requestJSON) > 0 {
		if err := (protojson.UnmarshalOptions{DiscardUnknown: allowUnknownFields}).Unmarshal(requestJSON, request); err != nil {
			return nil, nil, err
		}
	}
	return contract, request, nil
}

func findMethod(method string) (protoreflect.MethodDescriptor, error) {
	service, name, _ := strings.Cut(method, "/")
	descriptor, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		return nil, fmt.Errorf("service %q: %w", service, err)
	}
	described, ok := descriptor.(protoreflect.ServiceDescriptor)
	if !ok {
		return nil, fmt.Errorf("%q is not a service", service)
	}
	found := described.Methods().ByName(protoreflect.Name(name))
	if found == nil {
		return nil, fmt.Errorf("service %q has no method %q", service, name)
	}
	return found, nil
}

// newMessage of the type the linked contract declares; a descriptor without a Go type would be a fault of this program.
func newMessage(descriptor protoreflect.MessageDescriptor) proto.Message {
	messageType, err := protoregistry.GlobalTypes.FindMessageByName(descriptor.FullName())
	if err != nil {
		panic(err)
	}
	return messageType.New().Interface()
}

// forGRPC gives a message the interface that grpc-go of Grafana 7's days insists on; today's takes either.
func forGRPC(message proto.Message) any {
	return legacyproto.MessageV1(message)
}

func openServerStream(ctx context.Context, conn *grpc.ClientConn, method string, request proto.Message, options ...grpc.CallOption) (grpc.ClientStream, error) {
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, "/"+method, options...)
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(forGRPC(request)); err != nil {
		return nil, err
	}
	return stream, stream.CloseSend()
}
