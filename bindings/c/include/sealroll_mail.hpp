/*
 * The part of sealroll.hpp for what guests and owners tell each other. It is included there.
 */

#ifndef SEALROLL_MAIL_HPP
#define SEALROLL_MAIL_HPP

#include "sealroll.hpp"

namespace sealroll {

/** Messages of the owner to the guest of a ticket. */
class Mail : public detail::Object<SealrollMail, sealroll_mail_free> {
 public:
  /** What an owner answered. The text is hostile. */
  struct Answer {
    SealrollDecision decision;
    std::string text;
  };

  explicit Mail(SealrollMail *mail) noexcept : Object(mail) {}
  /** Every message that a ticket has taken. */
  explicit Mail(const Ticket &ticket)
      : Object(detail::result<SealrollMail *>(sealroll_ticket_messages, ticket.get())) {}
  /** Reads what is new. Save the ticket afterwards. */
  static Mail read(Ticket &ticket, const Exchange &exchange) {
    const detail::Carrier carrier(exchange);
    SealrollMail *mail = nullptr;
    carrier.settle(sealroll_ticket_read_mail(ticket.get(), carrier.get(), &mail));
    return Mail(mail);
  }

  std::size_t size() const noexcept { return sealroll_mail_count(get()); }
  /** Notices that do not count. */
  std::size_t refused() const noexcept { return sealroll_mail_refused_count(get()); }
  SealrollMessage kind(std::size_t index) const {
    return static_cast<SealrollMessage>(
        detail::result<std::int32_t>(sealroll_mail_kind, get(), index));
  }
  Answer answer(std::size_t index) const {
    std::int32_t decision = 0;
    SealrollBuffer *text = nullptr;
    check(sealroll_mail_answer(get(), index, &decision, &text));
    return {static_cast<SealrollDecision>(decision), Buffer(text).text()};
  }
  SealrollErasure erased_for(std::size_t index) const {
    return static_cast<SealrollErasure>(
        detail::result<std::int32_t>(sealroll_mail_erased_for, get(), index));
  }
  /** Name and words of the authority that the check-in was disclosed to. */
  std::pair<std::string, std::string> disclosed_to(std::size_t index) const {
    std::array<std::uint8_t, 32> id{};
    SealrollBuffer *name = nullptr, *words = nullptr;
    check(sealroll_mail_disclosure(get(), index, id.data(), &name, &words));
    const Buffer owned_name(name), owned_words(words);
    return {owned_name.text(), owned_words.text()};
  }
};

/** Everything that a ticket tells, as JSON, for the guest to take along. */
inline Buffer export_of(const Ticket &ticket) {
  return detail::buffer(sealroll_ticket_export, ticket.get());
}

/** What an owner has to tell guests. Save it whenever it has changed. */
class Outbox : public detail::Object<SealrollOutbox, sealroll_outbox_free> {
 public:
  Outbox() : Object(sealroll_outbox_new()) {}
  static Outbox from_bytes(const Bytes &bytes) {
    return Outbox(detail::result<SealrollOutbox *>(sealroll_outbox_from_bytes, bytes.data(),
                                                   bytes.size()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_outbox_to_bytes, get()); }
  void set_policy(std::uint64_t withdraw_within, bool restrict_always, bool access_always) {
    check(sealroll_outbox_set_policy(get(), withdraw_within, restrict_always, access_always));
  }
  std::size_t waiting() const noexcept { return sealroll_outbox_waiting(get()); }
  bool is_due(std::uint64_t now) const {
    return detail::result<bool>(sealroll_outbox_is_due, get(), now);
  }
  void order_done() { check(sealroll_outbox_order_done(get())); }

  /** Requests that were not answered yet. */
  Rights open(const Owner &owner) const {
    return Rights(detail::result<SealrollRights *>(sealroll_owner_open_rights, owner.get(), get()));
  }
  void answer(const Owner &owner, const Rights &rights, std::size_t index,
              SealrollDecision decision, const std::string &text, const Fetched &fetched) {
    const SealrollFetched *const all[] = {fetched.get()};
    check(sealroll_owner_answer(owner.get(), get(), rights.get(), index,
                                static_cast<std::int32_t>(decision), detail::text(text), all, 1));
  }
  std::size_t answer_by_policy(const Owner &owner, const Fetched &fetched, std::uint64_t now) {
    const SealrollFetched *const all[] = {fetched.get()};
    std::size_t answered = 0;
    check(sealroll_owner_answer_by_policy(owner.get(), get(), all, 1, now, &answered));
    return answered;
  }
  std::size_t answer_late(const Owner &owner, const Batch &batch, const Fetched &fetched) {
    return detail::result<std::size_t>(sealroll_owner_answer_late, owner.get(), get(), batch.get(),
                                       fetched.get());
  }
  std::size_t announce(const Owner &owner, SealrollErasure erasure, const Fetched &fetched) {
    return detail::result<std::size_t>(sealroll_owner_announce_erasure, owner.get(), get(),
                                       static_cast<std::int32_t>(erasure), fetched.get());
  }
  std::size_t announce(const Owner &owner, const Disclosure &disclosure) {
    return detail::result<std::size_t>(sealroll_owner_announce_disclosure, owner.get(), get(),
                                       disclosure.get());
  }
  /** The next order that an answer promises, if there is one. */
  std::optional<Request> instruct(Owner &owner, std::uint64_t now) const {
    SealrollRequest *request = nullptr;
    const SealrollStatus status =
        sealroll_owner_instruct_outbox(owner.get(), get(), now, &request);
    if (status == SEALROLL_STATUS_ABSENT) {
      return std::nullopt;
    }
    check(status);
    return Request(request);
  }
  /** Publishes what waits. The exchange saves this, not the owner. */
  std::size_t publish(const Owner &owner, const Exchange &exchange) {
    const detail::Carrier carrier(exchange);
    std::size_t published = 0;
    carrier.settle(
        sealroll_owner_publish(owner.get(), get(), carrier.get(), nullptr, &published));
    return published;
  }

 private:
  explicit Outbox(SealrollOutbox *outbox) noexcept : Object(outbox) {}
};

}  // namespace sealroll

#endif  // SEALROLL_MAIL_HPP
