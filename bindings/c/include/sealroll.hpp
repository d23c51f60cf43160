/*
 * sealroll for C++17: the objects of sealroll.h as classes that free themselves, statuses as
 * exceptions. Header only; link as for C.
 *
 * An object can be moved and not copied. A call on one that was moved from throws NULL_ARGUMENT,
 * and one that an earlier call has used up throws USED. `get()` gives the C object for functions
 * that have no method here; it stays the class's to free. What is said about arguments, threads and
 * secrets in sealroll.h holds here too. Strings with a zero byte inside are refused.
 */

#ifndef SEALROLL_HPP
#define SEALROLL_HPP

#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sealroll.h"

namespace sealroll {

/** Bytes of the caller's. */
using Bytes = std::vector<std::uint8_t>;

/** What a call failed with. Its text contains nothing that a guest typed. */
class Error : public std::runtime_error {
 public:
  Error(SealrollStatus status, std::int32_t field, const char *text)
      : std::runtime_error(text), status_(status), field_(field) {}

  /** The status. */
  SealrollStatus status() const noexcept { return status_; }
  /** Its name, such as `wrong-list`. */
  const char *code() const noexcept { return sealroll_status_name(status_); }
  /** The field that it is about, one of `SealrollField`; -1 for none. */
  std::int32_t field() const noexcept { return field_; }

 private:
  SealrollStatus status_;
  std::int32_t field_;
};

/** Throws for every status but success. */
inline void check(SealrollStatus status) {
  if (status != SEALROLL_STATUS_OK) {
    throw Error(status, sealroll_last_error_field(), sealroll_last_error());
  }
}

namespace detail {

template <typename T, void (*free_object)(T *)>
struct Free {
  void operator()(T *object) const noexcept { free_object(object); }
};

/** Owns a C object. */
template <typename T, void (*free_object)(T *)>
class Object {
 public:
  /** The C object, which stays this one's. */
  T *get() const noexcept { return object_.get(); }

 protected:
  explicit Object(T *object) noexcept : object_(object) {}

 private:
  std::unique_ptr<T, Free<T, free_object>> object_;
};

/** Calls a function whose last argument is a place for its result. */
template <typename T, typename Function, typename... Arguments>
T result(Function function, Arguments... arguments) {
  T value{};
  check(function(arguments..., &value));
  return value;
}

/** A C text, or an exception if it would be cut off. */
inline const char *text(const std::string &value) {
  if (value.find('\0') != std::string::npos) {
    throw Error(SEALROLL_STATUS_BAD_ARGUMENT, -1, "a text has a zero byte inside");
  }
  return value.c_str();
}

}  // namespace detail

/** Bytes or a text of the library's, wiped at the end. */
class Buffer : public detail::Object<SealrollBuffer, sealroll_buffer_free> {
 public:
  explicit Buffer(SealrollBuffer *buffer) noexcept : Object(buffer) {}

  const std::uint8_t *data() const noexcept { return sealroll_buffer_data(get()); }
  std::size_t size() const noexcept { return sealroll_buffer_length(get()); }
  /** The content as a text that lives as long as this. */
  std::string_view view() const noexcept {
    return size() == 0 ? std::string_view() : std::string_view(sealroll_buffer_text(get()), size());
  }
  /** Copies, which are the caller's to wipe. */
  std::string text() const { return std::string(view()); }
  Bytes bytes() const { return size() == 0 ? Bytes() : Bytes(data(), data() + size()); }
};

namespace detail {

template <typename Function, typename... Arguments>
Buffer buffer(Function function, Arguments... arguments) {
  return Buffer(result<SealrollBuffer *>(function, arguments...));
}

}  // namespace detail

/** A request to the processor, which the caller sends. */
class Request : public detail::Object<SealrollRequest, sealroll_request_free> {
 public:
  explicit Request(SealrollRequest *request) noexcept : Object(request) {}

