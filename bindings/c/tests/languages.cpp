// Guest and owner in C++, for the test that holds all languages against each other.
//
//   languages guest LINK API GIVEN_NAME FAMILY_NAME     prints the record id
//   languages create FILE API ORIGIN LOG_KEY            prints the link
//   languages open FILE API                             prints today's visits as JSON
//
// FILE is where the owner's state is kept.

#include <sealroll.hpp>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>

extern "C" {
#include "http.h"
}

namespace {

std::uint64_t now() { return static_cast<std::uint64_t>(std::time(nullptr)); }

sealroll::Answer send(const std::string &api, const SealrollRequest *request) {
  HttpAnswer reply;
  if (http_send(api.c_str(), request, &reply) != 0) {
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

sealroll::Bytes success(const std::string &api, const sealroll::Request &request) {
  return send(api, request.get()).success();
}

void write(const std::string &file, const std::uint8_t *bytes, std::size_t length) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char *>(bytes), static_cast<std::streamsize>(length));
  if (!out.flush()) {
    throw std::runtime_error("the state cannot be saved");
  }
}

sealroll::Bytes read(const std::string &file) {
  std::ifstream in(file, std::ios::binary);
  return sealroll::Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

sealroll::Exchange exchange(const std::string &api, const std::string &file) {
  return sealroll::Exchange{
      http_authority(api.c_str()),
      [api](const SealrollRequest *request) { return send(api, request); },
      now,
      [file](const std::uint8_t *state, std::size_t length) { write(file, state, length); },
  };
}

void check_in(const std::string &link, const std::string &api, const std::string &given_name,
              const std::string &family_name) {
  const sealroll::Invitation invitation(link);
  sealroll::Guest guest(SEALROLL_ENVIRONMENT_TEST);
  const auto bundle = success(api, guest.welcome_request(invitation));
  const auto welcome = guest.accept(invitation, bundle, now());
  sealroll::Form form;
  form.set(SEALROLL_FIELD_GIVEN_NAME, given_name).set(SEALROLL_FIELD_FAMILY_NAME, family_name);
  auto pending = welcome.check_in(form, now());
  const auto ticket = pending.confirm(success(api, pending.request()));
  for (const unsigned byte : ticket.record_id()) {
    std::printf("%02x", byte);
  }
  std::printf("\n");
}

void create(const std::string &file, const std::string &api, const std::string &origin,
            const std::string &log_key) {
  std::array<std::uint8_t, 32> key{};
  for (std::size_t i = 0; i < key.size(); i++) {
    key[i] = static_cast<std::uint8_t>(std::stoul(log_key.substr(2 * i, 2), nullptr, 16));
  }
  sealroll::Terms terms(SEALROLL_ENVIRONMENT_TEST, origin, key);
  for (const SealrollText text :
       {SEALROLL_TEXT_VENUE, SEALROLL_TEXT_CONTACT, SEALROLL_TEXT_PURPOSE_DE,
        SEALROLL_TEXT_PURPOSE_EN, SEALROLL_TEXT_LEGAL_BASIS_DE, SEALROLL_TEXT_LEGAL_BASIS_EN}) {
    terms.set(text, "Café");
  }
  terms.set(SEALROLL_FIELD_PHONE, SEALROLL_POLICY_OPTIONAL)
      .set(SEALROLL_NUMBER_GENERATION_EPOCHS, 2);
  auto [owner, identity] = sealroll::Owner::create(terms, now());
  success(api, owner.registration_request());
  const auto network = exchange(api, file);
  if (const auto statements = owner.statements_request(network.authority, now())) {
    success(api, *statements);
  }
  owner.sync(network);
  const auto state = owner.to_bytes();
  write(file, state.data(), state.size());
  std::cout << owner.invitation(api).link().view() << '\n';
}

void open(const std::string &file, const std::string &api) {
  auto owner = sealroll::Owner::from_bytes(read(file));
  const auto network = exchange(api, file);
  owner.sync(network);
  const auto today = owner.epoch_at(now());
  const auto batch = owner.open(owner.fetch(today, network));
  if (batch.quarantined() != 0 || batch.missing() != 0) {
    throw std::runtime_error("not everything opens");
  }
  std::cout << owner.json(today).view();
}

}  // namespace

int main(int count, char **arguments) try {
  const std::string task = count > 1 ? arguments[1] : "";
  if (task == "guest" && count == 6) {
    check_in(arguments[2], arguments[3], arguments[4], arguments[5]);
  } else if (task == "create" && count == 6) {
    create(arguments[2], arguments[3], arguments[4], arguments[5]);
  } else if (task == "open" && count == 4) {
    open(arguments[2], arguments[3]);
  } else {
    std::cerr << "usage: languages guest|create|open ...\n";
    return 2;
  }
  return 0;
} catch (const std::exception &error) {
  std::cerr << error.what() << '\n';
  return 1;
}
