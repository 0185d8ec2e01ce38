//! The program's allocator, which tells the [`meter`] what each thread takes and gives back.
//!
//! A World is made of many small pieces: they come from an allocator that is quick with them, where there is one. Large
//! pieces are the system's, which can let one grow without holding it twice.

use std::alloc::{GlobalAlloc, Layout, System};

use layercake::meter;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
use mimalloc::MiMalloc as Quick;
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
use std::alloc::System as Quick;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counting;

/// Bytes of a small piece, at most.
const SMALL: usize = 32 << 10;

/// What a piece of memory takes with what an allocator keeps beside it.
fn weight(bytes: usize) -> isize {
    isize::try_from(bytes.saturating_add(8).next_multiple_of(16).max(32)).unwrap_or(isize::MAX)
}

/// Whose pieces of this size are: the same answer when one is taken and when it is given back.
fn is_small(bytes: usize) -> bool {
    bytes <= SMALL
}

// SAFETY: each piece goes back to the allocator that it is from, as that follows from its size; the meter takes no memory
// and does not unwind.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        meter::count(weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { if is_small(layout.size()) { Quick.alloc(layout) } else { System.alloc(layout) } }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        meter::count(weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe { if is_small(layout.size()) { Quick.alloc_zeroed(layout) } else { System.alloc_zeroed(layout) } }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        meter::count(-weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe {
            if is_small(layout.size()) { Quick.dealloc(pointer, layout) } else { System.dealloc(pointer, layout) }
        }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if is_small(layout.size()) != is_small(size) {
            // SAFETY: as the caller promises; both pieces have room for what is copied, and are not the same.
            unsafe {
                let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                if !moved.is_null() {
                    pointer.copy_to_nonoverlapping(moved, layout.size().min(size));
                    self.dealloc(pointer, layout);
                }
                return moved;
            }
        }
        meter::count(weight(size) - weight(layout.size()));
        // SAFETY: as the caller promises.
        unsafe {
            match is_small(size) {
                true => Quick.realloc(pointer, layout, size),
                false => System.realloc(pointer, layout, size),
            }
        }
    }
}
