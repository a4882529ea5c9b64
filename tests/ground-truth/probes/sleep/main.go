// Command sleep measures how late time.Sleep returns in an idle process and
// beside a busy goroutine, and how soon a goroutine runs after its go statement.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"poolscope/groundtruth/probes/report"
)

func main() {
	if len(os.Args) > 1 {
		measure()
		return
	}
	self, err := os.Executable()
	check(err)
	for _, p := range []int{1, 2, 8, 64} {
		cmd := exec.Command(self, "child")
		cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", p))
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		check(cmd.Run())
	}
	nap()
}

// nap measures the system call by which a thread that steals leaves a goroutine
// to its owner for a moment (runtime/proc.go, runqgrab).
func nap() {
	runtime.LockOSThread()
	var took []float64
	for range 1000 {
		time.Sleep(time.Millisecond)
		want := syscall.Timespec{Nsec: 3000}
		t := time.Now()
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&want)), 0, 0)
		took = append(took, float64(time.Since(t))/1000)
	}
	report.Print("system.sleep.3us", "us", "nanosleep of 3 us, in the scheduling class of the probe", took...)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure() {
	p := strconv.Itoa(runtime.GOMAXPROCS(0))
	for _, d := range []time.Duration{100, 1000, 1500, 5000, 5300, 20000} {
		d *= time.Microsecond
		late := lateness(d, 150)
		report.Print(fmt.Sprintf("sleep.late.%v.p%s", d, p), "us", "time.Sleep on an otherwise idle process: how much later than asked", late...)
	}
	var start []float64
	for range 300 {
		time.Sleep(2 * time.Millisecond)
		done := make(chan float64)
		t := time.Now()
		go func() { done <- float64(time.Since(t)) / 1000 }()
		start = append(start, <-done)
	}
	report.Print("go.start.p"+p, "us", "from a go statement to the goroutine's first instruction, starter blocks at once", start...)
	start = start[:0]
	for range 300 {
		time.Sleep(2 * time.Millisecond)
		done := make(chan float64, 1)
		t := time.Now()
		go func() { done <- float64(time.Since(t)) / 1000 }()
		for time.Since(t) < 200*time.Microsecond {
		}
		start = append(start, <-done)
	}
	report.Print("go.startWhileBusy.p"+p, "us", "the same, starter goes on computing for 200 us: at P=1 the goroutine has to wait for that, else another P takes it", start...)

	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	time.Sleep(20 * time.Millisecond)
	late := lateness(5*time.Millisecond, 100)
	report.Print("sleep.lateBusy.5ms.p"+p, "us", "time.Sleep(5 ms) beside one goroutine that computes all the time", late...)
	close(stop)
}

func lateness(d time.Duration, n int) (late []float64) {
	for range n {
		t := time.Now()
		time.Sleep(d)
		late = append(late, float64(time.Since(t)-d)/1000)
	}
	return late
}
