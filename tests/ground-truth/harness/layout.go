package main

import (
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"sync"
	"unsafe"
)

// The layout of sync.Pool (sync/pool.go, sync/poolqueue.go), which is the same
// in go1.23 and go1.26: in 1.26 headTail, next, prev and the tail of a chain
// are sync/atomic values of the same size and place as the words they were.
type poolHdr struct {
	local      unsafe.Pointer
	localSize  uintptr
	victim     unsafe.Pointer
	victimSize uintptr
	newFn      func() any
}

type eface struct{ typ, val unsafe.Pointer }

type chainElt struct {
	headTail   uint64
	vals       []eface
	next, prev unsafe.Pointer
}

type poolLocal struct {
	private eface
	head    unsafe.Pointer // *chainElt
	tail    unsafe.Pointer // *chainElt
	pad     [96]byte
}

// poolFields are the fields that the census reads, as reflection sees them in
// the running release.
var poolFields = []struct {
	name   string
	offset uintptr
	kind   reflect.Kind
}{
	{"local", unsafe.Offsetof(poolHdr{}.local), reflect.UnsafePointer},
	{"localSize", unsafe.Offsetof(poolHdr{}.localSize), reflect.Uintptr},
	{"victim", unsafe.Offsetof(poolHdr{}.victim), reflect.UnsafePointer},
	{"victimSize", unsafe.Offsetof(poolHdr{}.victimSize), reflect.Uintptr},
	{"New", unsafe.Offsetof(poolHdr{}.newFn), reflect.Func},
}

// checkLayout stops the process when the census would misread sync.Pool. It
// compares the pool's own fields by reflection; what lies behind the unsafe
// pointers has no type to compare, so there it checks that objects put into a
// pool are found again: the same ones, where Put must have left them, through
// three rings of a queue, through the victim cache, and gone after that.
func checkLayout() error {
	t := reflect.TypeFor[sync.Pool]()
	if t.Size() != unsafe.Sizeof(poolHdr{}) {
		return fmt.Errorf("sync.Pool has %d bytes, not %d", t.Size(), unsafe.Sizeof(poolHdr{}))
	}
	for _, want := range poolFields {
		f, ok := t.FieldByName(want.name)
		if !ok || f.Offset != want.offset || f.Type.Kind() != want.kind {
			return fmt.Errorf("sync.Pool.%s is missing or elsewhere", want.name)
		}
	}
	if n := unsafe.Sizeof(poolLocal{}); n != 128 {
		return fmt.Errorf("a poolLocal would have %d bytes, not 128", n)
	}

	const n = 50 // 1 private, then rings of 8, 16 and 32
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var p sync.Pool
	sum, want := int64(0), int64(0)
	for i := range n {
		want += int64(i)
		p.Put(&probe{id: int64(i)})
	}
	id := func(x any) int64 { sum += x.(*probe).id; return 1 }
	expect := func(when string, primary, victim int64) error {
		sum = 0
		f, c := fastCensus(&p), fullCensus(&p, id)
		switch {
		case f.primPrivate != c.PrimaryPrivate, f.primShared != c.PrimaryShared,
			f.victPrivate != c.VictimPrivate, f.victShared != c.VictimShared:
			return fmt.Errorf("%s: the two counts differ: %+v, %+v", when, f, c)
		case c.PrimaryPrivate+c.PrimaryShared != primary, c.VictimPrivate+c.VictimShared != victim:
			return fmt.Errorf("%s: %+v, expected %d in the primary cache, %d in the victim", when, c, primary, victim)
		case primary+victim == n && sum != want:
			return fmt.Errorf("%s: the objects counted are not those put", when)
		}
		return nil
	}
	if err := expect("after Put", n, 0); err != nil {
		return err
	}
	runtime.GC()
	if err := expect("after one collection", 0, n); err != nil {
		return err
	}
	for range n {
		if p.Get() == nil {
			break // what lies in the private slot of another P cannot be had
		}
	}
	if f := fastCensus(&p); f.victShared != 0 || f.primPrivate+f.primShared != 0 {
		return fmt.Errorf("after Get of everything: %+v", f)
	}
	runtime.GC()
	return expect("after two collections", 0, 0)
}

type probe struct{ id int64 }
