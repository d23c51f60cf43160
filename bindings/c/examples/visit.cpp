// A whole visit in C++: an owner creates a list, a guest checks in and out, the owner opens. Then it
// discloses the visit to an authority, and an auditor verifies the list.
//
//   visit API ORIGIN LOG_KEY
//
// API is the address of the processor; ORIGIN and LOG_KEY (64 hex digits) are what it signs with.

#include <sealroll.hpp>

#include <ctime>
#include <iostream>

extern "C" {
#include "http.h"
}

namespace {

std::uint64_t now() { return static_cast<std::uint64_t>(std::time(nullptr)); }

class Processor {
 public:
  explicit Processor(std::string api) : api_(std::move(api)) {}

  std::string authority() const { return http_authority(api_.c_str()); }
  const std::string &api() const { return api_; }

  sealroll::Answer send(const SealrollRequest *request) const {
    HttpAnswer reply;
    if (http_send(api_.c_str(), request, &reply) != 0) {
      throw std::runtime_error("the processor does not answer");
    }
    sealroll::Answer answer;
    answer.status = reply.status;
    if (reply.length > 0) {
      answer.body.assign(reply.body, reply.body + reply.length);
    }
    http_answer_free(&reply);
    return answer;
  }

  sealroll::Bytes success(const sealroll::Request &request) const {
    return send(request.get()).success();
  }

 private:
  std::string api_;
};

std::array<std::uint8_t, 32> key_of(const std::string &hex) {
  std::array<std::uint8_t, 32> key{};
  if (hex.size() != 2 * key.size()) {
    throw std::invalid_argument("LOG_KEY has 64 hex digits");
  }
  for (std::size_t i = 0; i < key.size(); i++) {
    key[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  }
  return key;
}

sealroll::Owner create(const Processor &processor, const std::string &origin,
                       const std::string &log_key, const sealroll::Exchange &exchange) {
  sealroll::Terms terms(SEALROLL_ENVIRONMENT_TEST, origin, key_of(log_key));
  terms.set(SEALROLL_TEXT_VENUE, "Café Morgenrot")
      .set(SEALROLL_TEXT_CONTACT, "info@morgenrot.example")
      .set(SEALROLL_TEXT_PURPOSE_DE, "Kontaktnachverfolgung")
      .set(SEALROLL_TEXT_PURPOSE_EN, "Contact tracing")
      .set(SEALROLL_TEXT_LEGAL_BASIS_DE, "Art. 6 Abs. 1 lit. c DSGVO")
      .set(SEALROLL_TEXT_LEGAL_BASIS_EN, "Art. 6(1)(c) GDPR")
      .set(SEALROLL_NUMBER_GENERATION_EPOCHS, 2);
  // A real owner seals the identity as a file, and saves the state whenever it changes.
  auto [owner, identity] = sealroll::Owner::create(terms, now());
  processor.success(owner.registration_request());
  if (const auto statements = owner.statements_request(exchange.authority, now())) {
    processor.success(*statements);
  }
  owner.sync(exchange);
  return std::move(owner);
}

void visit(const Processor &processor, const std::string &link) {
  const sealroll::Invitation invitation(link);
  sealroll::Guest guest(SEALROLL_ENVIRONMENT_TEST);
  const auto bundle = processor.success(guest.welcome_request(invitation));
  const auto welcome = guest.accept(invitation, bundle, now());
  std::cout << "venue " << welcome.text(SEALROLL_TEXT_VENUE).view() << '\n';

  sealroll::Form form;
  form.set(SEALROLL_FIELD_GIVEN_NAME, "Ada").set(SEALROLL_FIELD_FAMILY_NAME, "Lovelace");
  try {
    welcome.check_in(form, now());
  } catch (const sealroll::Error &error) {
    std::cout << error.code() << " field " << error.field() << '\n';
  }
  form.set(SEALROLL_FIELD_PHONE, "+49 151 12345678");
  auto pending = welcome.check_in(form, now());
  auto ticket = pending.confirm(processor.success(pending.request()));
  auto leaving = ticket.check_out(welcome, now(), now());
  leaving.confirm(processor.success(leaving.request()));
}

void disclose(const Processor &processor, const sealroll::Exchange &exchange,
              sealroll::Owner &owner, const sealroll::Visits &visits) {
  const sealroll::Authority authority("Gesundheitsamt Mitte");
  // A real owner gets the card, and its words over another channel.
  const auto disclosure = owner.disclose(visits, authority.card(), "2026-4711",
                                         "Tracing of an infection", "§ 28a IfSG", exchange);
  owner.confirm_instruction(processor.success(owner.instruct(disclosure, now())));
  const auto report = authority.open(disclosure.file().bytes(), SEALROLL_ENVIRONMENT_TEST);
  std::cout << "verified " << report.records() << ", refused " << report.refused() << '\n'
            << report.visits().csv().view();
}

std::size_t audit(const Processor &processor, const sealroll::Exchange &exchange,
                  sealroll::Owner &owner) {
  auto [token, admission] = owner.admit_reader(now());
  owner.confirm_instruction(processor.success(admission));
  sealroll::Auditor auditor(owner.list_id(), token.text(), now());
  const auto report = auditor.run(exchange);
  const auto again = sealroll::AuditReport::again(auditor.evidence().bytes());
  std::cout << report.records() << " records, " << report.instructions() << " instructions, "
            << again.findings().size() << " findings\n";
  return report.findings().size();
}

}  // namespace

int main(int count, char **arguments) try {
  if (count != 4) {
    std::cerr << "usage: visit API ORIGIN LOG_KEY\n";
    return 2;
  }
  const Processor processor(arguments[1]);
  const sealroll::Exchange exchange{
      processor.authority(),
      [&](const SealrollRequest *request) { return processor.send(request); },
      now,
      [](const std::uint8_t *, std::size_t) { /* A real owner saves the state here. */ },
  };
  auto owner = create(processor, arguments[2], arguments[3], exchange);
  visit(processor, owner.invitation(processor.api()).link().text());

  owner.sync(exchange);
  const auto today = owner.epoch_at(now());
  const auto batch = owner.open(owner.fetch(today, exchange));
  std::cout << "opened " << batch.opened() << '\n';
  const auto visits = owner.visits(today);
  for (std::size_t i = 0; i < visits.size(); i++) {
    std::cout << visits.text(i, SEALROLL_FIELD_FAMILY_NAME).value_or("") << '\n';
  }
  disclose(processor, exchange, owner, visits);
  owner.sync(exchange);
  const auto findings = audit(processor, exchange, owner);
  return visits.size() == 1 && batch.opened() == 2 && findings == 0 ? 0 : 1;
} catch (const std::exception &error) {
  std::cerr << error.what() << '\n';
  return 1;
}
