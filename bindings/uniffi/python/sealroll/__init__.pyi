# Written by stub.py from the generated module; do not edit.

import enum
from datetime import datetime
from types import TracebackType
from typing import ClassVar

from typing_extensions import Self

class Abilities:
    read: bool
    instruct: bool
    disclose: bool
    delegate: bool
    def __init__(
        self,
        *,
        read: bool = ...,
        instruct: bool = ...,
        disclose: bool = ...,
        delegate: bool = ...,
    ) -> None: ...

class Accepted:
    delegate: Owner
    abilities: Abilities
    time: datetime
    def __init__(
        self,
        *,
        delegate: Owner,
        abilities: Abilities,
        time: datetime,
    ) -> None: ...

class Acknowledged:
    id: str
    time: datetime
    index: int
    def __init__(
        self,
        *,
        id: str,
        time: datetime,
        index: int,
    ) -> None: ...

class Admission:
    token: str
    reader: str
    request: Request
    def __init__(
        self,
        *,
        token: str,
        reader: str,
        request: Request,
    ) -> None: ...

class AuditOptions:
    witness_age: int
    downtime: int
    def __init__(
        self,
        *,
        witness_age: int = ...,
        downtime: int = ...,
    ) -> None: ...

class AuditReport:
    list_id: str
    fingerprint_words: str | None
    time: datetime
    terms: Terms | None
    processor: ProcessorStatement | None
    logs: list[AuditedLog]
    records: int
    instructions: list[AuditedInstruction]
    erasures: list[AuditedErasure]
    findings: list[Finding]
    def __init__(
        self,
        *,
        list_id: str,
        fingerprint_words: str | None,
        time: datetime,
        terms: Terms | None,
        processor: ProcessorStatement | None,
        logs: list[AuditedLog],
        records: int,
        instructions: list[AuditedInstruction],
        erasures: list[AuditedErasure],
        findings: list[Finding],
    ) -> None: ...

class AuditedErasure:
    epoch: int
    records: int
    destroyed: datetime
    backups: datetime
    reason: str
    def __init__(
        self,
        *,
        epoch: int,
        records: int,
        destroyed: datetime,
        backups: datetime,
        reason: str,
    ) -> None: ...

class AuditedInstruction:
    given: datetime
    order: str
    acknowledged: datetime | None
    def __init__(
        self,
        *,
        given: datetime,
        order: str,
        acknowledged: datetime | None,
    ) -> None: ...

class AuditedLog:
    generation: int | None
    size: int
    is_confirmed: bool
    witnessed_size: int | None
    witnessed_time: datetime | None
    def __init__(
        self,
        *,
        generation: int | None,
        size: int,
        is_confirmed: bool,
        witnessed_size: int | None,
        witnessed_time: datetime | None,
    ) -> None: ...

class Auditor:
    @classmethod
    def for_list(cls, list_id: str, token: str, now: datetime, options: AuditOptions | None = ...) -> Auditor: ...
    def compare_with(self, head: bytes) -> None: ...
    def evidence(self) -> bytes: ...
    def heads(self) -> list[bytes]: ...
    def run(self, connection: Connection) -> AuditReport: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Authority:
    @classmethod
    def from_bytes(cls, bytes: bytes) -> Authority: ...
    @classmethod
    def from_file(cls, file: bytes, secret: FileSecret) -> Authority: ...
    @classmethod
    def generate(cls, name: str) -> Authority: ...
    def card(self) -> Card: ...
    def open(self, disclosure: bytes, environment: Environment) -> DisclosureReport: ...
    def to_bytes(self) -> bytes: ...
    def to_file(self, secret: FileSecret, file_cost: FileCost | None = ...) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Batch:
    opened: int
    set_aside: list[SetAside]
    missing: list[Missing]
    def __init__(
        self,
        *,
        opened: int,
        set_aside: list[SetAside],
        missing: list[Missing],
    ) -> None: ...

class Bilingual:
    de: str
    en: str
    def __init__(
        self,
        *,
        de: str,
        en: str,
    ) -> None: ...

class Card:
    name: str
    words: str
    bytes: bytes
    def __init__(
        self,
        *,
        name: str,
        words: str,
        bytes: bytes,
    ) -> None: ...

class CheckInForm:
    contact: Contact
    companions: int
    companion_names: list[str]
    place: str | None
    arrival: datetime | None
    planned_end: datetime | None
    door_code: str | None
    entered_by: EnteredBy | None
    def __init__(
        self,
        *,
        contact: Contact,
        companions: int = ...,
        companion_names: list[str] = ...,
        place: str | None = ...,
        arrival: datetime | None = ...,
        planned_end: datetime | None = ...,
        door_code: str | None = ...,
        entered_by: EnteredBy | None = ...,
    ) -> None: ...

