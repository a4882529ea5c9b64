package main

import (
	"fmt"
	"sync"
	"time"
)

type job struct {
	n     int
	reply chan int
}

var pool = sync.Pool{New: func() any { return new(job) }}

var queue = make(chan *job)

func worker() {
	for j := range queue {
		j.reply <- j.n * j.n
		pool.Put(j)
	}
}

// square asks a worker and waits for its answer.
func square(n int) int {
	j := pool.Get().(*job)
	j.n, j.reply = n, make(chan int, 1)
	queue <- j
	time.Sleep(20 * time.Millisecond) // log, count, trace
	return <-j.reply
}

func main() {
	go worker()
	var callers sync.WaitGroup
	for n := 2; n <= 3; n++ {
		callers.Go(func() { fmt.Printf("square(%d) = %d\n", n, square(n)) })
		time.Sleep(10 * time.Millisecond)
	}
	callers.Wait()
}
