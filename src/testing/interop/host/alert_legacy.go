package main

import (
	"errors"
	"fmt"

	"github.com/grafana/grafana-plugin-model/go/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/protobuf/proto"
)

// alertLegacy asks as a rule of Grafana 5 to 8 does and evaluates the answer like its query condition: an error of the
// plugin or of the conversion fails the rule, a series whose values are all null counts as empty, and a rule whose series
// are all empty has no data. Read from Grafana 7.5.5, pkg/services/alerting/conditions/{query,reducer}.go.
func (h *host) alertLegacy(params alertParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	messages, err := found.invoke(params.callParams)
	if err != nil {
		return alertOutcome{State: "error", Error: err.Error()}, nil
	}
	series, err := legacySeries(messages[0])
	if err != nil {
		return alertOutcome{State: "error", Error: err.Error()}, nil
	}
	return evaluateLegacy(series, params), nil
}

func legacySeries(message proto.Message) ([]alertSeries, error) {
	switch response := forGRPC(message).(type) {
	case *datasource.DatasourceResponse:
		return legacySeriesV1(response)
	case *pluginv2.QueryDataResponse:
		return legacySeriesV2(response)
	default:
		return nil, fmt.Errorf("no rule reads a %T", response)
	}
}

// legacySeriesV1 ignores tables, as Grafana does.
func legacySeriesV1(response *datasource.DatasourceResponse) ([]alertSeries, error) {
	var all []alertSeries
	for _, result := range response.Results {
		if result.Error != "" {
			return nil, errors.New(result.Error)
		}
		for _, series := range result.Series {
			converted := alertSeries{name: series.Name, labels: series.Tags}
			for _, point := range series.Points {
				converted.values = append(converted.values, &point.Value)
			}
			all = append(all, converted)
		}
	}
	return all, nil
}

func legacySeriesV2(response *pluginv2.QueryDataResponse) ([]alertSeries, error) {
	decoded, err := backend.FromProto().QueryDataResponse(response)
	if err != nil {
		return nil, err
	}
	var all []alertSeries
	for _, answered := range decoded.Responses {
		if answered.Error != nil {
			return nil, answered.Error
		}
		for _, frame := range answered.Frames {
			series, err := frameToSeriesSlice(frame)
			if err != nil {
				return nil, err
			}
			all = append(all, series...)
		}
	}
	return all, nil
}

func frameToSeriesSlice(frame *data.Frame) ([]alertSeries, error) {
	schema := frame.TimeSeriesSchema()
	if schema.Type == data.TimeSeriesTypeNot {
		// No field, or a time field only, is how an empty series may look.
		if len(frame.Fields) == 0 || len(frame.TypeIndices(data.FieldTypeTime, data.FieldTypeNullableTime)) == len(frame.Fields) {
			return []alertSeries{{name: frame.Name}}, nil
		}
		return nil, errors.New("input frame is not recognized as a time series")
	}
	if schema.Type == data.TimeSeriesTypeLong {
		wide, err := data.LongToWide(frame, nil)
		if err != nil {
			return nil, err
		}
		frame, schema = wide, wide.TimeSeriesSchema()
	}
	return wideSeries(frame, schema.ValueIndices)
}

func wideSeries(frame *data.Frame, valueIndices []int) ([]alertSeries, error) {
	var all []alertSeries
	for _, index := range valueIndices {
		field := frame.Fields[index]
		values, err := nullableFloats(field)
		if err != nil {
			return nil, err
		}
		all = append(all, alertSeries{name: seriesName(field), labels: field.Labels, values: values})
	}
	return all, nil
}

func seriesName(field *data.Field) string {
	switch config := field.Config; {
	case config != nil && config.DisplayName != "":
		return config.DisplayName
	case config != nil && config.DisplayNameFromDS != "":
		return config.DisplayNameFromDS
	case len(field.Labels) > 0:
		return field.Labels.String()
	default:
		return field.Name
	}
}

func evaluateLegacy(series []alertSeries, params alertParams) alertOutcome {
	outcome := alertOutcome{State: "no_data", Instances: []alertInstance{}}
	for _, each := range series {
		instance := alertInstance{Name: each.name, Labels: each.labels, State: "no_data"}
		if value, ok := reduceLegacy(each, params.Reducer); ok {
			instance.Value = lossless(value)
			instance.State = "ok"
			if value > params.Above {
				instance.State = "alerting"
			}
		}
		if instance.State == "alerting" || (outcome.State == "no_data" && instance.State == "ok") {
			outcome.State = instance.State
		}
		outcome.Instances = append(outcome.Instances, instance)
	}
	return outcome
}

// reduceLegacy leaves nulls out, whatever the reducer; false when nothing is left.
func reduceLegacy(series alertSeries, reducer string) (float64, bool) {
	var sum, last float64
	var count int
	for _, value := range series.values {
		if isNumber(value) {
			sum += *value
			last = *value
			count++
		}
	}
	if count == 0 {
		return 0, false
	}
	if reducer == "last" {
		return last, true
	}
	return sum / float64(count), true
}
