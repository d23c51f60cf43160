// A whole visit in C++: an owner creates a list, a guest checks in and out, the owner opens. Then it
// discloses the visit to an authority and answers the guest, a second device helps and is revoked, and
// an auditor verifies the list. Last a list that only the authority reads, whose device is lost.
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

void must(bool holds, const char *what) {
  if (!holds) {
    throw std::runtime_error(std::string("not so: ") + what);
  }
}

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

using Created = std::pair<sealroll::Owner, sealroll::Identity>;

Created create(const Processor &processor, sealroll::Terms &terms,
               const sealroll::Exchange &exchange) {
  terms.set(SEALROLL_TEXT_VENUE, "Café Morgenrot")
      .set(SEALROLL_TEXT_CONTACT, "info@morgenrot.example")
      .set(SEALROLL_TEXT_PURPOSE_DE, "Kontaktnachverfolgung")
      .set(SEALROLL_TEXT_PURPOSE_EN, "Contact tracing")
      .set(SEALROLL_TEXT_LEGAL_BASIS_DE, "Art. 6 Abs. 1 lit. c DSGVO")
      .set(SEALROLL_TEXT_LEGAL_BASIS_EN, "Art. 6(1)(c) GDPR")
      .set(SEALROLL_NUMBER_GENERATION_EPOCHS, 2);
  // A real owner seals the identity as a file, and saves the state whenever it changes.
  auto created = sealroll::Owner::create(terms, now());
  auto &owner = created.first;
  processor.success(owner.registration_request());
  if (const auto statements = owner.statements_request(exchange.authority, now())) {
    processor.success(*statements);
  }
  owner.sync(exchange);
  return created;
}

struct Visit {
  sealroll::Welcome welcome;
  sealroll::Ticket ticket;
  sealroll::Bytes bundle;
};

Visit visit(const Processor &processor, const std::string &link) {
  const sealroll::Invitation invitation(link);
  sealroll::Guest guest(SEALROLL_ENVIRONMENT_TEST);
  const auto bundle = processor.success(guest.welcome_request(invitation));
  auto welcome = guest.accept(invitation, bundle, now());
  std::cout << "venue " << welcome.text(SEALROLL_TEXT_VENUE).view() << '\n';
  if (const auto authority = welcome.authority()) {
    std::cout << "read by " << authority->name().view() << " alone\n";
  }

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
  return {std::move(welcome), std::move(ticket), bundle};
}

sealroll::Disclosure disclose(const Processor &processor, const sealroll::Exchange &exchange,
                              sealroll::Owner &owner, const sealroll::Visits &visits,
                              const sealroll::Authority &authority) {
  // A real owner gets the card, and its words over another channel.
  auto disclosure = owner.disclose(visits, authority.card(), "2026-4711",
                                         "Tracing of an infection", "§ 28a IfSG", exchange);
  owner.confirm_instruction(processor.success(owner.instruct(disclosure, now())));
  const auto report = authority.open(disclosure.file().bytes(), SEALROLL_ENVIRONMENT_TEST);
  std::cout << "verified " << report.records() << ", refused " << report.refused() << '\n'
            << report.visits().csv().view();
  must(report.visits().text(0, SEALROLL_FIELD_FAMILY_NAME) == "Lovelace", "the authority reads");
  must(report.without_contact() == 0, "every contact opens");
  return disclosure;
}

