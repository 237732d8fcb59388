package main

import (
	"math"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// losslessValues survive JSON: times as text in ns since the epoch, 64-bit integers, NaN and infinities as text.
func losslessValues(field *data.Field) []any {
	values := make([]any, field.Len())
	for i := range values {
		if value, ok := field.ConcreteAt(i); ok {
			values[i] = lossless(value)
		}
	}
	return values
}

func lossless(value any) any {
	switch typed := value.(type) {
	case time.Time:
		return strconv.FormatInt(typed.UnixNano(), 10)
	case int64:
		return strconv.FormatInt(typed, 10)
	case uint64:
		return strconv.FormatUint(typed, 10)
	case float32:
		return losslessFloat(float64(typed))
	case float64:
		return losslessFloat(typed)
	default:
		return value
	}
}

func losslessFloat(value float64) any {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return strconv.FormatFloat(value, 'g', -1, 64)
	}
	return value
}
