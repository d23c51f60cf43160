//! From requests to answers, and nothing else.

use std::{net::IpAddr, sync::Arc};

use hyper::{
    Method, Request,
    body::{Bytes, Incoming},
    header,
};
use sealroll_wire::{Certificate, ListId, PresenceId, RequestSignature, Rights, limit};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::{
    access,
    address_limits::AddressLimits,
    admission::{self, Admission, Claim},
    answer::Answer,
    blob, body,
    context::Context,
    cosignature, fetch,
    http_auth::{self, Head},
    instruction,
    job::{Job, Reply},
    lists::List,
    mailbox, page,
    pages::Pages,
    problem::Problem,
    registration::{self, Outcome},
    route::Route,
    statement, upload, welcome,
};

/// Answers requests: checks, hands what changes something to the sequencer, and reads.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) context: Arc<Context>,
    pub(crate) queue: mpsc::Sender<Job>,
    /// Host and port that signed requests must name; `None` for those of the request.
    pub(crate) authority: Option<String>,
    /// Where clients reach the API.
    pub(crate) public_url: String,
    /// Pages for guests and owners; empty if this processor serves none.
    pub(crate) pages: Pages,
    /// Large bodies that are read at a time.
    pub(crate) large_bodies: Semaphore,
    /// How much one address may ask for.
    pub(crate) address_limits: AddressLimits,
}

impl Service {
    /// Answers one request that came from this address.
    pub(crate) async fn answer(&self, request: Request<Incoming>, peer: IpAddr) -> Answer {
        match self.route(request, peer).await {
            Ok(answer) => answer,
            Err(problem) => problem.into(),
        }
    }

    async fn route(&self, request: Request<Incoming>, peer: IpAddr) -> Result<Answer, Problem> {
        // Whatever the path: a page of another origin could not tell a refusal from silence.
        if request.method() == Method::OPTIONS {
            return Ok(preflight());
        }
        let route = Route::parse(request.uri().path()).ok_or(Problem::NOT_FOUND)?;
        let method = if request.method() == Method::HEAD {
            &Method::GET
        } else {
            request.method()
        };
        if !route.serves(method) {
            return Err(Problem::METHOD_NOT_ALLOWED);
        }
        let now = self.context.clock.running();
        self.address_limits
            .take(&route, method, peer, request.headers(), now)?;
        match route {
            Route::Record(list, record) => {
                self.require_room()?;
                let presence = upload::presence(request.headers(), &list);
                let envelope = body::read(request, limit::MAX_ENVELOPE);
                let list = self.list(list).await?;
                let upload = {
                    // Without the connection's buffer, which could not be used again meanwhile.
                    let envelope = Bytes::copy_from_slice(&envelope.await?);
                    self.check_upload(list, record, presence, envelope).await?
                };
                let place = self.run(|reply| Job::Upload(upload, reply)).await?;
                let state = &place.state;
                let receipt = state.receipt_text(&self.context, place.log, place.index)?;
                Ok(Answer::text(receipt))
            }
            Route::Health => Ok(self.health()),
            Route::Page => {
                let page = self.pages.answer("/c", request.headers());
                Ok(page.unwrap_or_else(page::page))
            }
            Route::Asset(path) => {
                let page = self.pages.answer(&path, request.headers());
                page.ok_or(Problem::NOT_FOUND)
            }
            Route::PageHint => Ok(page::hint(&self.public_url)),
            Route::Processor => Ok(self.processor()),
            Route::ProcessorStatement => {
                Ok(Answer::text(self.context.about.note.clone()).cached("public, max-age=60"))
            }
            Route::Welcome(list, epoch) => {
                self.read(move |context| welcome::welcome(context, &list, epoch))
                    .await
            }
            Route::LastWelcome(list) => {
                self.read(move |context| welcome::last(context, &list))
                    .await
            }
            Route::Proof(log, index) => {
                self.read(move |context| fetch::proof(context, log, index))
                    .await
            }
            Route::Consistency(log, old, new) => {
                self.read(move |context| fetch::consistency(context, log, old, new))
                    .await
            }
            Route::List(list) => self.register(list, request).await,
            Route::Pin(list) => self.send_pin(list, request).await,
            Route::Instructions(list) => self.instruct(list, request).await,
            Route::Blob(list) if *method == Method::GET => {
                self.signed(list, request, 0).await?;
                self.read(move |context| blob::newest(context, &list)).await
            }
            Route::Blob(list) => {
                let (_, body, _) = self.signed(list, request, blob::MAX).await?;
                let blob = blob::check(list, body)?;
                self.run(|reply| Job::Blob(blob, reply)).await?;
                Ok(Answer::empty())
            }
            Route::Statements(list) if *method == Method::GET => {
                let query = request.uri().query().map(str::to_owned);
                self.reading(list, request).await?;
                let page =
                    move |context: &Context| fetch::statements(context, &list, query.as_deref());
                self.read(page).await
            }
            Route::Statements(list) => {
                let (list, body, _) = self.signed(list, request, STATEMENTS).await?;
                let verify = move |_: &Context| Ok((list.id(), statement::verify(&list, &body)?));
                let (list, statements) = self.read(verify).await?;
                let job = |reply| Job::Statements(list, statements, reply);
                Ok(Answer::text(self.run(job).await?.as_str().to_owned()))
            }
            Route::Cosignature(log) => {
                let (list, body, _) = self.signed(log.list, request, NOTE).await?;
                let check = move |context: &Context| cosignature::check(context, &list, log, &body);
                let cosigning = self.read(check).await?;
                self.run(|reply| Job::Cosign(cosigning, reply)).await?;
                Ok(Answer::empty())
            }
            Route::Logs(list) => {
                self.reading(list, request).await?;
                self.read(move |context| fetch::logs(context, &list)).await
            }
            Route::Checkpoint(log) => {
                self.reading(log.list, request).await?;
                self.read(move |context| fetch::checkpoint(context, log))
                    .await
            }
            Route::Cosigned(log) => {
                self.reading(log.list, request).await?;
                self.read(move |context| fetch::cosigned(context, log))
                    .await
            }
            Route::Tile(log, path) => {
                self.reading(log.list, request).await?;
                self.read(move |context| fetch::tile(context, log, &path))
                    .await
            }
            Route::Root(list) => {
                let list = self.reading(list, request).await?;
                let root = Bytes::copy_from_slice(list.root().as_bytes());
                Ok(Answer::bytes(root))
            }
            Route::Documents(list) => {
                let query = request.uri().query().map(str::to_owned);
                self.reading(list, request).await?;
                let page =
                    move |context: &Context| fetch::documents(context, &list, query.as_deref());
                self.read(page).await
            }
            Route::Mailbox(list) => {
                let query = request.uri().query().map(str::to_owned);
                let feeds =
                    move |context: &Context| mailbox::feeds(context, &list, query.as_deref());
                self.read(feeds).await
            }
            Route::FeedPage(list, feed, page) => {
                self.read(move |context| mailbox::page(context, &list, feed, page))
                    .await
            }
            Route::Feed(list, number) => {
                let (list, body, rights) = self.signed(list, request, limit::MAX_FEED).await?;
                let check =
                    move |context: &Context| mailbox::check(context, &list, number, &body, rights);
                let publishing = Box::new(self.read(check).await?);
                self.run(|reply| Job::Publish(publishing, reply)).await?;
                Ok(Answer::empty())
            }
            Route::Envelopes(list, epoch) => {
                let query = request.uri().query().map(str::to_owned);
                self.signed(list, request, 0).await?;
                let page = move |context: &Context| {
                    fetch::envelopes(context, &list, epoch, query.as_deref())
                };
                self.read(page).await
            }
        }
    }

