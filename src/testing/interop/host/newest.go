//go:build !grafana7

package main

import (
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-plugin"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// allowUnknownFields in a request's JSON: no, a misspelt one shall fail the test.
const allowUnknownFields = false

func v2PluginSet() plugin.PluginSet {
	return plugin.PluginSet{
		"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
		"resource":    &grpcplugin.ResourceGRPCPlugin{},
		"data":        &grpcplugin.DataGRPCPlugin{},
		"stream":      &grpcplugin.StreamGRPCPlugin{},
		"admission":   &grpcplugin.AdmissionGRPCPlugin{},
		"conversion":  &grpcplugin.ConversionGRPCPlugin{},
	}
}

func newMetricsParser() expfmt.TextParser {
	return expfmt.NewTextParser(model.UTF8Validation)
}

func (h *host) addLaterHandlers(handlers map[string]handler) {
	handlers["alertUnified"] = withParams(h.alertUnified)
	handlers["readAsSQL"] = withParams(h.readAsSQL)
}
