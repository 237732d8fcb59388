package main

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/grafana/grafana-plugin-model/go/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// pluginID is the key Grafana dispenses version 1 plugins by; it stays on the host's side of the wire.
const pluginID = "grafana-simple-json-backend-datasource"

// grafanas says for each protocol version which Grafana asks for it.
var grafanas = map[int]string{1: "7.5.5", 2: "13.0.0"}

var pluginSets = map[int]plugin.PluginSet{
	1: {pluginID: &datasource.DatasourcePluginImpl{}},
	2: {
		"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
		"resource":    &grpcplugin.ResourceGRPCPlugin{},
		"data":        &grpcplugin.DataGRPCPlugin{},
		"stream":      &grpcplugin.StreamGRPCPlugin{},
	},
}

// session is one plugin that runs.
type session struct {
	client  *plugin.Client
	process *exec.Cmd
	conn    *grpc.ClientConn
	version int
	stderr  *lastBytes
	asked   atomic.Int64
}

type launchParams struct {
	Path string   `json:"path"`
	Args []string `json:"args"`
	// Version is the only protocol version that the host offers.
	Version int `json:"version"`
	// Env is added to Grafana's; a later value wins.
	Env []string `json:"env"`
}

type launched struct {
	Session string `json:"session"`
	Pid     int    `json:"pid"`
	// StartMs is from the spawn until go-plugin has read the handshake line.
	StartMs float64 `json:"startMs"`
}

func (h *host) launch(params launchParams) (any, error) {
	grafana, ok := grafanas[params.Version]
	if !ok {
		return nil, fmt.Errorf("no such protocol version: %d", params.Version)
	}
	created := &session{version: params.Version, stderr: &lastBytes{}}
	created.process = exec.Command(params.Path, params.Args...)
	created.process.Env = append([]string{"GF_VERSION=" + grafana, "GF_EDITION=Open Source"}, params.Env...)
	created.client = plugin.NewClient(created.clientConfig())
	startMs, err := created.start()
	if err != nil {
		created.kill()
		return nil, created.explain(err)
	}
	return launched{Session: h.add(created), Pid: created.pid(), StartMs: startMs}, nil
}

func (s *session) clientConfig() *plugin.ClientConfig {
	return &plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  uint(s.version),
			MagicCookieKey:   "grafana_plugin_type",
			MagicCookieValue: "datasource",
		},
		VersionedPlugins: map[int]plugin.PluginSet{s.version: pluginSets[s.version]},
		Cmd:              s.process,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		// Grafana's own default level: what it costs a host to read a plugin's log is part of a query.
		Logger: hclog.New(&hclog.LoggerOptions{Level: hclog.Info, Output: io.Discard}),
		Stderr: s.stderr,
	}
}

// start does what Grafana does after NewClient: start, dial, dispense every key it knows.
func (s *session) start() (startMs float64, err error) {
	began := time.Now()
	if _, err := s.client.Start(); err != nil {
		return 0, err
	}
	startMs = milliseconds(time.Since(began))
	protocol, err := s.client.Client()
	if err != nil {
		return 0, err
	}
	grpcClient, ok := protocol.(*plugin.GRPCClient)
	if !ok {
		return 0, errors.New("the plugin does not speak gRPC")
	}
	s.conn = grpcClient.Conn
	for key := range pluginSets[s.version] {
		if _, err := grpcClient.Dispense(key); err != nil {
			return 0, fmt.Errorf("dispense %s: %w", key, err)
		}
	}
	return startMs, nil
}

// kill does without Shutdown: how a plugin stops is not measured, and one that does not know how would take two seconds.
// Its socket stays behind.
func (s *session) kill() {
	if s.process.Process != nil {
		_ = s.process.Process.Kill()
	}
	s.client.Kill()
}

func (s *session) pid() int {
	return s.process.Process.Pid
}

func (s *session) explain(err error) error {
	if said := s.stderr.text(); said != "" {
		return fmt.Errorf("%w\nthe plugin's stderr ends with: %s", err, said)
	}
	return err
}

// lastBytes is an io.Writer that keeps the end of what is written to it.
type lastBytes struct {
	mutex sync.Mutex
	kept  []byte
}

const keptBytes = 2000

func (l *lastBytes) Write(data []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.kept = append(l.kept, data...)
	if len(l.kept) > 2*keptBytes {
		l.kept = append(l.kept[:0], l.kept[len(l.kept)-keptBytes:]...)
	}
	return len(data), nil
}

func (l *lastBytes) text() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return string(l.kept)
}

func milliseconds(duration time.Duration) float64 {
	return float64(duration.Microseconds()) / 1000
}
