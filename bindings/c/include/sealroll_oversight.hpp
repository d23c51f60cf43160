/*
 * The part of sealroll.hpp for authorities, auditors, and what owners do for them. It is included
 * there.
 */

#ifndef SEALROLL_OVERSIGHT_HPP
#define SEALROLL_OVERSIGHT_HPP

#include "sealroll.hpp"

namespace sealroll {

/** An authority's card. Compare its words over another channel. */
class Card : public detail::Object<SealrollCard, sealroll_card_free> {
 public:
  explicit Card(SealrollCard *card) noexcept : Object(card) {}
  static Card from_bytes(const Bytes &bytes) {
    return Card(
        detail::result<SealrollCard *>(sealroll_card_from_bytes, bytes.data(), bytes.size()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_card_to_bytes, get()); }
  Buffer name() const { return detail::buffer(sealroll_card_name, get()); }
  Buffer words() const { return detail::buffer(sealroll_card_words, get()); }
};

inline Terms &Terms::set_authority(const Card &card) {
  check(sealroll_terms_set_authority(get(), card.get()));
  return *this;
}

inline std::optional<Card> Welcome::authority() const {
  SealrollCard *card = nullptr;
  const SealrollStatus status = sealroll_welcome_authority(get(), &card);
  if (status == SEALROLL_STATUS_ABSENT) {
    return std::nullopt;
  }
  check(status);
  return Card(card);
}

/** Records sealed to an authority. */
class Disclosure : public detail::Object<SealrollDisclosure, sealroll_disclosure_free> {
 public:
  explicit Disclosure(SealrollDisclosure *disclosure) noexcept : Object(disclosure) {}

  Buffer file() const { return detail::buffer(sealroll_disclosure_file, get()); }
  std::array<std::uint8_t, 32> id() const {
    std::array<std::uint8_t, 32> id{};
    check(sealroll_disclosure_id(get(), id.data()));
    return id;
  }
};

/** A disclosure after every check. */
class DisclosureReport
    : public detail::Object<SealrollDisclosureReport, sealroll_disclosure_report_free> {
 public:
  explicit DisclosureReport(SealrollDisclosureReport *report) noexcept : Object(report) {}

  /** To be compared with those beside the venue's code. */
  Buffer fingerprint_words() const {
    return detail::buffer(sealroll_disclosure_report_fingerprint_words, get());
  }
  Buffer text(SealrollText which) const {
    return detail::buffer(sealroll_disclosure_report_text, get(), static_cast<std::int32_t>(which));
  }
  Buffer reason(SealrollReason which) const {
    return detail::buffer(sealroll_disclosure_report_reason, get(),
                          static_cast<std::int32_t>(which));
  }
  std::uint64_t time() const {
    return detail::result<std::uint64_t>(sealroll_disclosure_report_time, get());
  }
  Visits visits() const {
    return Visits(detail::result<SealrollVisits *>(sealroll_disclosure_report_visits, get()));
  }
  std::size_t records() const noexcept { return sealroll_disclosure_report_record_count(get()); }
  std::size_t refused() const noexcept { return sealroll_disclosure_report_refused_count(get()); }
  /** Records under dual control whose contact data do not open. */
  std::size_t without_contact() const noexcept {
    return sealroll_disclosure_report_without_contact_count(get());
  }
};

/** A recipient of disclosures. */
class Authority : public detail::Object<SealrollAuthority, sealroll_authority_free> {
 public:
  explicit Authority(const std::string &name, const SealrollRandom *random = nullptr)
      : Object(detail::result<SealrollAuthority *>(sealroll_authority_generate, detail::text(name),
                                                   random)) {}
  static Authority from_file(const Bytes &file, const Secret &secret) {
    return Authority(detail::result<SealrollAuthority *>(sealroll_authority_from_file, file.data(),
                                                         file.size(), secret.get()));
  }

  Buffer to_file(const Secret &secret, const SealrollCost *cost = nullptr,
                 const SealrollRandom *random = nullptr) const {
    return detail::buffer(sealroll_authority_to_file, get(), secret.get(), cost, random);
  }
  Card card() const { return Card(detail::result<SealrollCard *>(sealroll_authority_card, get())); }
  DisclosureReport open(const Bytes &disclosure, SealrollEnvironment environment) const {
    return DisclosureReport(detail::result<SealrollDisclosureReport *>(
        sealroll_authority_open, get(), disclosure.data(), disclosure.size(),
        static_cast<std::int32_t>(environment)));
  }

 private:
  explicit Authority(SealrollAuthority *authority) noexcept : Object(authority) {}
};

/** What an honest processor's logs do not show. */
class Findings : public detail::Object<SealrollFindings, sealroll_findings_free> {
 public:
  explicit Findings(SealrollFindings *findings) noexcept : Object(findings) {}

  std::size_t size() const noexcept { return sealroll_findings_count(get()); }
  SealrollFinding kind(std::size_t index) const {
    return static_cast<SealrollFinding>(
        detail::result<std::int32_t>(sealroll_findings_kind, get(), index));
  }
  bool is_signed(std::size_t index) const {
    return detail::result<bool>(sealroll_findings_is_signed, get(), index);
  }
  Buffer text(std::size_t index, bool german = false) const {
    return detail::buffer(sealroll_findings_text, get(), index, german);
  }
};

/** The result of an audit. */
class AuditReport : public detail::Object<SealrollAuditReport, sealroll_audit_report_free> {
 public:
  explicit AuditReport(SealrollAuditReport *report) noexcept : Object(report) {}
  /** Makes an audit again from its evidence, without a network. */
  static AuditReport again(const Bytes &evidence) {
    return AuditReport(detail::result<SealrollAuditReport *>(sealroll_audit_again, evidence.data(),
                                                             evidence.size()));
  }

