//! Work on all cores. Everything that this program does on several threads goes through this file.
//!
//! A parallel iterator is compiled again for every closure that it is given, some sixty functions each time. Here the
//! work is handed to it as `&dyn Fn`, so that it is compiled once, and only a slot for each result is left to the
//! caller's types.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// Makes the threads that all work runs on, each with a stack of `stack` bytes; `threads` is their number, 0 for one
/// each core. Has no effect after the first call, nor after the first work.
pub(crate) fn start(threads: usize, stack: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(stack).build_global();
    // An error says that there are threads already.
    drop(pool);
}

/// Does something later, on one of the threads. Nobody waits for it.
pub(crate) fn later(work: impl FnOnce() + Send + 'static) {
    rayon::spawn(work);
}

/// Two things at a time.
pub(crate) fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    let (mut one, mut other) = (OnceTask::Waiting(one), OnceTask::Waiting(other));
    both(&mut || one.run(), &mut || other.run());
    (one.result(), other.result())
}

/// Something that is done once.
enum OnceTask<F, R> {
    Waiting(F),
    Done(R),
    /// While it runs.
    Running,
}

impl<R, F: FnOnce() -> R> OnceTask<F, R> {
    fn run(&mut self) {
        if let Self::Waiting(work) = std::mem::replace(self, Self::Running) {
            *self = Self::Done(work());
        }
    }

    fn result(self) -> R {
        let Self::Done(result) = self else { unreachable!("both tasks have run, or have panicked") };
        result
    }
}

/// What is made of each item, in the order of the items; a thread takes `together` of them at a time.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], together: usize, make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    numbers(items.len(), together, |number| make(&items[number]))
}

/// As [`map`], of the numbers below `count`.
pub(crate) fn numbers<R: Send>(count: usize, together: usize, make: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let slots: Vec<Mutex<Option<R>>> = (0..count).map(|_| Mutex::new(None)).collect();
    each_number(count, together, &|number| {
        let made = make(number);
        *slots[number].lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
    });
    slots.into_iter().filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// As [`map`], of items that are given away.
pub(crate) fn map_into<T: Send, R: Send>(
    items: Vec<T>,
    together: usize,
    make: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let made = map(&items, together, |item| {
        let item = item.lock().unwrap_or_else(PoisonError::into_inner).take();
        item.map(&make)
    });
    made.into_iter().flatten().collect()
}

/// As [`map`], for what may fail: once something has failed, nothing new is begun. Of several failures the one of the
/// first item is returned.
pub(crate) fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    together: usize,
    make: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let has_failed = AtomicBool::new(false);
    let made = map(items, together, |item| {
        if has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let made = make(item);
        if made.is_err() {
            has_failed.store(true, Ordering::Relaxed);
        }
        Some(made)
    });
    // What was not begun stands beside a failure.
    made.into_iter().flatten().collect()
}

/// As [`try_map`], where nothing is made.
pub(crate) fn try_each<T: Sync, E: Send>(
    items: &[T],
    together: usize,
    work: impl Fn(&T) -> Result<(), E> + Sync,
) -> Result<(), E> {
    try_map(items, together, work).map(drop)
}

fn both(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    rayon::join(one, other);
}

fn each_number(count: usize, together: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().with_min_len(together).with_max_len(together).for_each(work);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_the_order_of_items() {
        let items: Vec<usize> = (0..1_000).collect();
        for together in [1, 7, 2_000] {
            assert_eq!(
                map(&items, together, |item| item * 2),
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
        assert!(map(&[], 1, |item: &usize| *item).is_empty());
        let owned: Vec<String> = map_into(items.iter().map(usize::to_string).collect(), 3, |item| item);
        assert_eq!(owned, items.iter().map(usize::to_string).collect::<Vec<_>>());
        assert_eq!(join(|| "one", || 2), ("one", 2));
    }

    #[test]
    fn a_failure_is_returned() {
        let items: Vec<usize> = (0..1_000).collect();
        let odd = |item: &usize| if item % 500 == 499 { Err(*item) } else { Ok(*item) };
        assert!(matches!(try_map(&items, 4, odd), Err(499 | 999)));
        assert_eq!(try_map(&items, 4, |item| Ok::<_, ()>(*item)), Ok(items.clone()));
        assert_eq!(try_each(&items, 4, |_| Err("no")), Err("no"));
        assert_eq!(try_each(&items, 4, |_| Ok::<(), ()>(())), Ok(()));
    }
}
