//! Threads that work ahead of whoever takes the results, in order and within bounds.
//!
//! The caller pushes jobs and takes results; results come out in the order of the jobs, whichever thread was quicker. Threads are
//! started as jobs come, are ours alone, and end when the [`Ahead`] is dropped: after the job that each is at, with nobody waiting
//! for them. Plain threads and not a pool of rayon's, because inside such a pool the matrix products of one article would be cut
//! into pieces for its other threads, which have articles of their own.
//!
//! A forked process has a copy of the memory and none of the threads, and a lock in the copy may be shut for ever. So an [`Ahead`]
//! knows the process that made it, and in any other one it is only good for being dropped.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::caught;
use crate::error::Error;

/// As much as the main thread of a program has on most systems; those of Rust start with a quarter.
const STACK_BYTES: usize = 8 << 20;

/// How far the threads may be ahead: both together. One job is always let in.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Jobs that were pushed and whose results were not taken.
    pub jobs: usize,
    /// Their weights, summed.
    pub weight: usize,
}

/// What is at the head of the row.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken<R> {
    /// Every result was taken.
    Nothing,
    /// The next result is not there yet.
    NotYet,
    /// The next result.
    Result(R),
    /// The next job panicked.
    Panicked,
}

/// Jobs in, results out in the same order. See the module.
pub struct Ahead<J, R> {
    shared: Arc<Shared<J, R>>,
    bounds: Bounds,
    threads: usize,
    process: u32,
}

struct Shared<J, R> {
    state: Mutex<State<J, R>>,
    /// Somebody may begin a job.
    pushed: Condvar,
    /// The head of the row is there.
    finished: Condvar,
    work: Box<dyn Fn(J) -> R + Send + Sync>,
}

struct State<J, R> {
    /// Not begun; each with its place counted from the first job ever.
    jobs: VecDeque<(usize, J)>,
    /// Pushed and not taken, in order.
    row: VecDeque<Slot<R>>,
    /// The place of the head of the row.
    head: usize,
    /// The weights in the row.
    weight: usize,
    threads: usize,
    idle: usize,
    stopped: bool,
}

struct Slot<R> {
    weight: usize,
    /// `None` until it is finished; then an error if it panicked.
    result: Option<Result<R, Error>>,
}

impl<J, R> fmt::Debug for Ahead<J, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").field("bounds", &self.bounds).field("threads", &self.threads).finish_non_exhaustive()
    }
}

impl<J, R> Shared<J, R> {
    fn lock(&self) -> MutexGuard<'_, State<J, R>> {
        // No job runs while the lock is held, so a panic elsewhere leaves the state whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What each thread does until it is told to stop.
    fn run(&self) {
        let mut state = self.lock();
        loop {
            let Some((place, job)) = state.jobs.pop_front() else {
                if state.stopped {
                    return;
                }
                state.idle += 1;
                state = self.pushed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
                continue;
            };
            drop(state);
            let result = caught(|| (self.work)(job));
            state = self.lock();
            if state.stopped {
                return;
            }
            let at = place - state.head;
            state.row[at].result = Some(result);
            if at == 0 {
                self.finished.notify_all();
            }
        }
    }
}

impl<J: Send + 'static, R: Send + 'static> Ahead<J, R> {
    /// Up to `threads` threads that do `work`; none is started yet.
    pub fn new(threads: usize, bounds: Bounds, work: impl Fn(J) -> R + Send + Sync + 'static) -> Self {
        let state = State { jobs: VecDeque::new(), row: VecDeque::new(), head: 0, weight: 0, threads: 0, idle: 0, stopped: false };
        let shared = Shared { state: Mutex::new(state), pushed: Condvar::new(), finished: Condvar::new(), work: Box::new(work) };
        Self { shared: Arc::new(shared), bounds, threads: threads.max(1), process: std::process::id() }
    }

    /// Whether this is the process that made it; in a fork of that process no other method may be called.
    pub fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    /// Whether another job is within the bounds.
    pub fn has_room(&self) -> bool {
        let state = self.shared.lock();
        state.row.is_empty() || (state.row.len() < self.bounds.jobs && state.weight < self.bounds.weight)
    }

    /// Whether [`Ahead::take`] would give a result at once.
    pub fn is_ready(&self) -> bool {
        self.shared.lock().row.front().is_some_and(|slot| slot.result.is_some())
    }

    /// Puts a job at the end of the row, whether there is room or not.
    ///
    /// # Errors
    ///
    /// Where the system gives not even one thread.
    pub fn push(&self, job: J, weight: usize) -> io::Result<()> {
        let mut state = self.shared.lock();
        if state.threads < self.threads && state.idle <= state.jobs.len() {
            let shared = Arc::clone(&self.shared);
            match thread::Builder::new().name("onrecord".to_owned()).stack_size(STACK_BYTES).spawn(move || shared.run()) {
                Ok(_) => state.threads += 1,
                // Fewer threads than asked for do the same, later.
                Err(error) if state.threads == 0 => return Err(error),
                Err(_) => {}
            }
        }
        let place = state.head + state.row.len();
        state.jobs.push_back((place, job));
        state.row.push_back(Slot { weight, result: None });
        state.weight += weight;
        self.shared.pushed.notify_one();
        Ok(())
    }

