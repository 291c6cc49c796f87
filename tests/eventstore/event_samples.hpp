// SPDX-License-Identifier: Apache-2.0
// Events for the codec's tests: one fixed sample of every type, and random ones.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <vector>

#include "domain/decide.hpp"
#include "eventstore/codec.hpp"

namespace suoledger::eventstore {

/// A UUID that ends in `number`.
domain::Uuid numbered_id(std::uint8_t number);

inline const domain::Uuid sample_tenant = numbered_id(0x01);
inline const domain::Uuid sample_event_id = numbered_id(0xe1);
inline const domain::Uuid contact_key_id = numbered_id(0xc1);
inline const domain::Uuid record_key_id = numbered_id(0xc2);
inline const domain::Uuid business_key_id = numbered_id(0xc3);

/// Keys by id, and a way to lose one.
class SampleKeys {
public:
    SampleKeys();
    void destroy(const domain::Uuid& key_id) { keys_.erase(key_id); }
    [[nodiscard]] FindKey finder() const;
    [[nodiscard]] const std::map<domain::Uuid, std::shared_ptr<const SecretKey>>& all() const { return keys_; }

private:
    std::map<domain::Uuid, std::shared_ptr<const SecretKey>> keys_;
};

/// In a business' stream with all three keys named, or on the platform with none.
domain::NewEvent new_event(domain::Event event);

/// One of every type, every optional member given, in the order of domain::Event. Frozen: golden files hold these.
std::vector<domain::Event> sample_events();
domain::InvoiceIssued sample_invoice();
/// Those behind PaymentDeallocated.
std::vector<domain::Event> later_events();
/// Those behind ExpenseVoided.
std::vector<domain::Event> privacy_events();
/// Those behind KekDestroyed.
std::vector<domain::Event> provider_events();
/// Those behind RefundAcknowledged.
std::vector<domain::Event> delivery_events();

/// Any event of any type: texts from many scripts, optional members given or not.
domain::Event random_event(std::mt19937_64& random);

}  // namespace suoledger::eventstore
