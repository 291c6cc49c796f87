// SPDX-License-Identifier: Apache-2.0
// The record of processing as JSON, made of what the code declares and what the operator registered.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "http/processing_register.hpp"

namespace suoledger::http {

/// The law that records and exports name.
inline constexpr std::string_view data_protection_law = "NDPA 2023 and GAID 2025";

/// By purpose: lawful basis, event types, their personal fields and how long those can be read.
boost::json::array processing_purposes_json();
boost::json::array retention_rules_json();
boost::json::array recipients_json(const PrivacySettings& settings);
boost::json::array transfers_json(const PrivacySettings& settings);
/// Null where the operator registered nobody.
boost::json::value contact_json(const std::optional<Contact>& contact);

}  // namespace suoledger::http