    async fn register(&self, id: ListId, request: Request<Incoming>) -> Result<Answer, Problem> {
        self.require_room()?;
        let claim = Claim::read(request.headers());
        let body = self.read_large(request, REGISTRATION).await?;
        let check = move |context: &Context| {
            let outcome = registration::check(context, &id, &body)?;
            if let Outcome::New(registration) = &outcome {
                let admission = &context.admission;
                admission.admit(&claim, registration, &body, &context.clock)?;
            }
            Ok(outcome)
        };
        let (registration, answer) = match self.read(check).await? {
            Outcome::New(registration) => (registration, Answer::created()),
            Outcome::Added(registration) => (registration, Answer::created().with_status(200)),
        };
        self.run(|reply| Job::Register(registration, reply)).await?;
        Ok(answer)
    }

    /// Sends a PIN for a new list, whose registration is checked first as if it came alone.
    async fn send_pin(&self, id: ListId, request: Request<Incoming>) -> Result<Answer, Problem> {
        let Admission::Phone(phone) = &self.context.admission else {
            return Err(Problem::NOT_FOUND);
        };
        self.require_room()?;
        let body = self.read_large(request, PIN_REQUEST).await?;
        let (number, registration) = admission::read_pin_request(body)?;
        let body = registration.clone();
        let check = move |context: &Context| registration::check(context, &id, &body);
        let Outcome::New(new) = self.read(check).await? else {
            return Err(Problem::ALREADY_REGISTERED);
        };
        let text = phone.make_pin(&number, &new, &registration, &self.context.clock)?;
        let sent = phone.gateway.send(&number, &text).await;
        sent.map_err(|_| Problem::SMS_FAILED)?;
        Ok(Answer::empty())
    }

    async fn instruct(&self, id: ListId, request: Request<Incoming>) -> Result<Answer, Problem> {
        self.require_room()?;
        let list = self.list(id).await?;
        let body = body::read(request, NOTE).await?;
        let check = move |context: &Context| instruction::check(context, &list, body);
        let ordered = Box::new(self.read(check).await?);
        let place = self.run(|reply| Job::Order(ordered, reply)).await?;
        self.read(move |context| instruction::answer(context, &place))
            .await
    }

