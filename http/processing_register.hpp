// SPDX-License-Identifier: Apache-2.0
// What only the operator knows of the processing: who else gets the data, and what leaves the country (NDPA 2023 ss.29,
// 41–43). Read from a file at start; what code knows is not in it.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suoledger::http {

/// Who gets personal data: processors, banks, authorities.
struct Recipient {
    std::string name, role, country;      // ISO 3166-1 alpha-2
    std::vector<std::string> categories;  // of personal data, in words
    std::optional<std::string> contract;
    bool operator==(const Recipient&) const = default;
};
/// What leaves Nigeria, and on what basis it may.
struct Transfer {
    std::string recipient, country, basis;
    std::vector<std::string> categories;
    std::optional<std::string> safeguard;
    bool operator==(const Transfer&) const = default;
};
struct Contact {
    std::string name;
    std::optional<std::string> contact, registration;
    bool operator==(const Contact&) const = default;
};
struct ProcessingRegister {
    std::optional<Contact> service, data_protection_officer;
    std::vector<Recipient> recipients;
    std::vector<Transfer> transfers;
    bool operator==(const ProcessingRegister&) const = default;
};
/// One JSON object with these members. The error is one sentence for the operator: the first thing that is wrong, a
/// recipient abroad that no transfer names among it.
std::expected<ProcessingRegister, std::string> parse_processing_register(std::string_view text);

/// What the service is told about its duties.
struct PrivacySettings {
    std::optional<ProcessingRegister> processing;  // nullopt: the operator gave none
    // Requests of people: no number of days stands in the law; this is a target (reference: market practice).
    int request_target_days = 30, request_alarm_days = 20;
};
const PrivacySettings& default_privacy_settings();

}  // namespace suoledger::http
