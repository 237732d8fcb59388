// Command sdk-plugin is what one would write first on Grafana's Go SDK to ask a Simple JSON server for time series: the
// bench sets it beside ours in protocol version 2.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func main() {
	if err := datasource.Manage("grafana-simple-json-backend-datasource", newInstance, datasource.ManageOpts{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type instance struct {
	client *http.Client
	url    string
}

func newInstance(ctx context.Context, settings backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	options, err := settings.HTTPClientOptions(ctx)
	if err != nil {
		return nil, err
	}
	client, err := httpclient.New(options)
	if err != nil {
		return nil, err
	}
	return &instance{client: client, url: settings.URL}, nil
}

func (i *instance) Dispose() {
	i.client.CloseIdleConnections()
}

func (i *instance) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	for _, query := range request.Queries {
		frames, err := i.query(ctx, query)
		if err != nil {
			response.Responses[query.RefID] = backend.ErrDataResponse(backend.StatusInternal, err.Error())
			continue
		}
		response.Responses[query.RefID] = backend.DataResponse{Status: backend.StatusOK, Frames: frames}
	}
	return response, nil
}

type target struct {
	Target string `json:"target"`
	RefID  string `json:"refId"`
	Type   string `json:"type"`
}

type timeRange struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

type queryBody struct {
	Range         timeRange `json:"range"`
	IntervalMs    int64     `json:"intervalMs"`
	MaxDataPoints int64     `json:"maxDataPoints"`
	Targets       []target  `json:"targets"`
}

type series struct {
	Target string `json:"target"`
	// Value and ms; a value may be null.
	Datapoints [][2]*float64 `json:"datapoints"`
}

func (i *instance) query(ctx context.Context, query backend.DataQuery) (data.Frames, error) {
	asked := target{RefID: query.RefID}
	if err := json.Unmarshal(query.JSON, &asked); err != nil {
		return nil, err
	}
	body, err := json.Marshal(queryBody{
		Range:         timeRange{From: query.TimeRange.From.UTC(), To: query.TimeRange.To.UTC()},
		IntervalMs:    query.Interval.Milliseconds(),
		MaxDataPoints: query.MaxDataPoints,
		Targets:       []target{asked},
	})
	if err != nil {
		return nil, err
	}
	answered, err := i.post(ctx, "/query", body)
	if err != nil {
		return nil, err
	}
	frames := make(data.Frames, len(answered))
	for n, each := range answered {
		frames[n] = each.frame(query.RefID)
	}
	return frames, nil
}

func (i *instance) post(ctx context.Context, path string, body []byte) ([]series, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, i.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := i.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("expected status 200, but got %s", response.Status)
	}
	var answered []series
	if err := json.NewDecoder(response.Body).Decode(&answered); err != nil {
		return nil, err
	}
	return answered, nil
}

func (s series) frame(refID string) *data.Frame {
	times := make([]time.Time, 0, len(s.Datapoints))
	values := make([]*float64, 0, len(s.Datapoints))
	for _, point := range s.Datapoints {
		if point[1] == nil {
			continue
		}
		times = append(times, time.UnixMilli(int64(*point[1])).UTC())
		values = append(values, point[0])
	}
	frame := data.NewFrame(s.Target, data.NewField("time", nil, times), data.NewField("value", nil, values))
	frame.RefID = refID
	return frame
}