    /// Reads a request for what owners and admitted readers may read.
    async fn reading(&self, id: ListId, request: Request<Incoming>) -> Result<Arc<List>, Problem> {
        let Some(token) = access::token(request.headers())? else {
            return Ok(self.signed(id, request, 0).await?.0);
        };
        self.require_room()?;
        let list = self.list(id).await?;
        let of = Arc::clone(&list);
        self.read(move |context| access::check(context, &of, &token))
            .await?;
        Ok(list)
    }

    /// Reads a signed request: list, body, signature, nonce. The rights are the signing key's.
    async fn signed(
        &self,
        id: ListId,
        request: Request<Incoming>,
        limit: usize,
    ) -> Result<(Arc<List>, Bytes, Rights), Problem> {
        self.require_room()?;
        let list = self.list(id).await?;
        let head = Head {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
        };
        // Before the body: only who knows a certificate makes us read a large one.
        http_auth::find_certificate(&self.context, &list, &head)?;
        let body = self.read_large(request, limit).await?;
        let (nonce, rights) = {
            let (signature, certificate): (RequestSignature, &Certificate) =
                http_auth::find_certificate(&self.context, &list, &head)?;
            let authority = self.authority.as_deref();
            let nonce = http_auth::verify(
                &self.context,
                authority,
                &head,
                &body,
                &signature,
                certificate,
            )?;
            (nonce, certificate.rights())
        };
        self.run(|reply| Job::Nonce(nonce, reply)).await?;
        Ok((list, body, rights))
    }

    async fn list(&self, id: ListId) -> Result<Arc<List>, Problem> {
        match self.context.lists.find(&id) {
            Ok(list) => Ok(list),
            Err(_) => self.read(move |context| context.list(&id)).await,
        }
    }

    /// Checks an envelope here if its statement is remembered, else where blocking is allowed.
    async fn check_upload(
        &self,
        list: Arc<List>,
        record: sealroll_wire::RecordId,
        presence: Option<PresenceId>,
        envelope: Bytes,
    ) -> Result<crate::job::Upload, Problem> {
        match upload::check_remembered(&self.context, &list, record, presence, &envelope) {
            Some(checked) => checked,
            None => {
                let check = move |context: &Context| {
                    upload::check(context, &list, record, presence, &envelope)
                };
                self.read(check).await
            }
        }
    }

    /// Reads a body that may be large; only a few of these at a time.
    async fn read_large(&self, request: Request<Incoming>, limit: usize) -> Result<Bytes, Problem> {
        let _permit = if limit > SMALL {
            Some(
                self.large_bodies
                    .acquire()
                    .await
                    .map_err(|_| Problem::OVERLOADED)?,
            )
        } else {
            None
        };
        body::read(request, limit).await
    }

    /// Refuses while the queue is full, before a body is read (`spec/protocol.md#HTTP-5`).
    fn require_room(&self) -> Result<(), Problem> {
        if self.queue.capacity() == 0 {
            Err(Problem::OVERLOADED)
        } else {
            Ok(())
        }
    }

    /// Hands a job to the sequencer and waits for its commit.
    async fn run<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Problem> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .try_send(job(reply))
            .map_err(|_| Problem::OVERLOADED)?;
        answer.await.unwrap_or(Err(Problem::INTERNAL))
    }

    /// Runs what may read the store, where blocking is allowed.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Context) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let context = Arc::clone(&self.context);
        let query = tokio::task::spawn_blocking(move || query(&context));
        query.await.unwrap_or(Err(Problem::INTERNAL))
    }

    fn health(&self) -> Answer {
        if self.context.is_healthy() && !self.queue.is_closed() {
            Answer::json(r#"{"status":"ok"}"#)
        } else {
            Answer::json(r#"{"status":"failing"}"#).with_status(503)
        }
    }

    /// What an owner puts into a descriptor; the owner has to find out otherwise that it is true.
    fn processor(&self) -> Answer {
        let json = serde_json::json!({
            "origin": self.context.origin,
            "log_key": self.context.key.public().to_string(),
            "environment": self.context.environment.to_string(),
            "registration": self.context.admission.name(),
        });
        Answer::json(json.to_string())
    }
}

/// Lets pages of any origin use the API. No credentials are involved that a browser would add by
/// itself.
fn preflight() -> Answer {
    Answer::empty()
        .with(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, PUT, POST")
        .with(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, content-digest, signature, signature-input",
        )
        .with(header::ACCESS_CONTROL_MAX_AGE, "86400")
}

/// Bodies up to this many bytes are not counted as large.
const SMALL: usize = 16 * 1024;
/// Longest body of a registration.
const REGISTRATION: usize = 1
    + limit::ROOT_DOCUMENT
    + 1
    + limit::MAX_CERTIFICATES * limit::CERTIFICATE
    + 2
    + limit::MAX_DESCRIPTOR;
/// Longest body of a request for a PIN.
const PIN_REQUEST: usize = 1 + 16 + REGISTRATION;
/// Longest body of an upload of statements.
const STATEMENTS: usize = 2 + limit::MAX_STATEMENTS * limit::STATEMENT;
/// Longest instruction note or cosignature line: its text, and a few signatures.
const NOTE: usize = limit::MAX_DOCUMENT;