  std::string_view method() const { return sealroll_request_method(get()); }
  std::string_view target() const { return sealroll_request_target(get()); }
};

/** An answer of the processor. */
struct Answer {
  std::uint16_t status = 0;
  Bytes body;

  /** The body of a successful answer. */
  const Bytes &success() const {
    check(sealroll_check_answer(status, body.data(), body.size()));
    return body;
  }
};

/** The caller's network, clock and store, for work that takes several requests. Exceptions of
 * these functions are kept from the library and thrown again when its call has ended. */
struct Exchange {
  /** Host of the API, with its port if it is not the scheme's own. */
  std::string authority;
  /** Sends a request and returns the answer, whatever its status code. */
  std::function<Answer(const SealrollRequest *)> send;
  /** Seconds since 1970. */
  std::function<std::uint64_t()> clock;
  /** Saves the owner's state durably; may be empty. */
  std::function<void(const std::uint8_t *, std::size_t)> save;
};

namespace detail {

/** Lends an Exchange to the library. */
class Carrier {
 public:
  explicit Carrier(const Exchange &exchange) : exchange_(exchange) {
    callbacks_.authority = text(exchange.authority);
    callbacks_.send = send;
    callbacks_.clock = clock;
    callbacks_.save = exchange.save ? save : nullptr;
    callbacks_.context = this;
  }
  Carrier(const Carrier &) = delete;
  Carrier &operator=(const Carrier &) = delete;

  const SealrollExchange *get() const noexcept { return &callbacks_; }

  /** Throws what a function of the caller's has thrown, or for a status. */
  void settle(SealrollStatus status) const {
    if (thrown_) {
      std::rethrow_exception(thrown_);
    }
    check(status);
  }

 private:
  template <typename Body>
  bool guarded(Body body) noexcept {
    try {
      body();
      return true;
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  static std::int32_t send(void *context, const SealrollRequest *request,
                           SealrollAnswer *answer) noexcept {
    auto *self = static_cast<Carrier *>(context);
    const bool sent = self->guarded([&] {
      const Answer found = self->exchange_.send(request);
      check(sealroll_answer_set(answer, found.status, found.body.data(), found.body.size()));
    });
    return sent ? 0 : -1;
  }

  static std::uint64_t clock(void *context) noexcept {
    auto *self = static_cast<Carrier *>(context);
    std::uint64_t now = UINT64_MAX;
    self->guarded([&] { now = self->exchange_.clock(); });
    return now;
  }

  static std::int32_t save(void *context, const std::uint8_t *state, std::size_t length) noexcept {
    auto *self = static_cast<Carrier *>(context);
    return self->guarded([&] { self->exchange_.save(state, length); }) ? 0 : -1;
  }

  const Exchange &exchange_;
  SealrollExchange callbacks_{};
  std::exception_ptr thrown_;
};

}  // namespace detail

/** The content of a QR code. */
class Invitation : public detail::Object<SealrollInvitation, sealroll_invitation_free> {
 public:
  explicit Invitation(SealrollInvitation *invitation) noexcept : Object(invitation) {}
  /** Reads a link. */
  explicit Invitation(const std::string &link)
      : Object(detail::result<SealrollInvitation *>(sealroll_invitation_parse,
                                                    detail::text(link))) {}

  Buffer link() const { return detail::buffer(sealroll_invitation_link, get()); }
  Buffer fingerprint_words() const {
    return detail::buffer(sealroll_invitation_fingerprint_words, get());
  }
};

/** What a guest typed. */
class Form : public detail::Object<SealrollForm, sealroll_form_free> {
 public:
  Form() : Object(sealroll_form_new()) {}