class Connection:
    def authority(self) -> str: ...
    def now(self) -> datetime: ...
    def send(self, request: Request) -> Response: ...

class Contact:
    given_name: str | None
    family_name: str | None
    phone: str | None
    email: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str | None
    def __init__(
        self,
        *,
        given_name: str | None = ...,
        family_name: str | None = ...,
        phone: str | None = ...,
        email: str | None = ...,
        street: str | None = ...,
        postal_code: str | None = ...,
        city: str | None = ...,
        country: str | None = ...,
    ) -> None: ...

class CorrectionForm:
    contact: Contact | None
    companions: int | None
    companion_names: list[str]
    place: str | None
    arrival: datetime | None
    planned_end: datetime | None
    def __init__(
        self,
        *,
        contact: Contact | None = ...,
        companions: int | None = ...,
        companion_names: list[str] = ...,
        place: str | None = ...,
        arrival: datetime | None = ...,
        planned_end: datetime | None = ...,
    ) -> None: ...

class Cosigned:
    generation: int
    size: int
    def __init__(
        self,
        *,
        generation: int,
        size: int,
    ) -> None: ...

class Decision(enum.Enum):
    GRANTED = 0
    REFUSED = 1
    ALREADY_ERASED = 2
    NOTED = 3

class Device:
    name: str
    words: str | None
    certificates: list[int]
    abilities: Abilities
    until: datetime
    is_this: bool
    is_revoked: bool
    can_open: list[Exposed]
    def __init__(
        self,
        *,
        name: str,
        words: str | None,
        certificates: list[int],
        abilities: Abilities,
        until: datetime,
        is_this: bool,
        is_revoked: bool,
        can_open: list[Exposed],
    ) -> None: ...

class DeviceCard:
    name: str
    words: str
    bytes: bytes
    def __init__(
        self,
        *,
        name: str,
        words: str,
        bytes: bytes,
    ) -> None: ...

class Disclosure:
    id: str
    file: bytes
    records: int
    def __init__(
        self,
        *,
        id: str,
        file: bytes,
        records: int,
    ) -> None: ...

class DisclosureReason:
    case_name: str
    purpose: str
    legal_basis: str
    def __init__(
        self,
        *,
        case_name: str,
        purpose: str,
        legal_basis: str,
    ) -> None: ...

class DisclosureReport:
    def csv(self) -> str: ...
    def fingerprint_words(self) -> str: ...
    def id(self) -> str: ...
    def json(self) -> str: ...
    def list_id(self) -> str: ...
    def reason(self) -> DisclosureReason: ...
    def records(self) -> int: ...
    def refused(self) -> list[RefusedRecord]: ...
    def terms(self) -> Terms: ...
    def time(self) -> datetime: ...
    def visits(self) -> list[Visit]: ...
    def without_contact(self) -> list[RefusedRecord]: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class EnteredBy(enum.Enum):
    GUEST = 0
    STAFF = 1

class Environment(enum.Enum):
    PRODUCTION = 0
    TEST = 1

class EpochRange:
    epoch: int
    not_before: datetime
    not_after: datetime
    def __init__(
        self,
        *,
        epoch: int,
        not_before: datetime,
        not_after: datetime,
    ) -> None: ...

class ErasedFor(enum.Enum):
    RETENTION = 0
    OWNER = 1
    REQUEST = 2

class Exposed:
    epoch: int
    records: int
    is_purged: bool
    def __init__(
        self,
        *,
        epoch: int,
        records: int,
        is_purged: bool,
    ) -> None: ...

class Fetched:
    def count(self) -> int: ...
    def epoch(self) -> int: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Field(enum.Enum):
    GIVEN_NAME = 0
    FAMILY_NAME = 1
    PHONE = 2
    EMAIL = 3
    STREET = 4
    POSTAL_CODE = 5
    CITY = 6
    COUNTRY = 7
    PLACE = 8
    COMPANIONS = 9
    COMPANION_NAMES = 10
    PLANNED_END = 11
    ARRIVAL = 12
    DEPARTURE = 13
    DOOR_CODE = 14
    COUNTER = 15

class FileCost:
    memory_kib: int
    passes: int
    lanes: int
    def __init__(
        self,
        *,
        memory_kib: int,
        passes: int,
        lanes: int = ...,
    ) -> None: ...

