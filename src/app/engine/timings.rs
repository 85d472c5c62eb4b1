//! Where the time of a run went. Only the engine looks at the clock; no stage does.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time spent by step, in the order in which steps were first taken.
#[derive(Debug, Default)]
pub struct Timings(Mutex<Vec<TimedStep>>);

#[derive(Clone, Debug)]
struct TimedStep {
    name: &'static str,
    spent: Duration,
    /// Whether the time of several threads is summed up.
    is_parallel: bool,
}

impl Timings {
    /// Does something and adds the time it took to a step.
    pub fn time<T>(&self, name: &'static str, act: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let value = act();
        self.add_step(name, started.elapsed(), false);
        value
    }

    /// Adds the time that several threads spent together.
    pub fn add_threads(&self, name: &'static str, spent: Duration) {
        self.add_step(name, spent, true);
    }

    /// Adds a step that was taken before.
    pub fn add(&self, name: &'static str, spent: Duration) {
        self.add_step(name, spent, false);
    }

    fn add_step(&self, name: &'static str, spent: Duration, is_parallel: bool) {
        let mut steps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match steps.iter_mut().find(|step| step.name == name) {
            Some(step) => step.spent += spent,
            None => steps.push(TimedStep { name, spent, is_parallel }),
        }
    }

    /// Adds the steps of another run.
    pub fn absorb(&self, other: &Self) {
        let steps = other.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        steps.into_iter().for_each(|step| self.add_step(step.name, step.spent, step.is_parallel));
    }

    /// A table with one line per step, and each step's time per page.
    #[must_use]
    pub fn table(&self, pages: usize) -> String {
        let steps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut table = String::new();
        for step in steps.iter() {
            let _ = Self::line(&mut table, step, pages);
        }
        table
    }

    fn line(table: &mut String, step: &TimedStep, pages: usize) -> fmt::Result {
        let milliseconds = step.spent.as_secs_f64() * 1e3;
        let name =
            if step.is_parallel { format!("  {} (all threads)", step.name) } else { step.name.to_owned() };
        write!(table, "{name:<28} {milliseconds:>9.1} ms")?;
        if pages > 0 {
            write!(table, " {:>9.1} µs a page", milliseconds * 1e3 / pages as f64)?;
        }
        writeln!(table)
    }
}

/// The time that all threads together spend on the steps of making pages.
#[derive(Debug, Default)]
pub(super) struct PageClock([AtomicU64; 4]);

impl PageClock {
    /// Adds the times between the beginning of a page, its view, its template and its smallest form.
    pub(super) fn add(&self, moments: [Instant; 4]) {
        for (step, pair) in self.0.iter().zip(moments.windows(2)) {
            add(step, pair[1].duration_since(pair[0]));
        }
    }

    /// Adds the time since a page was made: that of taking it.
    pub(super) fn add_take(&self, made: Instant) {
        add(&self.0[3], made.elapsed());
    }

    /// The sums, by step.
    pub(super) fn spent(&self) -> impl Iterator<Item = (&'static str, Duration)> + '_ {
        let names = ["view", "template", "minify", "compare and write"];
        names.into_iter().zip(self.0.iter().map(|step| Duration::from_nanos(step.load(Relaxed))))
    }
}

fn add(step: &AtomicU64, spent: Duration) {
    step.fetch_add(u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX), Relaxed);
}