  Form &set(SealrollField field, const std::string &text) {
    check(sealroll_form_set_text(get(), field, detail::text(text)));
    return *this;
  }
  Form &set_time(SealrollField field, std::uint64_t time) {
    check(sealroll_form_set_time(get(), field, time));
    return *this;
  }
  Form &set_companions(std::uint8_t count) {
    check(sealroll_form_set_companions(get(), count));
    return *this;
  }
};

class Welcome;
class Card;
class Disclosure;
class Findings;
class History;
class Orders;
class Rights;

/** A check-out, correction or request on its way. */
class FollowUp : public detail::Object<SealrollFollowUp, sealroll_follow_up_free> {
 public:
  explicit FollowUp(SealrollFollowUp *follow_up) noexcept : Object(follow_up) {}
  static FollowUp from_bytes(const Bytes &bytes) {
    return FollowUp(detail::result<SealrollFollowUp *>(sealroll_follow_up_from_bytes, bytes.data(),
                                                       bytes.size()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_follow_up_to_bytes, get()); }
  Request request() const {
    return Request(detail::result<SealrollRequest *>(sealroll_follow_up_request, get()));
  }
  /** Verifies the receipt; on success this is used up. */
  void confirm(const Bytes &receipt) {
    check(sealroll_follow_up_confirm(get(), receipt.data(), receipt.size()));
  }
};

/** A confirmed check-in. */
class Ticket : public detail::Object<SealrollTicket, sealroll_ticket_free> {
 public:
  explicit Ticket(SealrollTicket *ticket) noexcept : Object(ticket) {}
  static Ticket from_bytes(const Bytes &bytes) {
    return Ticket(detail::result<SealrollTicket *>(sealroll_ticket_from_bytes, bytes.data(),
                                                   bytes.size()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_ticket_to_bytes, get()); }
  /** Whether a proof shows that the processor has lost the check-in with a backup. */
  bool is_lost(const Bytes &proof) const {
    return detail::result<bool>(sealroll_ticket_is_lost, get(), proof.data(), proof.size());
  }
  /** Sends the check-in again. */
  Request upload_request() const {
    return Request(detail::result<SealrollRequest *>(sealroll_ticket_upload_request, get()));
  }
  /** Takes the receipt of that; tells whether it replaces the kept one. */
  bool renew(const Bytes &receipt) {
    return detail::result<bool>(sealroll_ticket_renew, get(), receipt.data(), receipt.size());
  }
  std::uint64_t index() const { return detail::result<std::uint64_t>(sealroll_ticket_index, get()); }
  std::array<std::uint8_t, 32> record_id() const {
    std::array<std::uint8_t, 32> id{};
    check(sealroll_ticket_record_id(get(), id.data()));
    return id;
  }
  std::uint32_t epoch() const { return detail::result<std::uint32_t>(sealroll_ticket_epoch, get()); }
  /** Whether to ask for a proof under a checkpoint that the owner has cosigned. */
  bool needs_head() const { return detail::result<bool>(sealroll_ticket_needs_head, get()); }
  Buffer proof() const { return detail::buffer(sealroll_ticket_proof, get()); }
  Request proof_request() const {
    return Request(detail::result<SealrollRequest *>(sealroll_ticket_proof_request, get()));
  }
  /** How the log has grown up to a proof; nothing if both are of one size. */
  std::optional<Request> growth_request(const Bytes &proof) const {
    SealrollRequest *request = nullptr;
    const SealrollStatus status =
        sealroll_ticket_growth_request(get(), proof.data(), proof.size(), &request);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return Request(request);
  }
  /** Throws INCONSISTENT if the processor has signed two logs that exclude each other. */
  void check_growth(const Bytes &proof, const Bytes &growth) const {
    check(sealroll_ticket_check_growth(get(), proof.data(), proof.size(), growth.data(),
                                       growth.size()));
  }
  void witness(const Bytes &proof, const Welcome &welcome);
  /** Throws unless the log of the check-in may be deleted by now. */
  void check_deleted(const Welcome &welcome, std::uint64_t now) const;
  FollowUp check_out(const Welcome &welcome, std::uint64_t departure, std::uint64_t now);
  FollowUp correct(const Welcome &welcome, const Form &form, std::uint64_t now);
  FollowUp request(const Welcome &welcome, SealrollRight right, std::uint64_t now);
};

/** A sealed check-in without a verified receipt. */
class Pending : public detail::Object<SealrollPending, sealroll_pending_free> {
 public:
  explicit Pending(SealrollPending *pending) noexcept : Object(pending) {}
  static Pending from_bytes(const Bytes &bytes) {
    return Pending(detail::result<SealrollPending *>(sealroll_pending_from_bytes, bytes.data(),
                                                     bytes.size()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_pending_to_bytes, get()); }
  Request request() const {
    return Request(detail::result<SealrollRequest *>(sealroll_pending_request, get()));
  }
  /** Verifies the receipt and makes the ticket; on success this is used up. */
  Ticket confirm(const Bytes &receipt) {
    return Ticket(detail::result<SealrollTicket *>(sealroll_pending_confirm, get(), receipt.data(),
                                                   receipt.size()));
  }
};

/** A verified welcome bundle. */
class Welcome : public detail::Object<SealrollWelcome, sealroll_welcome_free> {
 public:
  explicit Welcome(SealrollWelcome *welcome) noexcept : Object(welcome) {}

