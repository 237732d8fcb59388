package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc"
)

// askVersion2 asks as Grafana 8 and newer do for a panel, decodes the frames and answers the number of points.
func (s *session) askVersion2(ctx context.Context, asking query, codec *timedCodec) (int, error) {
	request, err := asking.version2()
	if err != nil {
		return 0, err
	}
	response, err := pluginv2.NewDataClient(s.conn).QueryData(ctx, request, grpc.ForceCodecV2(codec))
	if err != nil {
		return 0, err
	}
	began := time.Now()
	decoded, err := backend.FromProto().QueryDataResponse(response)
	codec.time(began)
	if err != nil {
		return 0, fmt.Errorf("the SDK cannot decode the answer: %w", err)
	}
	points := 0
	for _, each := range decoded.Responses {
		if each.Error != nil {
			return 0, each.Error
		}
		for _, frame := range each.Frames {
			points += numbersIn(frame)
		}
	}
	return points, nil
}

// numbersIn counts a long frame's and a wide frame's points alike.
func numbersIn(frame *data.Frame) int {
	count := 0
	for _, field := range frame.Fields {
		if field.Type().Numeric() {
			count += field.Len()
		}
	}
	return count
}

func (q query) version2() (*pluginv2.QueryDataRequest, error) {
	model, err := q.model()
	if err != nil {
		return nil, err
	}
	id := strconv.FormatInt(q.sourceID, 10)
	return &pluginv2.QueryDataRequest{
		PluginContext: &pluginv2.PluginContext{
			OrgId:    1,
			PluginId: pluginID,
			User:     &pluginv2.User{Login: "admin", Name: "Admin", Role: "Admin"},
			DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
				Id:            q.sourceID,
				Uid:           "source" + id,
				Name:          "source " + id,
				Url:           q.url,
				JsonData:      []byte("{}"),
				LastUpdatedMS: rangeStart,
			},
		},
		Queries: []*pluginv2.DataQuery{{
			RefId:         "A",
			MaxDataPoints: 1000,
			IntervalMS:    15_000,
			TimeRange:     &pluginv2.TimeRange{FromEpochMS: q.fromMs, ToEpochMS: q.toMs},
			Json:          model,
		}},
	}, nil
}
