package main

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/grafana/grafana-plugin-model/go/datasource"
	"google.golang.org/grpc"
)

// askVersion1 asks as Grafana 7.5 does for a panel, and answers the number of points.
func (s *session) askVersion1(ctx context.Context, asking query, options ...grpc.CallOption) (int, error) {
	request, err := asking.version1()
	if err != nil {
		return 0, err
	}
	response, err := datasource.NewDatasourcePluginClient(s.conn).Query(ctx, request, options...)
	if err != nil {
		return 0, err
	}
	points := 0
	for _, result := range response.Results {
		if result.Error != "" {
			return 0, errors.New(result.Error)
		}
		for _, series := range result.Series {
			points += len(series.Points)
		}
	}
	return points, nil
}

func (q query) version1() (*datasource.DatasourceRequest, error) {
	model, err := q.model()
	if err != nil {
		return nil, err
	}
	return &datasource.DatasourceRequest{
		TimeRange: &datasource.TimeRange{
			FromRaw:     strconv.FormatInt(q.fromMs, 10),
			ToRaw:       strconv.FormatInt(q.toMs, 10),
			FromEpochMs: q.fromMs,
			ToEpochMs:   q.toMs,
		},
		Datasource: &datasource.DatasourceInfo{
			Id:       q.sourceID,
			OrgId:    1,
			Name:     "source " + strconv.FormatInt(q.sourceID, 10),
			Type:     pluginID,
			Url:      q.url,
			JsonData: "{}",
		},
		Queries: []*datasource.Query{{RefId: "A", MaxDataPoints: 1000, IntervalMs: 15_000, ModelJson: string(model)}},
	}, nil
}

// model is the query as its editor saved it.
func (q query) model() ([]byte, error) {
	return json.Marshal(map[string]any{
		"datasourceId": q.sourceID,
		"refId":        "A",
		"target":       q.target,
		"type":         "timeserie",
	})
}