  Buffer text(SealrollText which) const {
    return detail::buffer(sealroll_welcome_text, get(), static_cast<std::int32_t>(which));
  }
  Buffer fingerprint_words() const {
    return detail::buffer(sealroll_welcome_fingerprint_words, get());
  }
  std::uint64_t erased_by() const {
    return detail::result<std::uint64_t>(sealroll_welcome_erased_by, get());
  }
  /** Whether the poster was replaced: then it serves follow-ups only. */
  bool is_replaced() const { return detail::result<bool>(sealroll_welcome_is_replaced, get()); }
  /** The authority that alone reads contact data, under dual control: show it. */
  std::optional<Card> authority() const;
  SealrollPolicy policy(SealrollField field) const {
    return static_cast<SealrollPolicy>(detail::result<std::int32_t>(
        sealroll_welcome_policy, get(), static_cast<std::int32_t>(field)));
  }
  /** Seals. Save what this returns before it is sent. */
  Pending check_in(const Form &form, std::uint64_t now,
                   const SealrollRandom *random = nullptr) const {
    return Pending(detail::result<SealrollPending *>(sealroll_welcome_check_in, get(), form.get(),
                                                     now, random));
  }
};

inline void Ticket::check_deleted(const Welcome &welcome, std::uint64_t now) const {
  check(sealroll_ticket_check_deleted(get(), welcome.get(), now));
}

inline void Ticket::witness(const Bytes &proof, const Welcome &welcome) {
  check(sealroll_ticket_witness(get(), proof.data(), proof.size(), welcome.get()));
}

inline FollowUp Ticket::check_out(const Welcome &welcome, std::uint64_t departure,
                                  std::uint64_t now) {
  const SealrollRandom *random = nullptr;
  return FollowUp(detail::result<SealrollFollowUp *>(
      sealroll_ticket_check_out, get(), welcome.get(), departure,
      static_cast<std::int32_t>(SEALROLL_SOURCE_GUEST), now, random));
}

inline FollowUp Ticket::correct(const Welcome &welcome, const Form &form, std::uint64_t now) {
  const SealrollRandom *random = nullptr;
  return FollowUp(detail::result<SealrollFollowUp *>(sealroll_ticket_correct, get(), welcome.get(),
                                                     form.get(), now, random));
}

inline FollowUp Ticket::request(const Welcome &welcome, SealrollRight right, std::uint64_t now) {
  const SealrollRandom *random = nullptr;
  return FollowUp(detail::result<SealrollFollowUp *>(sealroll_ticket_request, get(), welcome.get(),
                                                     static_cast<std::int32_t>(right), now,
                                                     random));
}

/** A guest's device. */
class Guest : public detail::Object<SealrollGuest, sealroll_guest_free> {
 public:
  /** A device that has never been used. */
  explicit Guest(SealrollEnvironment environment, const SealrollRandom *random = nullptr)
      : Object(detail::result<SealrollGuest *>(sealroll_guest_first_use,
                                               static_cast<std::int32_t>(environment), random)) {}

