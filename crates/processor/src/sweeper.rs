use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::sync::{mpsc as queue, oneshot};

use crate::{
    context::Context,
    job::{Job, Reply},
    problem::Problem,
    retention,
    uptime::Uptime,
};

/// The thread that keeps count of the time and has erased what is too old.
///
/// With the machine's clock it looks once a minute, with a manual clock only when it is told to.
pub(crate) struct Sweeper {
    orders: Option<mpsc::Sender<mpsc::Sender<Result<(), Problem>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Sweeper {
    pub(crate) fn start(
        context: Arc<Context>,
        jobs: queue::Sender<Job>,
        directory: &Path,
    ) -> io::Result<Self> {
        let (orders, received) = mpsc::channel();
        let confirmation = directory.join(CONFIRMATION);
        let sweep = move || {
            let stored = context.store.service_state();
            let mut uptime = Uptime::resume(stored.unwrap_or_default(), &context.clock);
            let mut sweep = || sweep(&context, &jobs, &mut uptime, &confirmation);
            let patience = if context.clock.is_manual() {
                Duration::MAX
            } else {
                warn(sweep());
                PATIENCE
            };
            loop {
                match received.recv_timeout(patience) {
                    Ok(reply) => {
                        let reply: mpsc::Sender<Result<(), Problem>> = reply;
                        let _unless_nobody_waits = reply.send(sweep());
                    }
                    Err(RecvTimeoutError::Timeout) => warn(sweep()),
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        };
        let thread = thread::Builder::new().name("sweeper".into()).spawn(sweep)?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    /// Looks now and waits for the end of it.
    pub(crate) fn sweep(&self) -> Result<(), Problem> {
        let (reply, answer) = mpsc::channel();
        let orders = self.orders.as_ref().ok_or(Problem::INTERNAL)?;
        orders.send(reply).map_err(|_| Problem::INTERNAL)?;
        answer.recv().unwrap_or(Err(Problem::INTERNAL))
    }

    /// Ends the thread after what it is doing.
    pub(crate) fn stop(&mut self) {
        drop(self.orders.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Leaves word for the service of this data directory that its clock is right.
pub(crate) fn confirm_clock(directory: &Path) -> io::Result<()> {
    fs::write(directory.join(CONFIRMATION), b"")
}

fn sweep(
    context: &Context,
    jobs: &queue::Sender<Job>,
    uptime: &mut Uptime,
    confirmation: &PathBuf,
) -> Result<(), Problem> {
    if confirmation.exists() {
        uptime.confirm(&context.clock);
        fs::remove_file(confirmation).map_err(|_| Problem::INTERNAL)?;
        tracing::info!("the operator has confirmed the clock");
    }
    let service = uptime.look(&context.clock);
    let findings = retention::look(context, &service)?;
    run(jobs, |reply| Job::Mark(service, findings.changes, reply))?;
    let mut failure = findings.failure;
    for (list, epoch) in findings.ripe {
        if let Err(problem) = run(jobs, |reply| Job::Retire(list, epoch, service, reply)) {
            failure = Some(problem);
        }
    }
    for (list, generation) in findings.old_logs {
        let job = |reply| Job::DeleteLog(list, generation, service, reply);
        if let Err(problem) = run(jobs, job) {
            failure = Some(problem);
        }
    }
    for list in findings.over {
        if let Err(problem) = run(jobs, |reply| Job::Forget(list, service, reply)) {
            failure = Some(problem);
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Hands a job to the sequencer and waits for its commit.
fn run<T>(jobs: &queue::Sender<Job>, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Problem> {
    let (reply, answer) = oneshot::channel();
    jobs.blocking_send(job(reply))
        .map_err(|_| Problem::INTERNAL)?;
    answer.blocking_recv().unwrap_or(Err(Problem::INTERNAL))
}

fn warn(result: Result<(), Problem>) {
    if let Err(problem) = result {
        tracing::error!(code = problem.code, "the look at what is too old failed");
    }
}

/// How long from one look to the next.
const PATIENCE: Duration = Duration::from_secs(60);
/// File in the data directory by which the operator confirms the clock.
const CONFIRMATION: &str = "clock-confirmed";
