package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
)

// runUpstream is a Simple JSON server that spends as little as it can on a query. It answers at as many addresses as it is
// told, says them in one line of JSON, and ends with its stdin.
func runUpstream(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: host upstream NUMBER-OF-ADDRESSES")
	}
	count, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	// Its garbage is small and its bodies stay.
	debug.SetGCPercent(400)
	serving := &upstream{}
	urls := make([]string, count)
	for i := range urls {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		urls[i] = "http://" + listener.Addr().String()
		go serving.accept(listener)
	}
	if err := json.NewEncoder(os.Stdout).Encode(urls); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// upstream keeps every response it ever made. It reads requests with net/http but does without its server, which would
// take three times as long for each.
type upstream struct {
	responses sync.Map
}

func (u *upstream) accept(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go u.answerAll(connection)
	}
}

func (u *upstream) answerAll(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	reader := bufio.NewReader(connection)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		if _, err := connection.Write(u.response(request.URL.Path, body)); err != nil || request.Close {
			return
		}
	}
}

func (u *upstream) response(path string, body []byte) []byte {
	switch path {
	case "/":
		return response("200 OK", []byte("{}"))
	case "/search":
		return response("200 OK", []byte(`["points-100","points-10000","points-100000","points-1000000","digits-100000","series-10000"]`))
	case "/query":
		made, err := u.queryResponse(body)
		if err != nil {
			return response("400 Bad Request", []byte(err.Error()))
		}
		return made
	default:
		return response("404 Not Found", nil)
	}
}

func response(status string, body []byte) []byte {
	head := fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status, len(body))
	return append([]byte(head), body...)
}

func (u *upstream) queryResponse(body []byte) ([]byte, error) {
	var asked struct {
		Targets []struct {
			Target string `json:"target"`
		} `json:"targets"`
	}
	if err := json.Unmarshal(body, &asked); err != nil {
		return nil, err
	}
	names := make([]string, len(asked.Targets))
	for i, each := range asked.Targets {
		names[i] = each.Target
	}
	key := strings.Join(names, " ")
	if made, ok := u.responses.Load(key); ok {
		return made.([]byte), nil
	}
	answers, err := appendTargets(nil, names)
	if err != nil {
		return nil, err
	}
	made := response("200 OK", answers)
	u.responses.Store(key, made)
	return made, nil
}

func appendTargets(body []byte, names []string) ([]byte, error) {
	body = append(body, '[')
	for i, name := range names {
		if i > 0 {
			body = append(body, ',')
		}
		var err error
		if body, err = appendTarget(body, name); err != nil {
			return nil, err
		}
	}
	return append(body, ']'), nil
}

// appendTarget makes the answer to one target, which says by its name what it wants:
//
//	points-N  one series of N points whose values have up to three decimals, as most servers round them
//	digits-N  the same with all the digits of a double
//	series-N  N series of 10 points
func appendTarget(body []byte, name string) ([]byte, error) {
	kind, number, _ := strings.Cut(name, "-")
	count, err := strconv.Atoi(number)
	if err != nil || count < 0 {
		return nil, fmt.Errorf("expected a target such as points-100, but got %q", name)
	}
	switch kind {
	case "points":
		return appendSeries(body, name, count, 3), nil
	case "digits":
		return appendSeries(body, name, count, -1), nil
	case "series":
		for i := range count {
			if i > 0 {
				body = append(body, ',')
			}
			body = appendSeries(body, fmt.Sprintf("server-%05d", i), 10, 3)
		}
		return body, nil
	default:
		return nil, fmt.Errorf("expected a target points-, digits- or series-N, but got %q", name)
	}
}
