package main

import (
	"bytes"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// collectMetrics calls CollectMetrics and parses the answer as a Prometheus that scrapes Grafana does.
func (h *host) collectMetrics(params sessionParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	messages, err := found.invoke(callParams{Method: "pluginv2.Diagnostics/CollectMetrics"})
	if err != nil {
		return nil, err
	}
	response, ok := messages[0].(*pluginv2.CollectMetricsResponse)
	if !ok {
		return nil, fmt.Errorf("CollectMetrics answered a %T", messages[0])
	}
	parser := newMetricsParser()
	families, err := parser.TextToMetricFamilies(bytes.NewReader(response.GetMetrics().GetPrometheus()))
	if err != nil {
		return nil, err
	}
	names := []string{}
	for name := range families {
		names = append(names, name)
	}
	return map[string]any{"families": names}, nil
}