  Buffer memory() const { return detail::buffer(sealroll_guest_memory, get()); }
  Buffer device_secret() const { return detail::buffer(sealroll_guest_device_secret, get()); }
  Request welcome_request(const Invitation &invitation) const {
    return Request(detail::result<SealrollRequest *>(sealroll_guest_welcome_request, get(),
                                                     invitation.get()));
  }
  /** Verifies a bundle. Show nothing of one that is refused. */
  Welcome accept(const Invitation &invitation, const Bytes &bundle, std::uint64_t now) {
    return Welcome(detail::result<SealrollWelcome *>(sealroll_guest_accept, get(),
                                                     invitation.get(), bundle.data(),
                                                     bundle.size(), now));
  }
  /** The same with a ticket in hand: a poster that was replaced since does not matter. */
  Welcome accept_for_follow_ups(const Invitation &invitation, const Bytes &bundle,
                                std::uint64_t now) {
    return Welcome(detail::result<SealrollWelcome *>(sealroll_guest_accept_for_follow_ups, get(),
                                                     invitation.get(), bundle.data(),
                                                     bundle.size(), now));
  }
};

/** What opens a key file. */
class Secret : public detail::Object<SealrollSecret, sealroll_secret_free> {
 public:
  static Secret generate(const SealrollRandom *random = nullptr) {
    return Secret(detail::result<SealrollSecret *>(sealroll_secret_generate, random));
  }
  static Secret recovery_code(const std::string &text) {
    return Secret(detail::result<SealrollSecret *>(sealroll_secret_from_recovery_code,
                                                   detail::text(text)));
  }
  static Secret passphrase(const std::string &text) {
    return Secret(detail::result<SealrollSecret *>(sealroll_secret_from_passphrase,
                                                   detail::text(text)));
  }
  static Secret recovery_words(const std::string &text) {
    return Secret(detail::result<SealrollSecret *>(sealroll_secret_from_recovery_words,
                                                   detail::text(text)));
  }
  explicit Secret(SealrollSecret *secret) noexcept : Object(secret) {}

  /** The recovery code, to be written down. */
  Buffer text() const { return detail::buffer(sealroll_secret_recovery_code, get()); }
  /** The same in 14 words. */
  Buffer words(SealrollLanguage language) const {
    return detail::buffer(sealroll_secret_recovery_words, get(),
                          static_cast<std::int32_t>(language));
  }
};

/** What an owner decides about a list. */
class Terms : public detail::Object<SealrollTerms, sealroll_terms_free> {
 public:
  explicit Terms(SealrollTerms *terms) noexcept : Object(terms) {}
  Terms(SealrollEnvironment environment, const std::string &origin,
        const std::array<std::uint8_t, 32> &log_key)
      : Object(detail::result<SealrollTerms *>(sealroll_terms_new,
                                               static_cast<std::int32_t>(environment),
                                               detail::text(origin), log_key.data())) {}

