package main

import (
	"bytes"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

// collectMetrics calls CollectMetrics, parses the answer as a Prometheus that scrapes Grafana does, and checks it as
// `promtool check metrics` does.
func (h *host) collectMetrics(params sessionParams) (any, error) {
	session, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	messages, err := session.invoke(callParams{Method: "pluginv2.Diagnostics/CollectMetrics"})
	if err != nil {
		return nil, err
	}
	response, ok := messages[0].(*pluginv2.CollectMetricsResponse)
	if !ok {
		return nil, fmt.Errorf("CollectMetrics answered a %T", messages[0])
	}
	parser := newMetricsParser()
	text := response.GetMetrics().GetPrometheus()
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	names := []string{}
	for name := range families {
		names = append(names, name)
	}
	found, err := promlint.New(bytes.NewReader(text)).Lint()
	if err != nil {
		return nil, err
	}
	problems := []string{}
	for _, problem := range found {
		problems = append(problems, problem.Metric+": "+problem.Text)
	}
	return map[string]any{"families": names, "problems": problems}, nil
}
