package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

var locks = sync.Pool{New: func() any { return new(sync.Mutex) }}

var balance int

var waits atomic.Int32 // callers that found the lock taken

// deposit adds one coin under a lock.
func deposit() {
	mu := locks.Get().(*sync.Mutex)
	defer locks.Put(mu)
	if !mu.TryLock() {
		waits.Add(1)
		mu.Lock()
	}
	defer mu.Unlock()
	old := balance
	time.Sleep(time.Millisecond) // the ledger takes a moment
	balance = old + 1
}

func main() {
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(deposit)
	}
	wg.Wait()
	fmt.Println("100 deposits, balance", balance, "waits", waits.Load())
}
