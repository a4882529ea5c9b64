package main

import (
	"fmt"
	"sync"
)

type ticket struct{ holder string }

var pool sync.Pool

func init() {
	pool.New = func() any {
		t := new(ticket)
		pool.Put(t) // leave one for the next caller
		return t
	}
}

func main() {
	ada := pool.Get().(*ticket)
	ada.holder = "Ada"
	bo := pool.Get().(*ticket)
	bo.holder = "Bo"
	fmt.Println("Ada holds the ticket of", ada.holder)
	fmt.Println("Bo holds the ticket of", bo.holder)

	distinct := map[*ticket]bool{ada: true, bo: true}
	for range 6 {
		distinct[pool.Get().(*ticket)] = true
	}
	fmt.Println("8 holders share", len(distinct), "tickets")
}