    /// Takes the result at the head of the row, and waits for it as long as `patience`.
    pub fn take(&self, patience: Duration) -> Taken<R> {
        let state = self.shared.lock();
        let pending = |state: &mut State<J, R>| state.row.front().is_some_and(|slot| slot.result.is_none());
        let (mut state, _) = self.shared.finished.wait_timeout_while(state, patience, pending).unwrap_or_else(PoisonError::into_inner);
        if pending(&mut state) {
            return Taken::NotYet;
        }
        let Some(slot) = state.row.pop_front() else { return Taken::Nothing };
        state.head += 1;
        state.weight -= slot.weight;
        match slot.result {
            Some(Ok(result)) => Taken::Result(result),
            Some(Err(_)) => Taken::Panicked,
            None => Taken::NotYet,
        }
    }
}

impl<J, R> Drop for Ahead<J, R> {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return;
        }
        let mut state = self.shared.lock();
        state.stopped = true;
        state.jobs.clear();
        self.shared.pushed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use super::*;

    const WIDE: Bounds = Bounds { jobs: usize::MAX, weight: usize::MAX };
    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let ahead = Ahead::new(4, WIDE, |n: u64| {
            thread::sleep(Duration::from_millis((7 * n) % 5));
            n
        });
        for n in 0..200 {
            ahead.push(n, 1).expect("a thread");
        }
        for n in 0..200 {
            assert_eq!(ahead.take(LONG), Taken::Result(n));
        }
        assert_eq!(ahead.take(LONG), Taken::Nothing);
    }

    #[test]
    fn room_ends_at_the_jobs_or_at_the_weight_and_one_is_always_let_in() {
        let ahead = |bounds| Ahead::new(1, bounds, |n: usize| n);
        let (few, light) = (ahead(Bounds { jobs: 2, weight: 100 }), ahead(Bounds { jobs: 100, weight: 10 }));
        for (ahead, weight) in [(&few, 1), (&light, 7)] {
            assert!(ahead.has_room());
            ahead.push(0, weight).expect("a thread");
            assert!(ahead.has_room());
            ahead.push(1, weight).expect("a thread");
            assert!(!ahead.has_room());
            assert_eq!(ahead.take(LONG), Taken::Result(0));
            assert!(ahead.has_room());
        }
        let none = ahead(Bounds { jobs: 0, weight: 0 });
        assert!(none.has_room());
    }

    #[test]
    fn a_panic_is_a_result_of_its_own_and_the_thread_goes_on() {
        let ahead = Ahead::new(1, WIDE, |n: usize| [0, 1, 2][n]);
        for n in [1, 3, 2] {
            ahead.push(n, 1).expect("a thread");
        }
        assert_eq!([ahead.take(LONG), ahead.take(LONG), ahead.take(LONG)], [Taken::Result(1), Taken::Panicked, Taken::Result(2)]);
    }

    #[test]
    fn waiting_has_an_end() {
        let ahead = Ahead::new(1, WIDE, |wait: Duration| thread::sleep(wait));
        ahead.push(Duration::from_millis(500), 1).expect("a thread");
        assert_eq!(ahead.take(Duration::from_millis(5)), Taken::NotYet);
        assert!(!ahead.is_ready());
        assert_eq!(ahead.take(LONG), Taken::Result(()));
    }

    #[test]
    fn what_is_dropped_begins_no_more_jobs_and_lets_its_threads_go() {
        let (begun, alive) = (Arc::new(AtomicUsize::new(0)), Arc::new(()));
        let (count, witness) = (Arc::clone(&begun), Arc::clone(&alive));
        let ahead = Ahead::new(2, WIDE, move |()| {
            drop(Arc::clone(&witness));
            count.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(20));
        });
        for _ in 0..1000 {
            ahead.push((), 1).expect("a thread");
        }
        assert_eq!(ahead.take(LONG), Taken::Result(()));
        drop(ahead);
        let start = Instant::now();
        while Arc::strong_count(&alive) > 1 {
            assert!(start.elapsed() < LONG, "a thread is still there");
            thread::sleep(Duration::from_millis(1));
        }
        assert!(begun.load(Ordering::SeqCst) < 10);
    }

    #[test]
    fn no_more_threads_are_started_than_there_are_jobs() {
        let ahead = Ahead::new(64, WIDE, |n: usize| n);
        for n in 0..3 {
            ahead.push(n, 1).expect("a thread");
        }
        assert!(ahead.shared.lock().threads <= 3);
    }
}
