//go:build !grafana7

package main

import (
	"errors"
	"fmt"

	"github.com/grafana/dataplane/sdata"
	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// canReadDataplane tells frames that Grafana 10 and later hand to sdata from those they read the old way: the first one
// has to name a type and a version that sdata knows. Read from Grafana 12.4, pkg/expr/dataplane.go.
func canReadDataplane(frames data.Frames) (data.FrameType, bool) {
	meta := frames[0].Meta
	if meta == nil || meta.Type == "" || meta.TypeVersion.IsZero() {
		return "", false
	}
	named, err := reader.CanReadBasedOnMeta(frames)
	var odd *sdata.VersionWarning
	return named, err == nil || errors.As(err, &odd)
}

func readDataplane(frames data.Frames, named data.FrameType) (ruleInput, error) {
	switch named.Kind() {
	case data.KindTimeSeries:
		return readDataplaneSeries(frames)
	case data.KindNumeric:
		return readDataplaneNumbers(frames)
	default:
		return ruleInput{}, fmt.Errorf("kind %s (type %s) not supported by server side expressions", named.Kind(), named)
	}
}

func readDataplaneSeries(frames data.Frames) (ruleInput, error) {
	found, err := timeseries.CollectionReaderFromFrames(frames)
	if err != nil {
		return ruleInput{}, err
	}
	collection, err := found.GetCollection(false)
	if err != nil {
		return ruleInput{}, err
	}
	input := ruleInput{}
	for _, ref := range collection.Refs {
		series := alertSeries{name: ref.GetMetricName(), labels: ref.GetLabels(), values: make([]*float64, ref.ValueField.Len())}
		for row := range series.values {
			if _, series.values[row], err = ref.NullableFloat64Point(row); err != nil {
				return ruleInput{}, err
			}
		}
		input.series = append(input.series, series)
	}
	return input, nil
}

func readDataplaneNumbers(frames data.Frames) (ruleInput, error) {
	found, err := numeric.CollectionReaderFromFrames(frames)
	if err != nil {
		return ruleInput{}, err
	}
	collection, err := found.GetCollection(false)
	if err != nil {
		return ruleInput{}, err
	}
	input := ruleInput{}
	for _, ref := range collection.Refs {
		value, _, err := ref.NullableFloat64Value()
		if err != nil {
			return ruleInput{}, err
		}
		input.numbers = append(input.numbers, ruleValue{labels: ref.GetLabels(), value: value})
	}
	return input, nil
}
