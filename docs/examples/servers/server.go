// A Simple JSON server with Go's standard library: go run server.go 8080
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"time"
)

func answer(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Range   struct{ From, To time.Time }
		Targets []struct{ Target, RefID string }
	}
	json.NewDecoder(r.Body).Decode(&asked) // GET / has no body
	results := []any{}
	for _, t := range asked.Targets {
		points, span := [101][2]float64{}, asked.Range.To.Sub(asked.Range.From)
		for i := range points {
			ms := float64(asked.Range.From.Add(span / 100 * time.Duration(i)).UnixMilli())
			points[i] = [2]float64{50 + 40*math.Sin(ms/600_000), ms}
		}
		results = append(results, map[string]any{"target": t.Target, "refId": t.RefID, "datapoints": points, "tags": map[string]string{"host": "web-1"}})
	}
	answers := map[string]any{"/": "works", "/search": []string{"cpu load", "temperature"}, "/query": results}
	if answers[r.URL.Path] == nil {
		w.WriteHeader(http.StatusNotFound)
	}
	json.NewEncoder(w).Encode(answers[r.URL.Path])
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	fmt.Println("listening on http://" + listener.Addr().String())
	panic(http.Serve(listener, http.HandlerFunc(answer)))
}