// The guest asks for the data, the owner's policy gives them, and the guest is told of the authority.
void answer(const Processor &processor, const sealroll::Exchange &exchange, sealroll::Owner &owner,
            Visit &visit, const sealroll::Disclosure &disclosure) {
  auto request = visit.ticket.request(visit.welcome, SEALROLL_RIGHT_ACCESS, now());
  request.confirm(processor.success(request.request()));
  owner.sync(exchange);
  const auto fetched = owner.fetch(owner.epoch_at(now()), exchange);
  owner.open(fetched);

  sealroll::Outbox outbox;
  outbox.set_policy(0, false, true);
  must(outbox.open(owner).size() == 1, "a request is open");
  must(outbox.answer_by_policy(owner, fetched, now()) == 1, "the policy answers");
  must(outbox.open(owner).size() == 0, "no request is open");
  must(outbox.announce(owner, disclosure) == 1, "the guest is to be told");
  while (const auto order = outbox.instruct(owner, now())) {
    owner.confirm_instruction(processor.success(*order));
    outbox.order_done();
  }
  must(outbox.publish(owner, exchange) == 2 && !outbox.is_due(now()), "both are published");

  const auto mail = sealroll::Mail::read(visit.ticket, exchange);
  must(mail.size() == 2 && mail.refused() == 0, "both arrive");
  for (std::size_t i = 0; i < mail.size(); i++) {
    if (mail.kind(i) == SEALROLL_MESSAGE_ANSWER) {
      const auto said = mail.answer(i);
      must(said.decision == SEALROLL_DECISION_GRANTED, "it was granted");
      must(said.text.find("Lovelace") != std::string::npos, "the data are there");
    } else {
      std::cout << "disclosed to " << mail.disclosed_to(i).first << '\n';
    }
  }
  must(sealroll::Mail::read(visit.ticket, exchange).size() == 0, "nothing is new");
  must(sealroll::Mail(visit.ticket).size() == 2, "both are kept");
  const auto own = sealroll::export_of(visit.ticket);
  must(own.view().find("Gesundheitsamt Mitte") != std::string_view::npos, "to take along");
}

// A second device opens today, and is revoked.
void delegate(const Processor &processor, const sealroll::Exchange &exchange,
              sealroll::Owner &owner, const sealroll::Identity &identity) {
  const sealroll::NewDevice device("Anna's laptop");
  const auto today = owner.epoch_at(now());
  // A real owner compares the words of the card with what Anna says.
  const sealroll::Grant grant(owner, identity, device.card(), today, today, SEALROLL_ABILITY_READ,
                              now());
  processor.success(owner.registration_request());
  owner.confirm_instruction(processor.success(grant.instruct(owner, identity, now())));
  auto accepted = device.accept(grant.file().bytes(), SEALROLL_ENVIRONMENT_TEST);
  must(accepted.abilities == SEALROLL_ABILITY_READ + SEALROLL_ABILITY_DELEGATE, "it may read");
  accepted.delegate.sync(exchange);
  accepted.delegate.open(accepted.delegate.fetch(today, exchange));
  must(accepted.delegate.visits(today).size() == 1, "it reads");

  owner.sync(exchange);
  const sealroll::Devices devices(owner, now());
  must(devices.size() == 2 && devices.name(1).view() == "Anna's laptop", "it is known");
  const auto revoked = sealroll::Devices::revoke(owner, identity, devices.certificates(1)[0], now());
  std::cout << "exposed " << revoked.exposed(0) << " epochs\n";
  processor.success(owner.registration_request());
  for (const auto serial : revoked.certificates(0)) {
    const auto order = sealroll::revocation(owner, identity, serial, now());
    owner.confirm_instruction(processor.success(order));
  }
  if (const auto statements = owner.statements_request(exchange.authority, now())) {
    processor.success(*statements);
  }
  owner.sync(exchange);
  must(sealroll::Devices(owner, now()).is_revoked(1), "it is revoked");
  try {
    accepted.delegate.fetch(today, exchange);
    must(false, "a revoked device fetches nothing");
  } catch (const sealroll::Error &error) {
    must(error.status() == SEALROLL_STATUS_REVOKED, error.code());
  }
}

// A device that starts again, with the logs that it had seen.
void start_again(const sealroll::Exchange &exchange, const sealroll::Owner &owner) {
  auto started = sealroll::Owner::from_bytes(owner.to_bytes().bytes());
  started.set_log_copy(owner.log_copy().bytes());
  const sealroll::SyncReport report(started, exchange);
  must(report.recoveries().empty() && report.lost_orders().empty(), "nothing was lost");
  must(report.waiting_orders().empty() && report.deleted().empty(), "nothing waits or is gone");
  must(!report.is_over() && started.give_again(exchange) == 0, "nothing is to be done");
  must(!started.evidence(), "nothing is contradicted");
}

