package main

import (
	"math"
	"sort"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// alertParams says what an alert rule asks, and what it makes of the answer: reduce each series, compare.
type alertParams struct {
	callParams
	// Reducer is "last" or "mean".
	Reducer string `json:"reducer"`
	// Above is the threshold.
	Above float64 `json:"above"`
	// Condition is "threshold", which "" means too, or "math"; unified alerting only.
	Condition string `json:"condition"`
	// Grafana names one of the ruleReaders; unified alerting only.
	Grafana string `json:"grafana"`
}

// alertOutcome is a rule's state, in the words of the alerting that evaluated it, with what led to it.
type alertOutcome struct {
	State     string          `json:"state"`
	Error     string          `json:"error"`
	Instances []alertInstance `json:"instances"`
}

type alertInstance struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	// Value is nil when there is none.
	Value any    `json:"value"`
	State string `json:"state"`
}

// alertSeries is one series on its way to a rule; a nil value is a null.
type alertSeries struct {
	name   string
	labels map[string]string
	values []*float64
}

// fingerprint is equal for equal label sets.
func fingerprint(labels map[string]string) string {
	pairs := make([]string, 0, len(labels))
	for name, value := range labels {
		pairs = append(pairs, name+"\x00"+value)
	}
	sort.Strings(pairs)
	return strings.Join(pairs, "\x01")
}

func nullableFloats(field *data.Field) ([]*float64, error) {
	values := make([]*float64, field.Len())
	for row := range values {
		if _, present := field.ConcreteAt(row); !present {
			continue
		}
		value, err := field.FloatAt(row)
		if err != nil {
			return nil, err
		}
		values[row] = &value
	}
	return values, nil
}

func isNumber(value *float64) bool {
	return value != nil && !math.IsNaN(*value)
}
