//go:build grafana7

package main

import (
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-plugin"
	"github.com/prometheus/common/expfmt"
)

// allowUnknownFields in a request's JSON: yes, tests written for the newest contract name fields this one lacks.
const allowUnknownFields = true

func v2PluginSet() plugin.PluginSet {
	return plugin.PluginSet{
		"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
		"resource":    &grpcplugin.ResourceGRPCPlugin{},
		"data":        &grpcplugin.DataGRPCPlugin{},
	}
}

func newMetricsParser() expfmt.TextParser {
	return expfmt.TextParser{}
}

// addLaterHandlers adds none: unified alerting came with Grafana 8.
func (h *host) addLaterHandlers(map[string]handler) {}