// A drill, a loss, and two of three sheets.
void recover(const Processor &processor, const sealroll::Exchange &exchange,
             sealroll::Owner &owner, const sealroll::Identity &identity,
             const sealroll::Bytes &bundle) {
  // Quick here; a real owner leaves the cost out.
  const SealrollCost cost{8, 1, 1};
  const auto code = sealroll::Secret::generate();
  sealroll::set_recovery(owner, code, &cost);
  must(sealroll::keep_recoverable(owner, exchange), "blob and canary are stored");
  must(!sealroll::keep_recoverable(owner, exchange), "nothing is left to be stored");
  const auto words = code.words(SEALROLL_LANGUAGE_ENGLISH);
  const auto typed = sealroll::Secret::recovery_words(words.text());
  must(sealroll::drill(owner, typed, exchange) > 0, "a drill succeeds");

  const sealroll::Sheets parted(code, 2, 3);
  sealroll::Sheets brought;
  brought.add(parted.text(2).text()).add(parted.text(0).text());
  auto back = sealroll::recover(identity, brought.combine(), bundle, exchange);
  if (const auto statements = back.statements_request(exchange.authority, now())) {
    processor.success(*statements);
  }
  const auto today = back.epoch_at(now());
  back.open(back.fetch(today, exchange));
  must(back.visits(today).size() == 1, "the list is back");
}

// A list that the owner keeps and only the authority reads.
void dual_control(const Processor &processor, const sealroll::Exchange &exchange,
                  sealroll::Terms &terms) {
  const sealroll::Authority authority("Gesundheitsamt Mitte");
  terms.set_authority(authority.card()).set(SEALROLL_NUMBER_BUCKET, 512);
  auto created = create(processor, terms, exchange);
  auto &owner = created.first;
  const auto guest = visit(processor, owner.invitation(processor.api()).link().text());
  must(guest.welcome.authority().has_value(), "the guest sees who reads");
  owner.sync(exchange);
  const auto today = owner.epoch_at(now());
  owner.open(owner.fetch(today, exchange));
  const auto visits = owner.visits(today);
  must(visits.size() == 1, "the owner sees that somebody came");
  must(!visits.text(0, SEALROLL_FIELD_FAMILY_NAME), "the owner does not see who");
  disclose(processor, exchange, owner, visits, authority);
  owner.sync(exchange);
  start_again(exchange, owner);
  recover(processor, exchange, owner, created.second, guest.bundle);
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
  const auto terms = [&] {
    return sealroll::Terms(SEALROLL_ENVIRONMENT_TEST, arguments[2], key_of(arguments[3]));
  };
  auto open_to_the_owner = terms(), closed_to_the_owner = terms();
  auto [owner, identity] = create(processor, open_to_the_owner, exchange);
  auto guest = visit(processor, owner.invitation(processor.api()).link().text());

  owner.sync(exchange);
  const auto today = owner.epoch_at(now());
  const auto batch = owner.open(owner.fetch(today, exchange));
  std::cout << "opened " << batch.opened() << '\n';
  const auto visits = owner.visits(today);
  for (std::size_t i = 0; i < visits.size(); i++) {
    std::cout << visits.text(i, SEALROLL_FIELD_FAMILY_NAME).value_or("") << '\n';
  }
  const sealroll::Authority authority("Gesundheitsamt Mitte");
  const auto disclosure = disclose(processor, exchange, owner, visits, authority);
  answer(processor, exchange, owner, guest, disclosure);
  delegate(processor, exchange, owner, identity);
  owner.sync(exchange);
  const auto findings = audit(processor, exchange, owner);
  dual_control(processor, exchange, closed_to_the_owner);
  return visits.size() == 1 && batch.opened() == 2 && findings == 0 ? 0 : 1;
} catch (const std::exception &error) {
  std::cerr << error.what() << '\n';
  return 1;
}
