//go:build !grafana7

package main

import (
	"fmt"
	"math"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// alertUnified asks as a rule of Grafana 8 and later does: a query, a strict reduce where there are series, a condition.
// Read from Grafana's pkg/expr (mathexp/reduce.go, threshold.go) and pkg/services/ngalert/eval/eval.go.
func (h *host) alertUnified(params alertParams) (any, error) {
	reader, err := ruleReaderOf(params.Grafana)
	if err != nil {
		return nil, err
	}
	decoded, err := h.askAsRule(params)
	if err != nil {
		return nil, err
	}
	if decoded.failure != nil {
		return failedRule(decoded.failure), nil
	}
	for _, answered := range decoded.response.Responses {
		values, err := reader.toRuleValues(answered, params.Reducer)
		if err != nil {
			return failedRule(err), nil
		}
		return reader.evaluate(values, params), nil
	}
	return alertOutcome{State: "NoData", Instances: []alertInstance{}}, nil
}

// ruleAnswer is what the plugin answered, or how the call failed, which fails the rule and not the command.
type ruleAnswer struct {
	response *backend.QueryDataResponse
	failure  error
}

func (h *host) askAsRule(params alertParams) (ruleAnswer, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return ruleAnswer{}, err
	}
	params.Method = "pluginv2.Data/QueryData"
	messages, err := found.invoke(params.callParams)
	if err != nil {
		return ruleAnswer{failure: err}, nil
	}
	response, ok := messages[0].(*pluginv2.QueryDataResponse)
	if !ok {
		return ruleAnswer{}, fmt.Errorf("QueryData answered a %T", messages[0])
	}
	decoded, err := backend.FromProto().QueryDataResponse(response)
	return ruleAnswer{response: decoded, failure: err}, nil
}

func failedRule(err error) alertOutcome {
	return alertOutcome{State: "Error", Error: err.Error(), Instances: []alertInstance{}}
}

// ruleInput is what an answer's frames are to a rule; nothing at all is no data.
type ruleInput struct {
	numbers []ruleValue
	series  []alertSeries
}

// ruleValue is what a rule's condition sees: one number for a label set.
type ruleValue struct {
	labels data.Labels
	value  *float64
}

// toRuleValues gives none where there is no data.
func (r ruleReader) toRuleValues(answered backend.DataResponse, reducer string) ([]ruleValue, error) {
	if answered.Error != nil {
		return nil, answered.Error
	}
	if len(answered.Frames) == 0 {
		return nil, nil
	}
	input, err := r.read(answered.Frames)
	if err != nil {
		return nil, err
	}
	values := input.numbers
	for _, each := range input.series {
		values = append(values, ruleValue{labels: each.labels, value: reduceStrict(each, reducer)})
	}
	seen := map[string]bool{}
	for _, each := range values {
		key := fingerprint(each.labels)
		if seen[key] {
			return nil, fmt.Errorf("frame cannot uniquely be identified by its labels: has duplicate results with labels {%s}", each.labels)
		}
		seen[key] = true
	}
	return values, nil
}

func (r ruleReader) read(frames data.Frames) (ruleInput, error) {
	if r.dataplane {
		if named, ok := canReadDataplane(frames); ok {
			return readDataplane(frames, named)
		}
	}
	return readOldWay(frames, r.knowsFieldless)
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

func (r ruleReader) evaluate(values []ruleValue, params alertParams) alertOutcome {
	outcome := alertOutcome{State: "NoData", Instances: []alertInstance{}}
	rank := map[string]int{"NoData": 0, "Normal": 1, "Alerting": 2}
	for _, each := range values {
		instance := alertInstance{Labels: each.labels, State: "NoData"}
		if each.value != nil {
			instance.Value = lossless(*each.value)
			instance.State = "Normal"
			if r.fires(*each.value, params) {
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
