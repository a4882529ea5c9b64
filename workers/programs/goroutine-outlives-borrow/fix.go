package main

import (
	"bytes"
	"fmt"
	"sync"
	"time"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var mails sync.WaitGroup

// confirm renders an order confirmation and mails it in the background.
func confirm(customer string) {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	buf.WriteString("order of ")
	buf.WriteString(customer)
	text := buf.String()
	mails.Go(func() {
		connect()
		fmt.Println("mailed:", text)
	})
}

// connect stands for the moment it takes to reach the mail server.
func connect() { time.Sleep(10 * time.Millisecond) }

func main() {
	for _, customer := range []string{"Ada", "Bo", "Cy", "Di"} {
		confirm(customer)
	}
	mails.Wait()
}
