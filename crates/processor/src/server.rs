use std::{convert::Infallible, io, net::IpAddr, sync::Arc, time::Duration};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::TokioTimer,
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time,
};

use crate::{linger::Linger, routes::Service};

/// Accepts connections until `stop` changes, then lets the requests that have begun finish.
pub(crate) async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    connections_max: usize,
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(connections_max));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            _ = stop.changed() => break,
        };
        let Some((stream, peer, permit)) = accepted else {
            // Out of file descriptors, most likely. Others have to end first.
            time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = serve_connection(stream, peer, Arc::clone(&service), graceful.watcher());
        tokio::spawn(async move {
            connection.await;
            drop(permit);
        });
    }
    drop(listener);
    if time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were cut because they did not end");
    }
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    let (stream, peer) = listener.accept().await.inspect_err(warn).ok()?;
    stream.set_nodelay(true).inspect_err(warn).ok()?;
    Some((stream, peer.ip(), permit))
}

async fn serve_connection(
    stream: TcpStream,
    peer: IpAddr,
    service: Arc<Service>,
    watcher: Watcher,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.answer(request, peer).await.into_response()) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(BUFFER)
        .serve_connection(Linger::new(stream), service);
    // A connection that breaks is the client's concern; nothing of it is logged.
    drop(watcher.watch(connection).await);
}

fn warn(error: &io::Error) {
    tracing::warn!(%error, "a connection was not accepted");
}

/// How long a connection may be idle or take over a request's header.
const IDLE: Duration = Duration::from_secs(30);
/// How long open connections may take when the processor stops.
const FAREWELL: Duration = Duration::from_secs(10);
/// Bytes of a connection's buffer, and so of a request's header.
const BUFFER: usize = 16 * 1024;
