package main

import (
	"math"
	"math/rand/v2"
	"strconv"
)

// appendSeries writes a random walk, the same one every time, a point a second. Decimals as in strconv.FormatFloat, except
// that trailing zeros are left out.
func appendSeries(body []byte, name string, points, decimals int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(points)))
	body = append(body, `{"target":`...)
	body = strconv.AppendQuote(body, name)
	body = append(body, `,"datapoints":[`...)
	value := 100.0
	for i := range points {
		if i > 0 {
			body = append(body, ',')
		}
		value += random.NormFloat64()
		body = append(body, '[')
		body = strconv.AppendFloat(body, rounded(value, decimals), 'f', -1, 64)
		body = append(body, ',')
		body = strconv.AppendInt(body, rangeStart+int64(i)*1000, 10)
		body = append(body, ']')
	}
	return append(body, `]}`...)
}

func rounded(value float64, decimals int) float64 {
	if decimals < 0 {
		return value
	}
	scale := math.Pow10(decimals)
	return math.Round(value*scale) / scale
}