class FileSecret:
    RECOVERY_CODE: ClassVar[type[_FileSecret_RECOVERY_CODE]]
    PASSPHRASE: ClassVar[type[_FileSecret_PASSPHRASE]]

class _FileSecret_RECOVERY_CODE(FileSecret):
    text: str
    def __init__(self, text: str) -> None: ...

class _FileSecret_PASSPHRASE(FileSecret):
    text: str
    def __init__(self, text: str) -> None: ...

class Finding:
    kind: str
    generation: int | None
    index: int | None
    epoch: int | None
    is_signed: bool
    english: str
    german: str
    def __init__(
        self,
        *,
        kind: str,
        generation: int | None,
        index: int | None,
        epoch: int | None,
        is_signed: bool,
        english: str,
        german: str,
    ) -> None: ...

class FormField:
    field: Field
    required: bool
    def __init__(
        self,
        *,
        field: Field,
        required: bool,
    ) -> None: ...

class Grant:
    device: str
    file: bytes
    certificates: list[int]
    until: datetime
    epochs: list[GrantedEpochs]
    def __init__(
        self,
        *,
        device: str,
        file: bytes,
        certificates: list[int],
        until: datetime,
        epochs: list[GrantedEpochs],
    ) -> None: ...

class GrantedEpochs:
    first: int
    last: int
    def __init__(
        self,
        *,
        first: int,
        last: int,
    ) -> None: ...

class Guest:
    @classmethod
    def first_use(cls, environment: Environment) -> Guest: ...
    @classmethod
    def restore(cls, environment: Environment, memory: bytes, device_secret: bytes) -> Guest: ...
    def accept(self, invitation: Invitation, bundle: bytes, now: datetime) -> Welcome: ...
    def accept_for_follow_ups(self, invitation: Invitation, bundle: bytes, now: datetime) -> Welcome: ...
    def export_device_secret(self) -> bytes: ...
    def forget(self, list_id: str) -> None: ...
    def memory(self) -> bytes: ...
    def welcome_request(self, invitation: Invitation) -> Request: ...
    def welcome_request_for(self, invitation: Invitation, epoch: int) -> Request: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class HistoryLine:
    index: int
    time: datetime | None
    text: str
    order: Order | None
    def __init__(
        self,
        *,
        index: int,
        time: datetime | None,
        text: str,
        order: Order | None,
    ) -> None: ...

class Holders:
    missing: list[Device]
    silent: list[Device]
    def __init__(
        self,
        *,
        missing: list[Device],
        silent: list[Device],
    ) -> None: ...

class HttpConnection(Connection):
    def __init__(self, api: str, timeout: float = ...) -> None: ...
    def content(self, request: Request) -> bytes: ...

class Identity:
    @classmethod
    def from_file(cls, file: bytes, secret: FileSecret) -> Identity: ...
    def list_id(self) -> str: ...
    def to_file(self, secret: FileSecret, file_cost: FileCost | None = ...) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Invitation:
    @classmethod
    def from_link(cls, link: str) -> Invitation: ...
    def base(self) -> str: ...
    def fingerprint_words(self) -> str: ...
    def has_door_code(self) -> bool: ...
    def hint_address(self) -> str: ...
    def list_id(self) -> str: ...
    def to_link(self) -> str: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class MailReport:
    messages: list[TicketMessage]
    refused: list[RefusedNotice]
    def __init__(
        self,
        *,
        messages: list[TicketMessage],
        refused: list[RefusedNotice],
    ) -> None: ...

class MessageContent:
    ANSWER: ClassVar[type[_MessageContent_ANSWER]]
    ERASED: ClassVar[type[_MessageContent_ERASED]]
    DISCLOSED: ClassVar[type[_MessageContent_DISCLOSED]]

class _MessageContent_ANSWER(MessageContent):
    decision: Decision
    text: str
    def __init__(self, decision: Decision, text: str) -> None: ...

class _MessageContent_ERASED(MessageContent):
    reason: ErasedFor
    def __init__(self, reason: ErasedFor) -> None: ...

class _MessageContent_DISCLOSED(MessageContent):
    disclosure: str
    authority: str
    words: str
    def __init__(self, disclosure: str, authority: str, words: str) -> None: ...

class Missing:
    generation: int
    index: int
    def __init__(
        self,
        *,
        generation: int,
        index: int,
    ) -> None: ...

