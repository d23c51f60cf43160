/*
 * The part of sealroll.hpp for owners with several devices, and for the loss of one. It is included
 * there.
 */

#ifndef SEALROLL_DEVICES_HPP
#define SEALROLL_DEVICES_HPP

#include "sealroll.hpp"

namespace sealroll {

/** A log that the processor goes on with from a backup, and what became of the rest of it. */
struct Recovery {
  /** A generation, or SEALROLL_INSTRUCTION_LOG. */
  std::uint32_t log = 0;
  std::uint64_t part = 0, restored = 0;
  /** UINT64_MAX if the processor does not say. */
  std::uint64_t signed_entries = 0;
  std::uint64_t lost = 0, lost_records = 0, returned = 0, erased = 0, unknown = 0;
  std::vector<std::array<std::uint8_t, 32>> missing;
};

/** A sync and all that it found; Owner::sync tells the new records only. */
class SyncReport : public detail::Object<SealrollSyncReport, sealroll_sync_report_free> {
 public:
  SyncReport(Owner &owner, const Exchange &exchange) : Object(run(owner, exchange)) {}

  std::uint64_t records() const {
    return detail::result<std::uint64_t>(sealroll_sync_report_records, get());
  }
  std::vector<Recovery> recoveries() const {
    std::vector<Recovery> all(
        detail::result<std::size_t>(sealroll_sync_report_recovery_count, get()));
    for (std::size_t i = 0; i < all.size(); i++) {
      Recovery &one = all[i];
      std::size_t missing = 0;
      check(sealroll_sync_report_recovery(get(), i, &one.log, &one.part, &one.restored,
                                          &one.signed_entries, &one.lost, &one.lost_records,
                                          &one.returned, &one.erased, &missing, &one.unknown));
      one.missing.resize(missing);
      for (std::size_t record = 0; record < missing; record++) {
        check(sealroll_sync_report_recovery_missing(get(), i, record, one.missing[record].data()));
      }
    }
    return all;
  }
  /** What Owner::give_again gives. */
  std::vector<std::string> lost_orders() const {
    return orders(sealroll_sync_report_lost_order_count, sealroll_sync_report_lost_order);
  }
  /** Lost orders about what is not in the log again. */
  std::vector<std::string> waiting_orders() const {
    return orders(sealroll_sync_report_waiting_order_count, sealroll_sync_report_waiting_order);
  }
  /** Generations whose logs the processor has deleted, as it had to. */
  std::vector<std::uint32_t> deleted() const {
    std::vector<std::uint32_t> all(
        detail::result<std::size_t>(sealroll_sync_report_deleted_count, get()));
    for (std::size_t i = 0; i < all.size(); i++) {
      all[i] = detail::result<std::uint32_t>(sealroll_sync_report_deleted, get(), i);
    }
    return all;
  }
  /** Whether the processor has deleted the list, as it had to. */
  bool is_over() const { return detail::result<bool>(sealroll_sync_report_is_over, get()); }

 private:
  static SealrollSyncReport *run(Owner &owner, const Exchange &exchange) {
    const detail::Carrier carrier(exchange);
    SealrollSyncReport *report = nullptr;
    carrier.settle(sealroll_owner_sync(owner.get(), carrier.get(), nullptr, &report));
    return report;
  }
  template <typename Count, typename Text>
  std::vector<std::string> orders(Count count, Text text) const {
    std::vector<std::string> all(detail::result<std::size_t>(count, get()));
    for (std::size_t i = 0; i < all.size(); i++) {
      all[i] = detail::buffer(text, get(), i).text();
    }
    return all;
  }
};

/** A recovery code parted among people. */
class Sheets : public detail::Object<SealrollSheets, sealroll_sheets_free> {
 public:
  Sheets() : Object(sealroll_sheets_new()) {}
  /** Any `needed` of `count` sheets bring the code back. */
  Sheets(const Secret &secret, std::uint8_t needed, std::uint8_t count,
         const SealrollRandom *random = nullptr)
      : Object(detail::result<SealrollSheets *>(sealroll_secret_part, secret.get(), needed, count,
                                                random)) {}

