// Command host stands in for Grafana in the bench: it starts plugins through the real go-plugin, queries them and says what
// it took. It answers commands, one JSON object per line on stdin, one answer per line on stdout, in whatever order they
// finish. When stdin ends it stops what it started and exits. As "host upstream" it is the server behind the plugins.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "upstream" {
		return runUpstream(args[1:])
	}
	commands, err := takeStdin()
	if err != nil {
		return err
	}
	host := newHost()
	defer host.stop()
	serve(commands, os.Stdout, host.handlers())
	return nil
}

// takeStdin keeps stdin to ourselves: go-plugin hands os.Stdin on to plugins, and Grafana's own is /dev/null.
func takeStdin() (*os.File, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	commands := os.Stdin
	os.Stdin = null
	return commands, nil
}