class NewDevice:
    @classmethod
    def create(cls, name: str) -> NewDevice: ...
    @classmethod
    def from_bytes(cls, bytes: bytes) -> NewDevice: ...
    @classmethod
    def from_file(cls, file: bytes, secret: FileSecret) -> NewDevice: ...
    def accept(self, grant: bytes, environment: Environment) -> Accepted: ...
    def card(self) -> DeviceCard: ...
    def to_bytes(self) -> bytes: ...
    def to_file(self, secret: FileSecret, file_cost: FileCost | None = ...) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class NewList:
    environment: Environment
    processor: Processor
    venue: str
    address: str
    contact: str
    purpose: Bilingual
    legal_basis: Bilingual
    fields: dict[Field, Policy] | None
    max_companions: int | None
    retention_epochs: int | None
    door_code: bool
    generation_epochs: int | None
    epoch_anchor: datetime | None
    epoch_length: int | None
    bucket: int | None
    authority: Card | None
    def __init__(
        self,
        *,
        environment: Environment,
        processor: Processor,
        venue: str,
        address: str = ...,
        contact: str,
        purpose: Bilingual,
        legal_basis: Bilingual,
        fields: dict[Field, Policy] | None = ...,
        max_companions: int | None = ...,
        retention_epochs: int | None = ...,
        door_code: bool = ...,
        generation_epochs: int | None = ...,
        epoch_anchor: datetime | None = ...,
        epoch_length: int | None = ...,
        bucket: int | None = ...,
        authority: Card | None = ...,
    ) -> None: ...

class NewOwner:
    owner: Owner
    identity: Identity
    def __init__(
        self,
        *,
        owner: Owner,
        identity: Identity,
    ) -> None: ...

class Order:
    PURGE_EPOCH: ClassVar[type[_Order_PURGE_EPOCH]]
    ERASE_RECORD: ClassVar[type[_Order_ERASE_RECORD]]
    RESTRICT_RECORD: ClassVar[type[_Order_RESTRICT_RECORD]]
    LIFT_RECORD: ClassVar[type[_Order_LIFT_RECORD]]
    HOLD_EPOCH: ClassVar[type[_Order_HOLD_EPOCH]]
    LIFT_EPOCH: ClassVar[type[_Order_LIFT_EPOCH]]
    ADMIT_READER: ClassVar[type[_Order_ADMIT_READER]]
    DISMISS_READER: ClassVar[type[_Order_DISMISS_READER]]
    OBJECT_PROCESSOR: ClassVar[type[_Order_OBJECT_PROCESSOR]]
    DISCLOSE: ClassVar[type[_Order_DISCLOSE]]
    PUNCTURED_EPOCH: ClassVar[type[_Order_PUNCTURED_EPOCH]]
    GRANT_DEVICE: ClassVar[type[_Order_GRANT_DEVICE]]
    REVOKE_CERTIFICATE: ClassVar[type[_Order_REVOKE_CERTIFICATE]]
    DRILL_RECORD: ClassVar[type[_Order_DRILL_RECORD]]
    TERMINATE_LIST: ClassVar[type[_Order_TERMINATE_LIST]]

class _Order_PURGE_EPOCH(Order):
    epoch: int
    def __init__(self, epoch: int) -> None: ...

class _Order_ERASE_RECORD(Order):
    record_id: str
    def __init__(self, record_id: str) -> None: ...

class _Order_RESTRICT_RECORD(Order):
    record_id: str
    def __init__(self, record_id: str) -> None: ...

class _Order_LIFT_RECORD(Order):
    record_id: str
    def __init__(self, record_id: str) -> None: ...

class _Order_HOLD_EPOCH(Order):
    epoch: int
    def __init__(self, epoch: int) -> None: ...

class _Order_LIFT_EPOCH(Order):
    epoch: int
    def __init__(self, epoch: int) -> None: ...

class _Order_ADMIT_READER(Order):
    reader: str
    def __init__(self, reader: str) -> None: ...

class _Order_DISMISS_READER(Order):
    reader: str
    def __init__(self, reader: str) -> None: ...

class _Order_OBJECT_PROCESSOR(Order):
    statement: str
    def __init__(self, statement: str) -> None: ...

class _Order_DISCLOSE(Order):
    disclosure: str
    def __init__(self, disclosure: str) -> None: ...

class _Order_PUNCTURED_EPOCH(Order):
    epoch: int
    def __init__(self, epoch: int) -> None: ...

class _Order_GRANT_DEVICE(Order):
    device: str
    def __init__(self, device: str) -> None: ...

class _Order_REVOKE_CERTIFICATE(Order):
    certificate: int
    def __init__(self, certificate: int) -> None: ...