  std::size_t size() const noexcept { return sealroll_sheets_count(get()); }
  Buffer text(std::size_t index) const {
    return detail::buffer(sealroll_sheets_text, get(), index);
  }
  Sheets &add(const std::string &text) {
    check(sealroll_sheets_add(get(), detail::text(text)));
    return *this;
  }
  Secret combine() const {
    return Secret(detail::result<SealrollSecret *>(sealroll_sheets_combine, get()));
  }
};

/** Says what brings the list back after a loss. Call keep_recoverable next. */
inline void set_recovery(Owner &owner, const Secret &secret, const SealrollCost *cost = nullptr,
                         const SealrollRandom *random = nullptr) {
  check(sealroll_owner_set_recovery(owner.get(), secret.get(), cost, random));
}

/** Stores with the processor what a recovery needs; returns whether anything had to be. */
inline bool keep_recoverable(Owner &owner, const Exchange &exchange) {
  const detail::Carrier carrier(exchange);
  bool stored = false;
  carrier.settle(sealroll_owner_keep_recoverable(owner.get(), carrier.get(), nullptr, &stored));
  return stored;
}

/** Tries what is typed as after a loss; returns when that was logged. */
inline std::uint64_t drill(Owner &owner, const Secret &typed, const Exchange &exchange) {
  const detail::Carrier carrier(exchange);
  std::uint64_t time = 0;
  carrier.settle(sealroll_owner_drill(owner.get(), typed.get(), carrier.get(), nullptr, &time));
  return time;
}

/** Brings a list back from identity, secret, and any welcome bundle. Publish the statements next. */
inline Owner recover(const Identity &identity, const Secret &secret, const Bytes &bundle,
                     const Exchange &exchange) {
  const detail::Carrier carrier(exchange);
  SealrollOwner *owner = nullptr;
  carrier.settle(sealroll_owner_recover(identity.get(), secret.get(), bundle.data(), bundle.size(),
                                        carrier.get(), nullptr, &owner));
  return Owner(owner);
}

/** The card of a device. Compare its words over another channel. */
class DeviceCard : public detail::Object<SealrollDeviceCard, sealroll_device_card_free> {
 public:
  explicit DeviceCard(SealrollDeviceCard *card) noexcept : Object(card) {}
  static DeviceCard from_bytes(const Bytes &bytes) {
    return DeviceCard(detail::result<SealrollDeviceCard *>(sealroll_device_card_from_bytes,
                                                           bytes.data(), bytes.size()));
  }

  Buffer to_bytes() const { return detail::buffer(sealroll_device_card_to_bytes, get()); }
  Buffer name() const { return detail::buffer(sealroll_device_card_name, get()); }
  Buffer words() const { return detail::buffer(sealroll_device_card_words, get()); }
};

/** A device that wants to be granted something. */
class NewDevice : public detail::Object<SealrollNewDevice, sealroll_new_device_free> {
 public:
  /** A delegate, and what it may do, a sum of SealrollAbility. */
  struct Accepted {
    Owner delegate;
    std::int32_t abilities;
    std::uint64_t granted_at;
  };

  explicit NewDevice(const std::string &name, const SealrollRandom *random = nullptr)
      : Object(detail::result<SealrollNewDevice *>(sealroll_new_device_create, detail::text(name),
                                                   random)) {}
  static NewDevice from_file(const Bytes &file, const Secret &secret) {
    return NewDevice(detail::result<SealrollNewDevice *>(sealroll_new_device_from_file, file.data(),
                                                         file.size(), secret.get()));
  }

