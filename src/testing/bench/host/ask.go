package main

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto" // registers the codec that timedCodec wraps
	"google.golang.org/grpc/mem"
)

// query is one panel query, free of protocol versions.
type query struct {
	sourceID int64
	url      string
	target   string
	fromMs   int64
	toMs     int64
}

// asked is what one answer was and what it cost the host itself.
type asked struct {
	bytes  int
	points int
	decode time.Duration
}

// window is the time range of a panel.
const window = 6 * time.Hour

// rangeStart is where the first query's range starts: 2024-05-01T06:00:00Z.
const rangeStart = 1_714_543_200_000

// nextQuery differs from every other one in its time range, so that no answer can be had from a cache.
func (s *session) nextQuery(urls []string, target string) query {
	number := s.asked.Add(1)
	source := (number - 1) % int64(len(urls))
	from := rangeStart + number*1000
	return query{sourceID: source + 1, url: urls[source], target: target, fromMs: from, toMs: from + window.Milliseconds()}
}

// ask sends one query and decodes the answer as far as Grafana does.
func (s *session) ask(ctx context.Context, asking query) (asked, error) {
	codec := &timedCodec{CodecV2: encoding.GetCodecV2("proto")}
	var points int
	var err error
	if s.version == 1 {
		points, err = s.askVersion1(ctx, asking, grpc.ForceCodecV2(codec))
	} else {
		points, err = s.askVersion2(ctx, asking, codec)
	}
	if err != nil {
		return asked{}, s.explain(fmt.Errorf("query for %s at %s: %w", asking.target, asking.url, err))
	}
	return asked{bytes: codec.bytes, points: points, decode: codec.spent}, nil
}

// timedCodec is grpc's own codec, with a watch.
type timedCodec struct {
	encoding.CodecV2
	bytes int
	spent time.Duration
}

func (c *timedCodec) Unmarshal(data mem.BufferSlice, into any) error {
	defer c.time(time.Now())
	c.bytes = data.Len()
	return c.CodecV2.Unmarshal(data, into)
}

func (c *timedCodec) time(began time.Time) {
	c.spent += time.Since(began)
}
