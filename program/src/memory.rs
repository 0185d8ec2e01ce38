//! The program's allocator: the system's, which tells the [`meter`] what each thread takes and gives back.

use std::alloc::{GlobalAlloc, Layout, System};

use layercake::meter;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counting;

/// What a piece of memory takes with what the system's allocator keeps beside it.
fn weight(bytes: usize) -> isize {
    isize::try_from(bytes.saturating_add(8).next_multiple_of(16).max(32)).unwrap_or(isize::MAX)
}

// SAFETY: everything is the system allocator's; the meter takes no memory and does not unwind.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        meter::count(weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        meter::count(weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        meter::count(-weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        meter::count(weight(size) - weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