  Terms &set(SealrollText which, const std::string &text) {
    check(sealroll_terms_set_text(get(), which, detail::text(text)));
    return *this;
  }
  Terms &set(SealrollNumber which, std::uint64_t number) {
    check(sealroll_terms_set_number(get(), which, number));
    return *this;
  }
  Terms &set(SealrollField field, SealrollPolicy policy) {
    check(sealroll_terms_set_policy(get(), field, policy));
    return *this;
  }
  /** Contact data for the authority alone. */
  Terms &set_authority(const Card &card);
};

/** The root of a list. */
class Identity : public detail::Object<SealrollIdentity, sealroll_identity_free> {
 public:
  explicit Identity(SealrollIdentity *identity) noexcept : Object(identity) {}
  static Identity from_file(const Bytes &file, const Secret &secret) {
    return Identity(detail::result<SealrollIdentity *>(sealroll_identity_from_file, file.data(),
                                                       file.size(), secret.get()));
  }
  Buffer to_file(const Secret &secret, const SealrollCost *cost = nullptr,
                 const SealrollRandom *random = nullptr) const {
    return detail::buffer(sealroll_identity_to_file, get(), secret.get(), cost, random);
  }
};

/** Envelopes of an epoch on their way to the owner. */
class Fetched : public detail::Object<SealrollFetched, sealroll_fetched_free> {
 public:
  explicit Fetched(SealrollFetched *fetched) noexcept : Object(fetched) {}
  std::size_t size() const { return detail::result<std::size_t>(sealroll_fetched_count, get()); }
};

/** What came of opening an epoch. */
class Batch : public detail::Object<SealrollBatch, sealroll_batch_free> {
 public:
  explicit Batch(SealrollBatch *batch) noexcept : Object(batch) {}
  std::size_t opened() const { return detail::result<std::size_t>(sealroll_batch_opened, get()); }
  std::size_t quarantined() const {
    return detail::result<std::size_t>(sealroll_batch_quarantined_count, get());
  }
  std::size_t missing() const {
    return detail::result<std::size_t>(sealroll_batch_missing_count, get());
  }
};

/** Visits that an owner has opened. Their texts are hostile. */
class Visits : public detail::Object<SealrollVisits, sealroll_visits_free> {
 public:
  explicit Visits(SealrollVisits *visits) noexcept : Object(visits) {}
  std::size_t size() const noexcept { return sealroll_visits_count(get()); }
  Buffer csv() const { return detail::buffer(sealroll_visits_csv, get()); }
  Buffer json() const { return detail::buffer(sealroll_visits_json, get()); }
  /** A workbook in which every cell is a text. */
  Buffer xlsx() const { return detail::buffer(sealroll_visits_xlsx, get()); }
  /** Those that meet every condition of a selection. */
  Visits choose(const Terms &terms, const SealrollSelection &selection) const {
    return Visits(detail::result<SealrollVisits *>(sealroll_visits_choose, get(), terms.get(),
                                                   &selection));
  }
  /** A text; nothing if the visit does not have it. */
  std::optional<std::string> text(std::size_t index, SealrollField field) const {
    SealrollBuffer *found = nullptr;
    const SealrollStatus status = sealroll_visits_text(get(), index, field, &found);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return Buffer(found).text();
  }
  /** A time; nothing if the visit does not have it. */
  std::optional<std::uint64_t> time(std::size_t index, SealrollField field) const {
    std::uint64_t found = 0;
    const SealrollStatus status = sealroll_visits_time(get(), index, field, &found);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return found;
  }
};

/** An owner's device. Save it after every call that changes it. */
class Owner : public detail::Object<SealrollOwner, sealroll_owner_free> {
 public:
  explicit Owner(SealrollOwner *owner) noexcept : Object(owner) {}
  /** Creates a list. Seal the identity as a file at once. */
  static std::pair<Owner, Identity> create(const Terms &terms, std::uint64_t now,
                                           const SealrollRandom *random = nullptr) {
    SealrollOwner *owner = nullptr;
    SealrollIdentity *identity = nullptr;
    check(sealroll_owner_create(terms.get(), now, random, &owner, &identity));
    return {Owner(owner), Identity(identity)};
  }
  static Owner from_bytes(const Bytes &bytes) {
    return Owner(detail::result<SealrollOwner *>(sealroll_owner_from_bytes, bytes.data(),
                                                 bytes.size()));
  }
  static Owner from_device_file(const Bytes &file, const Secret &secret) {
    return Owner(detail::result<SealrollOwner *>(sealroll_owner_from_device_file, file.data(),
                                                 file.size(), secret.get()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_owner_to_bytes, get()); }
  Buffer to_device_file(const Secret &secret, const SealrollCost *cost = nullptr,
                        const SealrollRandom *random = nullptr) const {
    return detail::buffer(sealroll_owner_to_device_file, get(), secret.get(), cost, random);
  }
  Buffer to_decryption_file(const Secret &secret, const SealrollCost *cost = nullptr,
                            const SealrollRandom *random = nullptr) const {
    return detail::buffer(sealroll_owner_to_decryption_file, get(), secret.get(), cost, random);
  }
  Buffer fingerprint_words() const {
    return detail::buffer(sealroll_owner_fingerprint_words, get());
  }
  Terms terms() const {
    return Terms(detail::result<SealrollTerms *>(sealroll_owner_terms, get()));
  }
  Invitation invitation(const std::string &base) const {
    const char *door_code = nullptr;
    return Invitation(detail::result<SealrollInvitation *>(sealroll_owner_invitation, get(),
                                                           detail::text(base), door_code));
  }
  /** Ends the codes in print. Publish, sync, and print the new one. */
  void replace_poster(std::uint64_t now, const SealrollRandom *random = nullptr) {
    check(sealroll_owner_replace_poster(get(), now, random));
  }
  /** The code that the doors show at a moment. */
  Buffer door_code(std::uint64_t time) const {
    return detail::buffer(sealroll_owner_door_code, get(), time);
  }
  std::uint32_t epoch_at(std::uint64_t time) const {
    return detail::result<std::uint32_t>(sealroll_owner_epoch_at, get(), time);
  }
  Request registration_request() const {
    return Request(detail::result<SealrollRequest *>(sealroll_owner_registration_request, get()));
  }
  /** The statements that are not in the log yet, if there are any. */
  std::optional<Request> statements_request(const std::string &authority, std::uint64_t now) const {
    SealrollRequest *request = nullptr;
    const SealrollStatus status = sealroll_owner_statements_request(
        get(), detail::text(authority), now, nullptr, &request);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return Request(request);
  }
  /** Checks the logs and cosigns; returns how many records are new. */
  std::uint64_t sync(const Exchange &exchange) {
    const detail::Carrier carrier(exchange);
    SealrollSyncReport *report = nullptr;
    carrier.settle(sealroll_owner_sync(get(), carrier.get(), nullptr, &report));
    const detail::Free<SealrollSyncReport, sealroll_sync_report_free> free_report;
    const std::unique_ptr<SealrollSyncReport, decltype(free_report)> owned(report, free_report);
    return detail::result<std::uint64_t>(sealroll_sync_report_records, report);
  }
  /** Kept beside the state, so that a device that starts again knows what a processor lost. */
  Buffer log_copy() const { return detail::buffer(sealroll_owner_log_copy, get()); }
  void set_log_copy(const Bytes &copy) {
    check(sealroll_owner_set_log_copy(get(), copy.data(), copy.size()));
  }
  /** Gives lost orders again; returns how many were taken. */
  std::size_t give_again(const Exchange &exchange) {
    const detail::Carrier carrier(exchange);
    std::size_t given = 0;
    carrier.settle(sealroll_owner_give_again(get(), carrier.get(), &given));
    return given;
  }
  /** What proves to others that the processor contradicted itself, if a sync found it. */
  std::optional<Buffer> evidence() const {
    SealrollBuffer *evidence = nullptr;
    const SealrollStatus status = sealroll_owner_evidence(get(), &evidence);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return Buffer(evidence);
  }
  Fetched fetch(std::uint32_t epoch, const Exchange &exchange) const {
    const detail::Carrier carrier(exchange);
    SealrollFetched *fetched = nullptr;
    carrier.settle(sealroll_owner_fetch(get(), epoch, carrier.get(), nullptr, &fetched));
    return Fetched(fetched);
  }
  Batch open(const Fetched &fetched) {
    SealrollBatch *batch = nullptr;
    check(sealroll_owner_open(get(), fetched.get(), nullptr, nullptr, &batch));
    return Batch(batch);
  }
  Visits visits(std::uint32_t epoch = SEALROLL_ALL_EPOCHS) const {
    return Visits(detail::result<SealrollVisits *>(sealroll_owner_visits, get(), epoch));
  }
  Buffer csv(std::uint32_t epoch = SEALROLL_ALL_EPOCHS) const {
    return detail::buffer(sealroll_owner_csv, get(), epoch);
  }
  Buffer json(std::uint32_t epoch = SEALROLL_ALL_EPOCHS) const {
    return detail::buffer(sealroll_owner_json, get(), epoch);
  }
  bool puncture(std::uint32_t epoch) {
    return detail::result<bool>(sealroll_owner_puncture, get(), epoch);
  }
  Request purge_request(std::uint32_t epoch, std::uint64_t now) {
    return Request(detail::result<SealrollRequest *>(sealroll_owner_purge_request, get(), epoch,
                                                     now));
  }
  void confirm_purge(std::uint32_t epoch, const Bytes &proof) {
    check(sealroll_owner_confirm_purge(get(), epoch, proof.data(), proof.size()));
  }

  /** The list's id. */
  std::array<std::uint8_t, 16> list_id() const {
    std::array<std::uint8_t, 16> id{};
    check(sealroll_owner_list_id(get(), id.data()));
    return id;
  }
  /** Orders; there is one at a time. Save this, send the request, and confirm its answer. */
  Request instruct(SealrollOrder order, std::uint32_t epoch, std::uint64_t now) {
    return Request(detail::result<SealrollRequest *>(sealroll_owner_instruct_epoch, get(),
                                                     static_cast<std::int32_t>(order), epoch, now));
  }
  Request instruct(SealrollOrder order, const std::array<std::uint8_t, 32> &id, std::uint64_t now) {
    return Request(detail::result<SealrollRequest *>(sealroll_owner_instruct_id, get(),
                                                     static_cast<std::int32_t>(order), id.data(),
                                                     now));
  }
  Request instruct(const Orders &orders, std::size_t index, std::uint64_t now);
  Request instruct(const Disclosure &disclosure, std::uint64_t now);
  /** A new reader of the logs: its token, and the order. */
  std::pair<Buffer, Request> admit_reader(std::uint64_t now,
                                          const SealrollRandom *random = nullptr) {
    SealrollBuffer *token = nullptr;
    SealrollRequest *request = nullptr;
    check(sealroll_owner_admit_reader(get(), now, random, &token, &request));
    return {Buffer(token), Request(request)};
  }
  Request terminate(const Identity &identity, std::uint64_t now) {
    return Request(
        detail::result<SealrollRequest *>(sealroll_owner_terminate, get(), identity.get(), now));
  }
  /** The order that waits for its answer, if there is one. */
  std::optional<Request> pending_instruction() const {
    SealrollRequest *request = nullptr;
    const SealrollStatus status = sealroll_owner_pending_instruction(get(), &request);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return Request(request);
  }
  void withdraw_instruction() { check(sealroll_owner_withdraw_instruction(get())); }
  /** Verifies the answer to the last order; returns when it was carried out. */
  std::uint64_t confirm_instruction(const Bytes &answer) {
    std::uint64_t time = 0, position = 0;
    check(sealroll_owner_confirm_instruction(get(), answer.data(), answer.size(), &time,
                                             &position));
    return time;
  }
  /** Seals visits to an authority. Order it, and hand it over once that was confirmed. */
  Disclosure disclose(const Visits &visits, const Card &card, const std::string &case_name,
                      const std::string &purpose, const std::string &legal_basis,
                      const Exchange &exchange) const;
  History history() const;
  Rights rights() const;
  Orders decide(const Rights &rights, std::size_t index, std::uint64_t withdraw_within,
                bool restrict_always, std::uint64_t now) const;
};

}  // namespace sealroll

#include "sealroll_oversight.hpp"
#include "sealroll_mail.hpp"
#include "sealroll_devices.hpp"

#endif  // SEALROLL_HPP
