//go:build !grafana7

package main

import (
	"fmt"
	"math"
)

// ruleReader is how one line of Grafana releases reads the frames of a rule, as seen on running servers.
type ruleReader struct {
	// dataplane is true where typed frames are read by github.com/grafana/dataplane/sdata.
	dataplane bool
	// knowsFieldless is true where one frame without fields, untyped, is no data rather than a frame of a wrong type.
	knowsFieldless bool
	// thresholdFiresOnNaN: a math condition does so everywhere.
	thresholdFiresOnNaN bool
}

// ruleReaders are named after a release; 12.4-old is 12.4 with the toggle disableSSEDataplane.
var ruleReaders = map[string]ruleReader{
	"8.5":      {thresholdFiresOnNaN: true},
	"9.5":      {knowsFieldless: true, thresholdFiresOnNaN: true},
	"10.1":     {dataplane: true, knowsFieldless: true, thresholdFiresOnNaN: true},
	"12.4":     {dataplane: true, knowsFieldless: true},
	"12.4-old": {knowsFieldless: true},
}

func ruleReaderOf(name string) (ruleReader, error) {
	if name == "" {
		name = "12.4"
	}
	found, ok := ruleReaders[name]
	if !ok {
		return ruleReader{}, fmt.Errorf("no such reader of rules: %q", name)
	}
	return found, nil
}

// fires says whether a rule's condition is met: a threshold, or "math", which takes everything but 0 for true.
func (r ruleReader) fires(value float64, params alertParams) bool {
	if math.IsNaN(value) {
		return params.Condition == "math" || r.thresholdFiresOnNaN
	}
	return value > params.Above
}
