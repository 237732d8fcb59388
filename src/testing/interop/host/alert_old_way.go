//go:build !grafana7

package main

import (
	"errors"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// readOldWay reads frames without their types, as Grafana 8 and 9 do with all of them and later ones with those that name
// no type: a table of one number column, or else wide series. Read from Grafana's pkg/expr/converter.go and
// pkg/expr/mathexp/type_series.go.
func readOldWay(frames data.Frames, knowsFieldless bool) (ruleInput, error) {
	if len(frames) == 1 {
		if knowsFieldless && len(frames[0].Fields) == 0 {
			return ruleInput{}, nil
		}
		if frames[0].TimeSeriesSchema().Type == data.TimeSeriesTypeNot && isNumberTable(frames[0]) {
			return ruleInput{numbers: numbersByText(frames[0])}, nil
		}
	}
	input := ruleInput{}
	for _, frame := range frames {
		schema := frame.TimeSeriesSchema()
		if schema.Type != data.TimeSeriesTypeWide {
			return ruleInput{}, fmt.Errorf("input data must be a wide series but got type %s (input refid)", schema.Type)
		}
		if len(schema.ValueIndices) == 1 && len(frame.Fields) != 2 {
			return ruleInput{}, fmt.Errorf("frame must have exactly two fields to be a series, has %d", len(frame.Fields))
		}
		if err := requireTimes(frame.Fields[schema.TimeIndex]); err != nil {
			return ruleInput{}, err
		}
		if err := requireFloatWhenEmpty(frame, schema.ValueIndices); err != nil {
			return ruleInput{}, err
		}
		series, err := wideSeries(frame, schema.ValueIndices)
		if err != nil {
			return ruleInput{}, err
		}
		input.series = append(input.series, series...)
	}
	return input, nil
}

func requireTimes(times *data.Field) error {
	for row := 0; row < times.Len(); row++ {
		if _, present := times.ConcreteAt(row); !present {
			return errors.New("time series with null time stamps are not supported")
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

// numbersByText makes NaN of a null, and an empty label of a text that is not there.
func numbersByText(frame *data.Frame) []ruleValue {
	numbers := make([]ruleValue, frame.Rows())
	for index, field := range frame.Fields {
		if !field.Type().Numeric() {
			continue
		}
		for row := range numbers {
			value, _ := frame.FloatAt(index, row)
			numbers[row] = ruleValue{labels: textsOf(frame, row), value: &value}
		}
	}
	return numbers
}

func textsOf(frame *data.Frame, row int) data.Labels {
	labels := data.Labels{}
	for _, field := range frame.Fields {
		if field.Type().NonNullableType() == data.FieldTypeString {
			text, _ := field.ConcreteAt(row)
			labels[field.Name] = fmt.Sprint(text)
		}
	}
	return labels
}
