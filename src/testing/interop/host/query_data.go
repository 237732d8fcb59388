package main

import (
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/protobuf/reflect/protoreflect"
)

type decodedResponse struct {
	Frames []decodedFrame `json:"frames"`
	Error  string         `json:"error"`
	// As on the wire, before the SDK puts 500 for what is not an HTTP status; 0 and "" where the contract has no such field yet.
	Status      int    `json:"status"`
	ErrorSource string `json:"errorSource"`
}

// queryData calls QueryData and decodes its frames with the SDK, as Grafana 8 and later do.
func (h *host) queryData(params callParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	params.Method = "pluginv2.Data/QueryData"
	messages, err := found.invoke(params)
	if err != nil {
		return nil, err
	}
	response, ok := messages[0].(*pluginv2.QueryDataResponse)
	if !ok {
		return nil, fmt.Errorf("QueryData answered a %T", messages[0])
	}
	decoded, err := backend.FromProto().QueryDataResponse(response)
	if err != nil {
		return nil, fmt.Errorf("the SDK cannot decode the answer: %w", err)
	}
	responses := map[string]decodedResponse{}
	for refID, raw := range response.Responses {
		responses[refID] = decodedResponse{
			Frames:      decodeFrames(decoded.Responses[refID].Frames),
			Error:       raw.Error,
			Status:      int(laterField(raw, "status").Int()),
			ErrorSource: laterField(raw, "errorSource").String(),
		}
	}
	return map[string]any{"responses": responses}, nil
}

// laterField reads a field that the older contract does not have; empty there.
func laterField(message *pluginv2.DataResponse, name protoreflect.Name) protoreflect.Value {
	reflected := message.ProtoReflect()
	field := reflected.Descriptor().Fields().ByName(name)
	switch {
	case field != nil:
		return reflected.Get(field)
	case name == "status":
		return protoreflect.ValueOfInt32(0)
	default:
		return protoreflect.ValueOfString("")
	}
}

type decodedFrame struct {
	Name   string          `json:"name"`
	RefID  string          `json:"refId"`
	Meta   *data.FrameMeta `json:"meta"`
	Fields []decodedField  `json:"fields"`
}

type decodedField struct {
	Name string `json:"name"`
	// Type in Go's words; a leading * means nullable.
	Type   string            `json:"type"`
	Labels data.Labels       `json:"labels"`
	Config *data.FieldConfig `json:"config"`
	Values []any             `json:"values"`
}

func decodeFrames(frames data.Frames) []decodedFrame {
	decoded := make([]decodedFrame, len(frames))
	for i, frame := range frames {
		decoded[i] = decodedFrame{Name: frame.Name, RefID: frame.RefID, Meta: frame.Meta, Fields: make([]decodedField, len(frame.Fields))}
		for j, field := range frame.Fields {
			decoded[i].Fields[j] = decodedField{Name: field.Name, Type: field.Type().ItemTypeString(), Labels: field.Labels, Config: field.Config, Values: losslessValues(field)}
		}
	}
	return decoded
}
