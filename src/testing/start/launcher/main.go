// Command launcher takes its own place by the plugin, after it has had refused what LAUNCH_REFUSE names, and through the emulator
// that LAUNCH_EMULATOR names. Both are seen by nobody else.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

const (
	prSetSeccomp    = 22
	prSetNoNewPrivs = 38
	seccompFilter   = 2
	memfdCreate     = 319

	loadNumber   = 0x20 // BPF_LD | BPF_W | BPF_ABS
	jumpIfEqual  = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
	returnAnswer = 0x06 // BPF_RET | BPF_K
	allow        = 0x7fff0000
	failEperm    = 0x00050000 | uint32(syscall.EPERM)
)

func main() {
	// A filter is a thread's; the thread that executes something is the only one left.
	runtime.LockOSThread()
	if os.Getenv("LAUNCH_REFUSE") == "memfd_create" {
		refuse(memfdCreate)
	}
	argv := []string{os.Getenv("LAUNCH_PLUGIN")}
	if emulator := os.Getenv("LAUNCH_EMULATOR"); emulator != "" {
		argv = []string{emulator, argv[0]}
	}
	fail("execute "+argv[0], syscall.Exec(argv[0], argv, withoutOurs(os.Environ())))
}

func withoutOurs(environment []string) []string {
	kept := []string{}
	for _, each := range environment {
		if !strings.HasPrefix(each, "LAUNCH_") {
			kept = append(kept, each)
		}
	}
	return kept
}

// refuse makes the kernel answer a system call with EPERM, as container runtimes do.
func refuse(number uint32) {
	program := []syscall.SockFilter{
		{Code: loadNumber},
		{Code: jumpIfEqual, Jf: 1, K: number},
		{Code: returnAnswer, K: failEperm},
		{Code: returnAnswer, K: allow},
	}
	filter := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0); errno != 0 {
		fail("give up new privileges", errno)
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetSeccomp, seccompFilter, uintptr(unsafe.Pointer(&filter))); errno != 0 {
		fail("set a filter", errno)
	}
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "launcher: cannot %s: %v\n", what, err)
	os.Exit(126)
}