  Buffer to_file(const Secret &secret, const SealrollCost *cost = nullptr,
                 const SealrollRandom *random = nullptr) const {
    return detail::buffer(sealroll_new_device_to_file, get(), secret.get(), cost, random);
  }
  DeviceCard card() const {
    return DeviceCard(detail::result<SealrollDeviceCard *>(sealroll_new_device_card, get()));
  }
  /** Verifies a grant. Show the list's words before the delegate is used. */
  Accepted accept(const Bytes &grant, SealrollEnvironment environment) const {
    SealrollOwner *delegate = nullptr;
    std::int32_t abilities = 0;
    std::uint64_t granted_at = 0;
    check(sealroll_new_device_accept(get(), grant.data(), grant.size(),
                                     static_cast<std::int32_t>(environment), &delegate, &abilities,
                                     &granted_at));
    return {Owner(delegate), abilities, granted_at};
  }

 private:
  explicit NewDevice(SealrollNewDevice *device) noexcept : Object(device) {}
};

/** Epochs and rights sealed to a device. */
class Grant : public detail::Object<SealrollGrant, sealroll_grant_free> {
 public:
  /** Seals them. Register, order, and hand the file over once that was confirmed. */
  Grant(Owner &owner, const Identity &identity, const DeviceCard &card, std::uint32_t first,
        std::uint32_t last, std::int32_t abilities, std::uint64_t now,
        const SealrollRandom *random = nullptr)
      : Object(detail::result<SealrollGrant *>(sealroll_owner_grant, owner.get(), identity.get(),
                                               card.get(), first, last, abilities, now, random)) {}

  Request instruct(Owner &owner, const Identity &identity, std::uint64_t now) const {
    return Request(detail::result<SealrollRequest *>(sealroll_owner_instruct_grant, owner.get(),
                                                     identity.get(), get(), now));
  }
  Buffer file() const { return detail::buffer(sealroll_grant_file, get()); }
  std::uint64_t until() const {
    return detail::result<std::uint64_t>(sealroll_grant_until, get());
  }
};

/** Devices of a list. */
class Devices : public detail::Object<SealrollDevices, sealroll_devices_free> {
 public:
  explicit Devices(SealrollDevices *devices) noexcept : Object(devices) {}
  Devices(const Owner &owner, std::uint64_t now)
      : Object(detail::result<SealrollDevices *>(sealroll_owner_devices, owner.get(), now)) {}
  /** Prepares to revoke the device with a certificate. Register, order and publish next. */
  static Devices revoke(Owner &owner, const Identity &identity, std::uint64_t serial,
                        std::uint64_t now, const SealrollRandom *random = nullptr) {
    SealrollDevices *revoked = nullptr;
    std::size_t generations = 0;
    bool has_new_keys = false;
    check(sealroll_owner_revoke_device(owner.get(), identity.get(), serial, now, random, &revoked,
                                       &generations, &has_new_keys));
    return Devices(revoked);
  }

  std::size_t size() const noexcept { return sealroll_devices_count(get()); }
  Buffer name(std::size_t index) const {
    return detail::buffer(sealroll_devices_name, get(), index);
  }
  bool is_revoked(std::size_t index) const {
    std::int32_t abilities = 0;
    std::uint64_t until = 0;
    bool is_this = false, is_revoked = false;
    check(sealroll_devices_state(get(), index, &abilities, &until, &is_this, &is_revoked));
    return is_revoked;
  }
  /** Serials of a device's certificates. */
  std::vector<std::uint64_t> certificates(std::size_t index) const {
    std::vector<std::uint64_t> serials(
        detail::result<std::size_t>(sealroll_devices_certificate_count, get(), index));
    for (std::size_t i = 0; i < serials.size(); i++) {
      check(sealroll_devices_certificate(get(), index, i, &serials[i]));
    }
    return serials;
  }
  /** How many epochs a device can open. */
  std::size_t exposed(std::size_t index) const {
    return detail::result<std::size_t>(sealroll_devices_exposed_count, get(), index);
  }
};

/** The order to take nothing more that a certificate's key signs. */
inline Request revocation(Owner &owner, const Identity &identity, std::uint64_t serial,
                          std::uint64_t now) {
  return Request(detail::result<SealrollRequest *>(sealroll_owner_instruct_revocation, owner.get(),
                                                   identity.get(), serial, now));
}

}  // namespace sealroll

#endif  // SEALROLL_DEVICES_HPP
