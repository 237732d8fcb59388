package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is what Linux counts a process's time in for /proc, whatever the kernel's own rate (proc(5), USER_HZ).
const clockTick = 10 * time.Millisecond

// cpuTime of a process and all its threads, user and system.
func cpuTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The second field is the executable's name, which may hold spaces and parentheses.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat: expected 15 fields or more, but got %q", pid, stat)
	}
	var ticks time.Duration
	for _, field := range fields[11:13] {
		count, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += time.Duration(count)
	}
	return ticks * clockTick, nil
}

// ownCPUTime is the host's.
func ownCPUTime() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}

type memory struct {
	ResidentBytes int64 `json:"residentBytes"`
	// AnonymousBytes leaves out what is mapped from files, the executable above all.
	AnonymousBytes int64 `json:"anonymousBytes"`
	// PeakBytes is the most that was ever resident.
	PeakBytes int64 `json:"peakBytes"`
}

func memoryOf(pid int) (memory, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{}, err
	}
	var found memory
	wanted := map[string]*int64{"VmRSS": &found.ResidentBytes, "RssAnon": &found.AnonymousBytes, "VmHWM": &found.PeakBytes}
	for line := range strings.Lines(string(status)) {
		key, value, _ := strings.Cut(line, ":")
		into, ok := wanted[key]
		if !ok {
			continue
		}
		kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err != nil {
			return memory{}, err
		}
		*into = kib << 10
		delete(wanted, key)
	}
	if len(wanted) > 0 {
		return memory{}, fmt.Errorf("/proc/%d/status lacks VmRSS, RssAnon or VmHWM: %q", pid, status)
	}
	return found, nil
}
