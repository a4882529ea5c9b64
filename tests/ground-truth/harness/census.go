package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// The census reads the pool in place: nothing is taken out, so the pool behaves
// as if it had not been looked at. Counting while the load runs reads words
// that other threads write (each read is one aligned word), so such a count can
// be off by the operations in flight; at rest it is exact.

type counts struct{ primPrivate, primShared, victPrivate, victShared int64 }

var nProcs = runtime.GOMAXPROCS(0) // constant for the process

func (l *poolLocal) shared() (n int64) {
	for e := (*chainElt)(atomic.LoadPointer(&l.head)); e != nil; e = (*chainElt)(atomic.LoadPointer(&e.prev)) {
		ht := atomic.LoadUint64(&e.headTail)
		n += int64(uint32(ht>>32) - uint32(ht))
	}
	return n
}

func localAt(base unsafe.Pointer, i int) *poolLocal {
	return (*poolLocal)(unsafe.Add(base, uintptr(i)*unsafe.Sizeof(poolLocal{})))
}

// fastCensus counts the objects in a pool. It does not allocate.
func fastCensus(p *sync.Pool) (c counts) {
	h := (*poolHdr)(unsafe.Pointer(p))
	if base := atomic.LoadPointer(&h.local); base != nil {
		for i := 0; i < nProcs; i++ {
			l := localAt(base, i)
			if atomic.LoadPointer(&l.private.typ) != nil {
				c.primPrivate++
			}
			c.primShared += l.shared()
		}
	}
	if base := atomic.LoadPointer(&h.victim); base != nil {
		for i := 0; i < nProcs; i++ {
			l := localAt(base, i)
			if atomic.LoadPointer(&l.private.typ) != nil {
				c.victPrivate++
			}
			c.victShared += l.shared()
		}
	}
	return c
}

// Census is the full count, for a pool at rest.
type Census struct {
	PrimaryPrivate int64 `json:"primaryPrivate"` // in the private slots of the Ps
	PrimaryShared  int64 `json:"primaryShared"`  // in the shared queues of the Ps
	VictimPrivate  int64 `json:"victimPrivate"`
	VictimShared   int64 `json:"victimShared"`
	Residents      int64 `json:"residents"` // sum of the four
	PrimaryBytes   int64 `json:"primaryBytes"`
	VictimBytes    int64 `json:"victimBytes"`
	ResidentBytes  int64 `json:"residentBytes"`
	VictimClosed   bool  `json:"victimClosed"`      // the victim is still in memory, yet an earlier miss marked it empty, so no Get can reach it
	PerP           []int `json:"perP,omitempty"`    // residents of each P (primary and victim)
	MaxCap         int64 `json:"maxResidentBytes"`  // the largest single resident
	Channel        bool  `json:"channel,omitempty"` // the pool is a channel free list (fixed variants): all residents count as primaryShared
}

func fullCensus(p *sync.Pool, capOf func(any) int64) (c Census) {
	h := (*poolHdr)(unsafe.Pointer(p))
	per := make([]int, nProcs)
	walk := func(base unsafe.Pointer, priv, shared, bytes *int64) {
		if base == nil {
			return
		}
		add := func(i int, e *eface) {
			n := capOf(*(*any)(unsafe.Pointer(e)))
			*bytes += n
			if n > c.MaxCap {
				c.MaxCap = n
			}
			per[i]++
		}
		for i := 0; i < nProcs; i++ {
			l := localAt(base, i)
			if l.private.typ != nil {
				*priv++
				add(i, &l.private)
			}
			for e := (*chainElt)(l.head); e != nil; e = (*chainElt)(e.prev) {
				head, tail := uint32(e.headTail>>32), uint32(e.headTail)
				for k := tail; k != head; k++ {
					*shared++
					add(i, &e.vals[k&uint32(len(e.vals)-1)])
				}
			}
		}
	}
	walk(h.local, &c.PrimaryPrivate, &c.PrimaryShared, &c.PrimaryBytes)
	walk(h.victim, &c.VictimPrivate, &c.VictimShared, &c.VictimBytes)
	c.Residents = c.PrimaryPrivate + c.PrimaryShared + c.VictimPrivate + c.VictimShared
	c.ResidentBytes = c.PrimaryBytes + c.VictimBytes
	c.VictimClosed = h.victim != nil && h.victimSize == 0
	if c.Residents > 0 {
		c.PerP = per
	}
	return c
}
