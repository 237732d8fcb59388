package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"sync"
	"time"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// session is one plugin, started here or only connected to.
type session struct {
	conn            *grpc.ClientConn
	maxReceiveBytes int
	log             *logRecorder
	stderr          *recorder
	stdio           *recorder

	// Absent when only connected.
	client  *plugin.Client
	process *exec.Cmd
}

type launchParams struct {
	Path    string `json:"path"`
	Grafana string `json:"grafana"`
	// Env is added to the generation's; a later value wins.
	Env      []string `json:"env"`
	AutoMTLS bool     `json:"autoMtls"`
	// Versions overrides what the generation advertises.
	Versions []int `json:"versions"`
}

type launched struct {
	Session         string  `json:"session"`
	Pid             int     `json:"pid"`
	ProtocolVersion int     `json:"protocolVersion"`
	Network         string  `json:"network"`
	Address         string  `json:"address"`
	StartMs         float64 `json:"startMs"`
}

func (h *host) launch(params launchParams) (any, error) {
	grafana, err := generationOf(params.Grafana)
	if err != nil {
		return nil, err
	}
	if params.Versions != nil {
		grafana.versions = params.Versions
	}
	created := &session{maxReceiveBytes: grafana.maxReceiveBytes, log: newLogRecorder(), stderr: &recorder{}, stdio: &recorder{}}
	created.process = grafana.command(params.Path)
	created.process.Env = append(append([]string{}, grafana.env...), params.Env...)
	created.client = plugin.NewClient(created.clientConfig(grafana, params.AutoMTLS))

	began := time.Now()
	if err := created.connect(); err != nil {
		created.client.Kill()
		return nil, fmt.Errorf("%w\nplugin's stderr: %s", err, created.stderr.text())
	}
	address := created.client.ReattachConfig().Addr
	return launched{
		Session:         h.add(created),
		Pid:             created.process.Process.Pid,
		ProtocolVersion: created.client.NegotiatedVersion(),
		Network:         address.Network(),
		Address:         address.String(),
		StartMs:         float64(time.Since(began).Microseconds()) / 1000,
	}, nil
}

func (s *session) clientConfig(grafana generation, autoMTLS bool) *plugin.ClientConfig {
	return &plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  uint(grafana.versions[0]),
			MagicCookieKey:   "grafana_plugin_type",
			MagicCookieValue: "datasource",
		},
		VersionedPlugins: pluginSets(grafana.versions),
		Cmd:              s.process,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         autoMTLS,
		Logger:           s.log.logger,
		Stderr:           s.stderr,
		SyncStdout:       s.stdio,
		SyncStderr:       s.stdio,
	}
}

// connect does what Grafana does after NewClient: start, dial, dispense every key it knows.
func (s *session) connect() error {
	protocol, err := s.client.Client()
	if err != nil {
		return err
	}
	grpcClient, ok := protocol.(*plugin.GRPCClient)
	if !ok {
		return errors.New("the plugin does not speak gRPC")
	}
	s.conn = grpcClient.Conn
	for key := range pluginSets([]int{s.client.NegotiatedVersion()})[s.client.NegotiatedVersion()] {
		if _, err := grpcClient.Dispense(key); err != nil {
			return fmt.Errorf("dispense %s: %w", key, err)
		}
	}
	return nil
}

type attachParams struct {
	Network string `json:"network"`
	Address string `json:"address"`
	Grafana string `json:"grafana"`
}

// attach connects to a plugin that somebody else started, so that its stdout can be watched by them.
func (h *host) attach(params attachParams) (any, error) {
	grafana, err := generationOf(params.Grafana)
	if err != nil {
		return nil, err
	}
	dial := func(ctx context.Context, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, params.Network, params.Address)
	}
	conn, err := grpc.Dial("passthrough:///unused", grpc.WithInsecure(), grpc.WithContextDialer(dial)) //nolint:staticcheck // the old grpc has no other
	if err != nil {
		return nil, err
	}
	attached := &session{conn: conn, maxReceiveBytes: grafana.maxReceiveBytes, log: newLogRecorder(), stderr: &recorder{}, stdio: &recorder{}}
	return map[string]string{"session": h.add(attached)}, nil
}

type sessionParams struct {
	Session string `json:"session"`
}

// hangUp closes the connection and leaves the process alone, as Grafana 5.4 does 250 ms before it kills.
func (h *host) hangUp(params sessionParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	return nil, found.conn.Close()
}

type ended struct {
	// Exited is false when the wait was given up.
	Exited bool `json:"exited"`
	// ExitCode is -1 when a signal ended the process.
	ExitCode int     `json:"exitCode"`
	Ms       float64 `json:"ms"`
}

// kill is go-plugin's: Shutdown, two seconds, SIGKILL.
func (h *host) kill(params sessionParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	found.kill()
	return found.ended(began), nil
}

type waitParams struct {
	Session   string `json:"session"`
	TimeoutMs int    `json:"timeoutMs"`
}

// wait for the process to end by itself.
func (h *host) wait(params waitParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	if found.client == nil {
		return nil, errors.New("the plugin of this session was not started here")
	}
	began := time.Now()
	deadline := began.Add(time.Duration(params.TimeoutMs) * time.Millisecond)
	for !found.client.Exited() && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
	return found.ended(began), nil
}

func (s *session) kill() {
	if s.client != nil {
		s.client.Kill()
	}
	if s.conn != nil {
		_ = s.conn.Close()
	}
}

func (s *session) ended(began time.Time) ended {
	took := float64(time.Since(began).Microseconds()) / 1000
	if s.client == nil || !s.client.Exited() || s.process.ProcessState == nil {
		return ended{Ms: took}
	}
	return ended{Exited: true, ExitCode: s.process.ProcessState.ExitCode(), Ms: took}
}

// recorder is an io.Writer that several goroutines may use.
type recorder struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (r *recorder) Write(data []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.buffer.Write(data)
}

func (r *recorder) text() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.buffer.String()
}
