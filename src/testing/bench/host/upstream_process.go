package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
)

// upstreamProcess is the Simple JSON server in a process of its own, so that its time is not counted as anybody else's.
type upstreamProcess struct {
	process *exec.Cmd
	stdin   io.Closer
	urls    []string
}

func startUpstreamProcess(sources int) (*upstreamProcess, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	process := exec.Command(executable, "upstream", strconv.Itoa(sources))
	process.Stderr = os.Stderr
	stdin, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	started := &upstreamProcess{process: process, stdin: stdin}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		started.stop()
		return nil, fmt.Errorf("the upstream said nothing: %w", err)
	}
	return started, json.Unmarshal(line, &started.urls)
}

func (u *upstreamProcess) pid() int {
	return u.process.Process.Pid
}

func (u *upstreamProcess) firstURLs(count int) ([]string, error) {
	if count > len(u.urls) {
		return nil, fmt.Errorf("%d sources were asked for, but startUpstream was told of %d only", count, len(u.urls))
	}
	return u.urls[:count], nil
}

// stop ends its stdin, which it waits for.
func (u *upstreamProcess) stop() {
	_ = u.stdin.Close()
	_ = u.process.Wait()
}