class _Order_DRILL_RECORD(Order):
    record_id: str
    def __init__(self, record_id: str) -> None: ...

class _Order_TERMINATE_LIST(Order):
    def __init__(self, ) -> None: ...

class Outbox:
    @classmethod
    def empty(cls) -> Outbox: ...
    @classmethod
    def from_bytes(cls, bytes: bytes) -> Outbox: ...
    def answer_to(self, record_id: str) -> Decision | None: ...
    def is_due(self, now: datetime) -> bool: ...
    def next_order(self) -> Order | None: ...
    def order_done(self) -> None: ...
    def policy(self) -> StandingPolicy: ...
    def set_policy(self, policy: StandingPolicy) -> None: ...
    def to_bytes(self) -> bytes: ...
    def waiting(self) -> int: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Owner:
    @classmethod
    def from_bytes(cls, bytes: bytes) -> Owner: ...
    @classmethod
    def from_device_file(cls, file: bytes, secret: FileSecret) -> Owner: ...
    @classmethod
    def recover(cls, identity: Identity, secret: FileSecret, bundle: bytes, connection: Connection, store: StateStore | None = ...) -> Owner: ...
    @classmethod
    def restore(cls, identity: Identity, decryption_file: bytes, secret: FileSecret, bundles: list[bytes], generation_epochs: int, now: datetime) -> Owner: ...
    def abilities(self) -> Abilities: ...
    def admit_reader(self, now: datetime) -> Admission: ...
    def announce_disclosure(self, outbox: Outbox, record_ids: list[str], disclosure: str, card: Card, fetched: list[Fetched]) -> int: ...
    def announce_erasure(self, outbox: Outbox, reason: ErasedFor, fetched: Fetched) -> int: ...
    def answer(self, outbox: Outbox, request: RightsRequest, decision: Decision, text: str, fetched: list[Fetched]) -> None: ...
    def answer_by_policy(self, outbox: Outbox, fetched: list[Fetched], now: datetime) -> int: ...
    def answer_the_late(self, outbox: Outbox, set_aside: list[SetAside], fetched: Fetched) -> int: ...
    def change_terms(self, identity: Identity, changes: TermsChange, now: datetime) -> None: ...
    def choose(self, selection: Selection) -> list[Visit]: ...
    def confirm_instruction(self, answer: bytes) -> Acknowledged: ...
    def confirm_purge(self, epoch: int, proof: bytes) -> None: ...
    def contradicted_heads(self) -> list[Missing]: ...
    def csv(self, epoch: int | None = ...) -> str: ...
    def decide(self, request: RightsRequest, policy: StandingPolicy, now: datetime) -> list[Order]: ...
    def devices(self, now: datetime) -> list[Device]: ...
    def disclose(self, record_ids: list[str], card: Card, reason: DisclosureReason, connection: Connection) -> Disclosure: ...
    def door_code(self, at: datetime) -> str | None: ...
    def drill(self, typed: FileSecret, connection: Connection, store: StateStore | None = ...) -> datetime: ...
    def due_epochs(self, now: datetime) -> list[int]: ...
    def epoch_at(self, now: datetime) -> EpochRange: ...
    def evidence(self) -> str | None: ...
    def fetch(self, epoch: int, connection: Connection) -> Fetched: ...
    def give_again(self, connection: Connection, store: StateStore | None = ...) -> int: ...
    def grant(self, identity: Identity, card: DeviceCard, first: int, last: int, abilities: Abilities, now: datetime) -> Grant: ...
    def grant_instruction(self, identity: Identity, grant: Grant, now: datetime) -> Request: ...
    def granted_epochs(self) -> list[GrantedEpochs]: ...
    def has_recovery(self) -> bool: ...
    def history(self) -> list[HistoryLine]: ...
    def holders(self, epoch: int, now: datetime) -> Holders: ...
    def instruct(self, order: Order, now: datetime) -> Request: ...
    def invitation(self, base: str, door_code: str | None = ...) -> Invitation: ...
    def is_blob_due(self) -> bool: ...
    def is_door_code_right(self, arrival: datetime, code: str | None) -> bool | None: ...
    def is_drill_due(self, now: datetime) -> bool: ...
    def is_erased(self, epoch: int, now: datetime) -> bool: ...
    def json(self, epoch: int | None = ...) -> str: ...
    def keep_recoverable(self, connection: Connection, store: StateStore | None = ...) -> bool: ...
    def keeps_recovery(self) -> bool: ...
    def last_drill(self) -> datetime | None: ...
    def log_copy(self) -> bytes: ...
    def open(self, fetched: Fetched, progress: Progress | None = ...) -> Batch: ...
    def open_requests(self, outbox: Outbox) -> list[RightsRequest]: ...
    def pending_instruction(self) -> Request | None: ...
    def pin_registration_request(self, pin: str) -> Request: ...
    def pin_request(self, phone_number: str) -> Request: ...
    def portable(self, check_in: str) -> str | None: ...
    def processor_statement(self) -> ProcessorStatement | None: ...
    def publish(self, outbox: Outbox, connection: Connection, store: StateStore | None = ...) -> int: ...
    def puncture(self, epoch: int) -> bool: ...
    def punctures_to_order(self) -> list[int]: ...
    def purge_instruction(self, epoch: int, now: datetime) -> Request: ...
    def registration_request(self) -> Request: ...
    def renew_certificates(self, identity: Identity, now: datetime) -> None: ...
    def replace_poster(self, now: datetime) -> None: ...
    def requests(self) -> list[RightsRequest]: ...
    def revoke_device(self, identity: Identity, certificate: int, now: datetime) -> Revocation: ...
    def revoke_instruction(self, identity: Identity, certificate: int, now: datetime) -> Request: ...
    def roll_over(self, now: datetime) -> int: ...
    def set_log_copy(self, bytes: bytes) -> None: ...
    def set_recovery(self, secret: FileSecret, blob_cost: FileCost | None = ...) -> None: ...
    def statements_request(self, authority: str, now: datetime) -> Request | None: ...
    def summary(self) -> Summary: ...
    def sync(self, connection: Connection, store: StateStore | None = ...) -> SyncReport: ...
    def terminate(self, identity: Identity, now: datetime) -> Request: ...
    def to_bytes(self) -> bytes: ...
    def to_decryption_file(self, secret: FileSecret, file_cost: FileCost | None = ...) -> bytes: ...
    def to_device_file(self, secret: FileSecret, file_cost: FileCost | None = ...) -> bytes: ...
    def token_registration_request(self, token: str) -> Request: ...
    def visits(self) -> list[Visit]: ...
    def withdraw_instruction(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Pending:
    @classmethod
    def from_bytes(cls, bytes: bytes) -> Pending: ...
    def confirm(self, receipt: bytes) -> Ticket: ...
    def erase_after(self) -> datetime: ...
    def list_id(self) -> str: ...
    def record_id(self) -> str: ...
    def request(self) -> Request: ...
    def to_bytes(self) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class PendingFollowUp:
    @classmethod
    def from_bytes(cls, bytes: bytes) -> PendingFollowUp: ...
    def confirm(self, receipt: bytes) -> None: ...
    def request(self) -> Request: ...
    def to_bytes(self) -> bytes: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class Policy(enum.Enum):
    ABSENT = 0
    OPTIONAL = 1
    REQUIRED = 2

class Processor:
    origin: str
    log_key: str
    def __init__(
        self,
        *,
        origin: str,
        log_key: str,
    ) -> None: ...

class ProcessorStatement:
    operator: str
    region: str
    software: str
    sub_processors: list[str]
    def __init__(
        self,
        *,
        operator: str,
        region: str,
        software: str,
        sub_processors: list[str],
    ) -> None: ...

class Progress:
    def advance(self, done: int, total: int) -> bool: ...

class Recovery:
    generation: int | None
    part: int
    restored: int
    signed: int | None
    lost: int
    lost_records: int
    returned: int
    erased: int
    missing: list[str]
    unknown: int
    def __init__(
        self,
        *,
        generation: int | None,
        part: int,
        restored: int,
        signed: int | None,
        lost: int,
        lost_records: int,
        returned: int,
        erased: int,
        missing: list[str],
        unknown: int,
    ) -> None: ...

class RefusedNotice:
    feed: int
    code: str
    reason: str
    def __init__(
        self,
        *,
        feed: int,
        code: str,
        reason: str,
    ) -> None: ...

class RefusedRecord:
    generation: int
    index: int
    code: str
    reason: str
    def __init__(
        self,
        *,
        generation: int,
        index: int,
        code: str,
        reason: str,
    ) -> None: ...

class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    def __init__(
        self,
        *,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
    ) -> None: ...

class Response:
    status: int
    body: bytes
    retry_after: int | None
    def __init__(
        self,
        *,
        status: int,
        body: bytes,
        retry_after: int | None = ...,
    ) -> None: ...

class Revocation:
    device: Device
    generations: list[int]
    has_new_keys: bool
    def __init__(
        self,
        *,
        device: Device,
        generations: list[int],
        has_new_keys: bool,
    ) -> None: ...

class Right(enum.Enum):
    ACCESS = 0
    RECTIFY = 1
    ERASE = 2
    RESTRICT = 3
    PORT = 4
    OBJECT = 5

class RightsRequest:
    generation: int
    index: int
    record_id: str
    check_in: str
    arrival: datetime
    right: Right
    def __init__(
        self,
        *,
        generation: int,
        index: int,
        record_id: str,
        check_in: str,
        arrival: datetime,
        right: Right,
    ) -> None: ...

class SealrollError(Exception):
    code: str
    reason: str
    field: Field | None
    Failed: ClassVar[type[_SealrollError_Failed]]

class _SealrollError_Failed(SealrollError):
    def __init__(self, code: str, reason: str, field: Field | None) -> None: ...

class Selection:
    from_time: datetime | None
    until: datetime | None
    place: str | None
    companion_of: str | None
    def __init__(
        self,
        *,
        from_time: datetime | None = ...,
        until: datetime | None = ...,
        place: str | None = ...,
        companion_of: str | None = ...,
    ) -> None: ...

class SetAside:
    generation: int
    index: int
    epoch: int
    code: str
    reason: str
    def __init__(
        self,
        *,
        generation: int,
        index: int,
        epoch: int,
        code: str,
        reason: str,
    ) -> None: ...

class Sheet:
    text: str
    number: int
    count: int
    needed: int
    def __init__(
        self,
        *,
        text: str,
        number: int,
        count: int,
        needed: int,
    ) -> None: ...

class Source(enum.Enum):
    GUEST = 0
    AUTOMATIC = 1
    OWNER = 2

class StandingPolicy:
    withdraw_within: int | None
    restrict: bool
    access: bool
    def __init__(
        self,
        *,
        withdraw_within: int | None = ...,
        restrict: bool = ...,
        access: bool = ...,
    ) -> None: ...

class StateStore:
    def save(self, state: bytes) -> None: ...

class Summary:
    list_id: str
    environment: Environment
    fingerprint_words: str
    terms: Terms
    open_epochs: list[int]
    last_epoch: int | None
    def __init__(
        self,
        *,
        list_id: str,
        environment: Environment,
        fingerprint_words: str,
        terms: Terms,
        open_epochs: list[int],
        last_epoch: int | None,
    ) -> None: ...

class SyncReport:
    cosigned: list[Cosigned]
    records: int
    unordered_purges: list[int]
    instructions: int
    foreign_instructions: list[str]
    findings: list[Finding]
    processor: ProcessorStatement | None
    recoveries: list[Recovery]
    lost_orders: list[str]
    waiting_orders: list[str]
    deleted: list[int]
    is_over: bool
    def __init__(
        self,
        *,
        cosigned: list[Cosigned],
        records: int,
        unordered_purges: list[int],
        instructions: int,
        foreign_instructions: list[str],
        findings: list[Finding],
        processor: ProcessorStatement | None,
        recoveries: list[Recovery],
        lost_orders: list[str],
        waiting_orders: list[str],
        deleted: list[int],
        is_over: bool,
    ) -> None: ...

class Terms:
    version: int
    venue: str
    address: str
    contact: str
    purpose: Bilingual
    legal_basis: Bilingual
    epoch_anchor: datetime
    epoch_length: int
    retention_epochs: int
    fields: dict[Field, Policy]
    max_companions: int
    door_code: bool
    authority: Card | None
    origin: str
    def __init__(
        self,
        *,
        version: int,
        venue: str,
        address: str,
        contact: str,
        purpose: Bilingual,
        legal_basis: Bilingual,
        epoch_anchor: datetime,
        epoch_length: int,
        retention_epochs: int,
        fields: dict[Field, Policy],
        max_companions: int,
        door_code: bool,
        authority: Card | None,
        origin: str,
    ) -> None: ...

class TermsChange:
    venue: str | None
    address: str | None
    contact: str | None
    purpose: Bilingual | None
    legal_basis: Bilingual | None
    fields: dict[Field, Policy] | None
    max_companions: int | None
    retention_epochs: int | None
    door_code: bool | None
    authority: Card | None
    end_dual_control: bool
    def __init__(
        self,
        *,
        venue: str | None = ...,
        address: str | None = ...,
        contact: str | None = ...,
        purpose: Bilingual | None = ...,
        legal_basis: Bilingual | None = ...,
        fields: dict[Field, Policy] | None = ...,
        max_companions: int | None = ...,
        retention_epochs: int | None = ...,
        door_code: bool | None = ...,
        authority: Card | None = ...,
        end_dual_control: bool = ...,
    ) -> None: ...

class Ticket:
    @classmethod
    def from_bytes(cls, bytes: bytes) -> Ticket: ...
    def check_deleted(self, welcome: Welcome, now: datetime) -> None: ...
    def check_growth(self, proof: bytes, growth: bytes) -> None: ...
    def check_out(self, welcome: Welcome, departure: datetime, now: datetime, source: Source | None = ...) -> PendingFollowUp: ...
    def correct(self, welcome: Welcome, form: CorrectionForm, now: datetime) -> PendingFollowUp: ...
    def epoch(self) -> int: ...
    def erase_after(self) -> datetime: ...
    def exercise(self, welcome: Welcome, right: Right, now: datetime) -> PendingFollowUp: ...
    def export(self) -> str: ...
    def growth_request(self, proof: bytes) -> Request | None: ...
    def index(self) -> int: ...
    def is_lost(self, proof: bytes) -> bool: ...
    def is_witnessed(self) -> bool: ...
    def list_id(self) -> str: ...
    def messages(self) -> list[TicketMessage]: ...
    def needs_head(self) -> bool: ...
    def proof(self) -> bytes: ...
    def proof_request(self) -> Request: ...
    def read_mail(self, connection: Connection) -> MailReport: ...
    def record_id(self) -> str: ...
    def renew(self, receipt: bytes) -> bool: ...
    def sent_requests(self) -> list[TicketRequest]: ...
    def to_bytes(self) -> bytes: ...
    def to_handover_bytes(self) -> bytes: ...
    def upload_request(self) -> Request | None: ...
    def witness(self, proof: bytes, welcome: Welcome) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class TicketMessage:
    time: datetime
    request: TicketRequest | None
    content: MessageContent
    def __init__(
        self,
        *,
        time: datetime,
        request: TicketRequest | None,
        content: MessageContent,
    ) -> None: ...

class TicketRequest:
    record_id: str
    right: Right
    time: datetime
    def __init__(
        self,
        *,
        record_id: str,
        right: Right,
        time: datetime,
    ) -> None: ...

class Visit:
    record_id: str
    epoch: int
    arrival: datetime
    departure: datetime | None
    departure_source: Source | None
    planned_end: datetime | None
    given_name: str | None
    family_name: str | None
    phone: str | None
    email: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str | None
    place: str | None
    companions: int
    companion_names: list[str]
    door_code: str | None
    entered_by: EnteredBy
    corrections: int
    rights: list[Right]
    def __init__(
        self,
        *,
        record_id: str,
        epoch: int,
        arrival: datetime,
        departure: datetime | None,
        departure_source: Source | None,
        planned_end: datetime | None,
        given_name: str | None,
        family_name: str | None,
        phone: str | None,
        email: str | None,
        street: str | None,
        postal_code: str | None,
        city: str | None,
        country: str | None,
        place: str | None,
        companions: int,
        companion_names: list[str],
        door_code: str | None,
        entered_by: EnteredBy,
        corrections: int,
        rights: list[Right],
    ) -> None: ...

class Welcome:
    def check_in(self, form: CheckInForm, now: datetime) -> Pending: ...
    def epoch(self) -> int: ...
    def erased_by(self) -> datetime: ...
    def fields(self) -> list[FormField]: ...
    def fingerprint_words(self) -> str: ...
    def is_replaced(self) -> bool: ...
    def list_id(self) -> str: ...
    def not_after(self) -> datetime: ...
    def not_before(self) -> datetime: ...
    def terms(self) -> Terms: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class WordLanguage(enum.Enum):
    GERMAN = 0
    ENGLISH = 1

def audit_again(evidence: bytes) -> AuditReport: ...

def card_of(bytes: bytes) -> Card: ...

def check_recovery_code(text: str) -> str: ...

def combine_recovery_sheets(sheets: list[str]) -> str: ...

def content_of(response: Response) -> bytes: ...

def create_list(list: NewList, now: datetime) -> NewOwner: ...

def device_card_of(bytes: bytes) -> DeviceCard: ...

def new_recovery_code() -> str: ...

def part_recovery_code(code: str, needed: int, count: int) -> list[Sheet]: ...

def processor_of(content: bytes) -> Processor: ...

def processor_request() -> Request: ...

def recovery_code_of_words(words: str) -> str: ...

def recovery_words(code: str, language: WordLanguage) -> str: ...
