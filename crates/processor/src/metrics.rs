use std::{
    convert::Infallible,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use hyper::{
    Request,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task, time,
};

use crate::{answer::Answer, context::Context};

/// Counts of this run, over all lists together: none is about a list.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) uploads: AtomicU64,
    pub(crate) commits: AtomicU64,
    pub(crate) failed_commits: AtomicU64,
    pub(crate) orders: AtomicU64,
    pub(crate) epochs_erased: AtomicU64,
}

/// Counts one more.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Serves the metrics to whoever asks at this address, whatever path is named, until `stop`
/// changes. How much is uploaded when says something about attendance, so they are not served
/// where guests are.
pub(crate) async fn serve(
    listener: TcpListener,
    context: Arc<Context>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        // One at a time: there is one who asks.
        if let Ok((stream, _)) = accepted {
            let context = Arc::clone(&context);
            let text = task::spawn_blocking(move || text(&context)).await;
            let answer = answer(stream, text.unwrap_or_default());
            drop(time::timeout(PATIENCE, answer).await);
        } else {
            time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn answer(stream: TcpStream, text: String) {
    let text = Bytes::from(text);
    let service = service_fn(move |_: Request<Incoming>| {
        let answer = Answer::text(text.clone()).into_response();
        async move { Ok::<_, Infallible>(answer) }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is the concern of who asks.
    drop(connection.await);
}

/// The metrics in the text format of Prometheus.
fn text(context: &Context) -> String {
    let metrics = &context.metrics;
    let service = context.store.service_state().ok().flatten();
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let values = [
        ("healthy", "gauge", u64::from(context.is_healthy())),
        ("uploads_total", "counter", read(&metrics.uploads)),
        ("commits_total", "counter", read(&metrics.commits)),
        (
            "failed_commits_total",
            "counter",
            read(&metrics.failed_commits),
        ),
        ("orders_total", "counter", read(&metrics.orders)),
        (
            "epochs_erased_for_age_total",
            "counter",
            read(&metrics.epochs_erased),
        ),
        (
            "uptime_seconds",
            "counter",
            service.map_or(0, |service| service.uptime),
        ),
        (
            "clock_in_doubt",
            "gauge",
            u64::from(service.is_some_and(|service| service.clock_in_doubt)),
        ),
    ];
    let mut text = String::new();
    for (name, kind, value) in values {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "# TYPE sealroll_{name} {kind}\nsealroll_{name} {value}\n"
        );
    }
    text
}

/// How long one who asks may take.
const PATIENCE: Duration = Duration::from_secs(5);