  Findings findings() const {
    return Findings(detail::result<SealrollFindings *>(sealroll_audit_report_findings, get()));
  }
  Buffer fingerprint_words() const {
    return detail::buffer(sealroll_audit_report_fingerprint_words, get());
  }
  Buffer text(SealrollText which) const {
    return detail::buffer(sealroll_audit_report_text, get(), static_cast<std::int32_t>(which));
  }
  std::uint64_t records() const {
    return detail::result<std::uint64_t>(sealroll_audit_report_records, get());
  }
  std::size_t instructions() const noexcept {
    return sealroll_audit_report_instruction_count(get());
  }
  std::size_t erasures() const noexcept { return sealroll_audit_report_erasure_count(get()); }
};

/** An auditor at work on one list. */
class Auditor : public detail::Object<SealrollAuditor, sealroll_auditor_free> {
 public:
  Auditor(const std::array<std::uint8_t, 16> &list_id, const std::string &token, std::uint64_t now,
          std::uint64_t witness_age = SEALROLL_SEVEN_DAYS,
          std::uint64_t downtime = SEALROLL_SEVEN_DAYS)
      : Object(detail::result<SealrollAuditor *>(sealroll_auditor_new, list_id.data(),
                                                 detail::text(token), now, witness_age, downtime)) {
  }

  /** A checkpoint or receipt that the log of today must contain. */
  void compare_with(const Bytes &head) {
    check(sealroll_auditor_compare_with(get(), head.data(), head.size()));
  }
  AuditReport run(const Exchange &exchange) {
    const detail::Carrier carrier(exchange);
    SealrollAuditReport *report = nullptr;
    carrier.settle(sealroll_auditor_run(get(), carrier.get(), &report));
    return AuditReport(report);
  }
  Buffer evidence() const { return detail::buffer(sealroll_auditor_evidence, get()); }
  /** The newest heads, for the next audit. */
  std::vector<Bytes> heads() const {
    std::vector<Bytes> heads;
    for (std::size_t i = 0; i < sealroll_auditor_head_count(get()); i++) {
      heads.push_back(detail::buffer(sealroll_auditor_head, get(), i).bytes());
    }
    return heads;
  }
};

/** The instruction log in readable lines. */
class History : public detail::Object<SealrollHistory, sealroll_history_free> {
 public:
  explicit History(SealrollHistory *history) noexcept : Object(history) {}

  std::size_t size() const noexcept { return sealroll_history_count(get()); }
  /** What happened. */
  Buffer text(std::size_t index) const {
    std::uint64_t position = 0, time = 0;
    return detail::buffer(sealroll_history_line, get(), index, &position, &time);
  }
};

/** Requests of data subjects. */
class Rights : public detail::Object<SealrollRights, sealroll_rights_free> {
 public:
  explicit Rights(SealrollRights *rights) noexcept : Object(rights) {}

  std::size_t size() const noexcept { return sealroll_rights_count(get()); }
  SealrollRight right(std::size_t index) const {
    return static_cast<SealrollRight>(
        detail::result<std::int32_t>(sealroll_rights_right, get(), index));
  }
  std::array<std::uint8_t, 32> check_in(std::size_t index) const {
    std::array<std::uint8_t, 32> id{};
    check(sealroll_rights_check_in(get(), index, id.data()));
    return id;
  }
};

/** Orders that grant a request; none if a person has to decide. */
class Orders : public detail::Object<SealrollOrders, sealroll_orders_free> {
 public:
  explicit Orders(SealrollOrders *orders) noexcept : Object(orders) {}

  std::size_t size() const noexcept { return sealroll_orders_count(get()); }
  Buffer text(std::size_t index) const {
    return detail::buffer(sealroll_orders_text, get(), index);
  }
};

inline Request Owner::instruct(const Orders &orders, std::size_t index, std::uint64_t now) {
  return Request(detail::result<SealrollRequest *>(sealroll_owner_instruct_order, get(),
                                                   orders.get(), index, now));
}

inline Request Owner::instruct(const Disclosure &disclosure, std::uint64_t now) {
  return Request(detail::result<SealrollRequest *>(sealroll_owner_instruct_disclosure, get(),
                                                   disclosure.get(), now));
}

inline Disclosure Owner::disclose(const Visits &visits, const Card &card,
                                  const std::string &case_name, const std::string &purpose,
                                  const std::string &legal_basis, const Exchange &exchange) const {
  const detail::Carrier carrier(exchange);
  SealrollDisclosure *disclosure = nullptr;
  carrier.settle(sealroll_owner_disclose(get(), visits.get(), card.get(), detail::text(case_name),
                                         detail::text(purpose), detail::text(legal_basis),
                                         carrier.get(), nullptr, &disclosure));
  return Disclosure(disclosure);
}

inline History Owner::history() const {
  return History(detail::result<SealrollHistory *>(sealroll_owner_history, get()));
}

inline Rights Owner::rights() const {
  return Rights(detail::result<SealrollRights *>(sealroll_owner_rights, get()));
}

inline Orders Owner::decide(const Rights &rights, std::size_t index, std::uint64_t withdraw_within,
                            bool restrict_always, std::uint64_t now) const {
  return Orders(detail::result<SealrollOrders *>(sealroll_owner_decide, get(), rights.get(), index,
                                                 withdraw_within, restrict_always, now));
}

}  // namespace sealroll

#endif  // SEALROLL_OVERSIGHT_HPP
