//go:build !grafana7

package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// alertUnified asks as a rule of Grafana 8 and later does: a query, a strict reduce, a threshold. Read from Grafana's
// pkg/expr (converter.go, mathexp/reduce.go, threshold.go) and pkg/services/ngalert/eval/eval.go.
func (h *host) alertUnified(params alertParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	params.Method = "pluginv2.Data/QueryData"
	messages, err := found.invoke(params.callParams)
	if err != nil {
		return failedRule(err), nil
	}
	response, ok := messages[0].(*pluginv2.QueryDataResponse)
	if !ok {
		return nil, fmt.Errorf("QueryData answered a %T", messages[0])
	}
	decoded, err := backend.FromProto().QueryDataResponse(response)
	if err != nil {
		return failedRule(err), nil
	}
	for _, answered := range decoded.Responses {
		values, err := toRuleValues(answered, params.Reducer)
		if err != nil {
			return failedRule(err), nil
		}
		return evaluateUnified(values, params.Above), nil
	}
	return alertOutcome{State: "NoData", Instances: []alertInstance{}}, nil
}

func failedRule(err error) alertOutcome {
	return alertOutcome{State: "Error", Error: err.Error(), Instances: []alertInstance{}}
}

// ruleValue is what a rule's condition sees: one number for a label set.
type ruleValue struct {
	labels data.Labels
	value  *float64
}

// toRuleValues gives none where there is no data.
func toRuleValues(answered backend.DataResponse, reducer string) ([]ruleValue, error) {
	if answered.Error != nil {
		return nil, answered.Error
	}
	if len(answered.Frames) == 0 || len(answered.Frames[0].Fields) == 0 {
		return nil, nil
	}
	numbers, series, err := convertFrames(answered.Frames)
	if err != nil {
		return nil, err
	}
	for _, each := range series {
		numbers = append(numbers, ruleValue{labels: each.labels, value: reduceStrict(each, reducer)})
	}
	seen := map[string]bool{}
	for _, number := range numbers {
		if key := fingerprint(number.labels); seen[key] {
			return nil, fmt.Errorf("duplicate results with labels {%s}", number.labels)
		} else {
			seen[key] = true
		}
	}
	return numbers, nil
}

func convertFrames(frames data.Frames) ([]ruleValue, []alertSeries, error) {
	if meta := frames[0].Meta; meta != nil && meta.Type.Kind() != data.KindUnknown && !meta.TypeVersion.IsZero() {
		return convertTyped(frames, meta.Type)
	}
	if len(frames) == 1 && isNumberTable(frames[0]) {
		numbers, err := numbersByText(frames[0])
		return numbers, nil, err
	}
	series, err := convertWide(frames)
	return nil, series, err
}

// convertTyped follows the type that the first frame names.
func convertTyped(frames data.Frames, named data.FrameType) ([]ruleValue, []alertSeries, error) {
	switch named {
	case data.FrameTypeTimeSeriesMulti, data.FrameTypeTimeSeriesWide:
		series, err := convertWide(frames)
		return nil, series, err
	case data.FrameTypeTimeSeriesLong:
		wide, err := data.LongToWide(frames[0], nil)
		if err != nil {
			return nil, nil, err
		}
		series, err := convertWide(data.Frames{wide})
		return nil, series, err
	case data.FrameTypeNumericLong:
		numbers, err := numbersByText(frames[0])
		return numbers, nil, err
	case data.FrameTypeNumericWide, data.FrameTypeNumericMulti:
		numbers, err := numbersByField(frames)
		return numbers, nil, err
	default:
		return nil, nil, fmt.Errorf("no rule reads frames of type %q", named)
	}
}

func convertWide(frames data.Frames) ([]alertSeries, error) {
	var all []alertSeries
	for _, frame := range frames {
		schema := frame.TimeSeriesSchema()
		if schema.Type != data.TimeSeriesTypeWide {
			return nil, fmt.Errorf("input data must be a wide series but got type %s", schema.Type)
		}
		if err := requireTimes(frame.Fields[schema.TimeIndex]); err != nil {
			return nil, err
		}
		if err := requireFloatWhenEmpty(frame, schema.ValueIndices); err != nil {
			return nil, err
		}
		series, err := wideSeries(frame, schema.ValueIndices)
		if err != nil {
			return nil, err
		}
		all = append(all, series...)
	}
	return all, nil
}

func requireTimes(times *data.Field) error {
	for row := 0; row < times.Len(); row++ {
		if _, present := times.ConcreteAt(row); !present {
			return errors.New("time cannot be null")
		}
	}
	return nil
}

func requireFloatWhenEmpty(frame *data.Frame, valueIndices []int) error {
	if frame.Rows() > 0 {
		return nil
	}
	for _, index := range valueIndices {
		if kind := frame.Fields[index].Type().NonNullableType(); kind == data.FieldTypeFloat64 {
			return nil
		}
	}
	return errors.New("no float64 value column found in frame")
}

// isNumberTable tells a table that is one number for each combination of its texts.
func isNumberTable(frame *data.Frame) bool {
	numeric := 0
	for _, field := range frame.Fields {
		switch {
		case field.Type().Numeric():
			numeric++
		case field.Type().NonNullableType() != data.FieldTypeString:
			return false
		}
	}
	return numeric == 1
}

func numbersByText(frame *data.Frame) ([]ruleValue, error) {
	var numbers []ruleValue
	for _, field := range frame.Fields {
		if !field.Type().Numeric() {
			continue
		}
		values, err := nullableFloats(field)
		if err != nil {
			return nil, err
		}
		for row, value := range values {
			numbers = append(numbers, ruleValue{labels: textsOf(frame, row), value: value})
		}
	}
	return numbers, nil
}

func textsOf(frame *data.Frame, row int) data.Labels {
	labels := data.Labels{}
	for _, field := range frame.Fields {
		if field.Type().NonNullableType() != data.FieldTypeString {
			continue
		}
		if text, present := field.ConcreteAt(row); present {
			labels[field.Name] = fmt.Sprint(text)
		}
	}
	return labels
}

func numbersByField(frames data.Frames) ([]ruleValue, error) {
	var numbers []ruleValue
	for _, frame := range frames {
		for _, field := range frame.Fields {
			if !field.Type().Numeric() || field.Len() == 0 {
				continue
			}
			values, err := nullableFloats(field)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, ruleValue{labels: field.Labels, value: values[0]})
		}
	}
	return numbers, nil
}

// reduceStrict gives NaN as soon as one value is missing, and for no value at all; the last value as it is, null included.
func reduceStrict(series alertSeries, reducer string) *float64 {
	notANumber := math.NaN()
	if len(series.values) == 0 {
		return &notANumber
	}
	if reducer == "last" {
		return series.values[len(series.values)-1]
	}
	sum := 0.0
	for _, value := range series.values {
		if !isNumber(value) {
			return &notANumber
		}
		sum += *value
	}
	mean := sum / float64(len(series.values))
	return &mean
}

func evaluateUnified(values []ruleValue, above float64) alertOutcome {
	outcome := alertOutcome{State: "NoData", Instances: []alertInstance{}}
	rank := map[string]int{"NoData": 0, "Normal": 1, "Alerting": 2}
	for _, each := range values {
		instance := alertInstance{Labels: each.labels, State: "NoData"}
		if each.value != nil {
			instance.Value = lossless(*each.value)
			instance.State = "Normal"
			if *each.value > above {
				instance.State = "Alerting"
			}
		}
		if rank[instance.State] > rank[outcome.State] {
			outcome.State = instance.State
		}
		outcome.Instances = append(outcome.Instances, instance)
	}
	return outcome
}
