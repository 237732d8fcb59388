package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// queryTimeout is longer than any query of the bench should take, on any machine.
const queryTimeout = time.Minute

type loadParams struct {
	Session string `json:"session"`
	Target  string `json:"target"`
	// Points that every answer must have.
	Points int `json:"points"`
	// Sources to ask in turn; 1 when absent.
	Sources int `json:"sources"`
	// InFlight queries at any time, the next one sent when one is answered. Not looked at with RatePerSecond.
	InFlight int `json:"inFlight"`
	// RatePerSecond of queries that are sent on time, whatever became of the ones before. 0: see InFlight.
	RatePerSecond float64 `json:"ratePerSecond"`
	// No query is sent after ForMs, except when there were not AtLeast so many.
	ForMs   float64 `json:"forMs"`
	AtLeast int     `json:"atLeast"`
}

type loaded struct {
	// LatenciesUs and DecodeUs are each query's: until the answer is decoded, and how much of this the decoding took.
	LatenciesUs []int64 `json:"latenciesUs"`
	DecodeUs    []int64 `json:"decodeUs"`
	// ElapsedMs is from the first query's start to the last one's end.
	ElapsedMs   float64 `json:"elapsedMs"`
	AnswerBytes int     `json:"answerBytes"`
	// Processor time of the whole load.
	PluginCPUMs   float64 `json:"pluginCpuMs"`
	HostCPUMs     float64 `json:"hostCpuMs"`
	UpstreamCPUMs float64 `json:"upstreamCpuMs"`
}

func (h *host) load(params loadParams) (any, error) {
	found, err := h.session(params.Session)
	if err != nil {
		return nil, err
	}
	upstream, err := h.runningUpstream()
	if err != nil {
		return nil, err
	}
	urls, err := upstream.firstURLs(max(params.Sources, 1))
	if err != nil {
		return nil, err
	}
	// The last load's garbage is not this one's.
	runtime.GC()
	loading := &load{loadParams: params, session: found, urls: urls}
	before, err := cpuTimes(found.pid(), upstream.pid())
	if err != nil {
		return nil, err
	}
	if err := loading.run(); err != nil {
		return nil, err
	}
	after, err := cpuTimes(found.pid(), upstream.pid())
	if err != nil {
		return nil, err
	}
	result := loading.loaded
	result.PluginCPUMs = milliseconds(after.plugin - before.plugin)
	result.HostCPUMs = milliseconds(after.host - before.host)
	result.UpstreamCPUMs = milliseconds(after.upstream - before.upstream)
	return result, nil
}

type cpuUse struct{ plugin, host, upstream time.Duration }

func cpuTimes(plugin, upstream int) (cpuUse, error) {
	var use cpuUse
	var err error
	if use.plugin, err = cpuTime(plugin); err != nil {
		return use, err
	}
	if use.upstream, err = cpuTime(upstream); err != nil {
		return use, err
	}
	use.host, err = ownCPUTime()
	return use, err
}

// load is one load command at work.
type load struct {
	loadParams
	session *session
	urls    []string
	began   time.Time
	sent    atomic.Int64

	mutex  sync.Mutex
	loaded loaded
}

func (l *load) run() error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	l.loaded.LatenciesUs = []int64{}
	l.loaded.DecodeUs = []int64{}
	l.began = time.Now()
	var running sync.WaitGroup
	ask := func(sentAt time.Time) {
		if err := l.askOne(ctx, sentAt); err != nil {
			cancel(err)
		}
	}
	if l.RatePerSecond > 0 {
		l.onTime(ctx, func(at time.Time) { running.Go(func() { ask(at) }) })
	} else {
		for range max(l.InFlight, 1) {
			running.Go(func() {
				for ctx.Err() == nil && l.wantsMore() {
					ask(time.Now())
				}
			})
		}
	}
	running.Wait()
	l.loaded.ElapsedMs = milliseconds(time.Since(l.began))
	return context.Cause(ctx)
}

// wantsMore counts the query in that the caller is about to send.
func (l *load) wantsMore() bool {
	return l.sent.Add(1) <= int64(l.AtLeast) || milliseconds(time.Since(l.began)) < l.ForMs
}

func (l *load) onTime(ctx context.Context, send func(at time.Time)) {
	pause := time.Duration(float64(time.Second) / l.RatePerSecond)
	for at := l.began; ctx.Err() == nil && l.wantsMore(); at = at.Add(pause) {
		time.Sleep(time.Until(at))
		send(at)
	}
}

func (l *load) askOne(parent context.Context, sentAt time.Time) error {
	ctx, cancel := context.WithTimeout(parent, queryTimeout)
	defer cancel()
	got, err := l.session.ask(ctx, l.session.nextQuery(l.urls, l.Target))
	took := time.Since(sentAt)
	if err != nil {
		return err
	}
	if got.points != l.Points {
		return fmt.Errorf("expected %d points in the answer to %s, but got %d", l.Points, l.Target, got.points)
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.loaded.LatenciesUs = append(l.loaded.LatenciesUs, took.Microseconds())
	l.loaded.DecodeUs = append(l.loaded.DecodeUs, got.decode.Microseconds())
	l.loaded.AnswerBytes = got.bytes
	return nil
}
