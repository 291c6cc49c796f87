// SPDX-License-Identifier: Apache-2.0
// The register from JSON, strictly.
#include "http/processing_register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "http/request_body.hpp"

namespace suoledger::http {
namespace {

namespace json = boost::json;

constexpr std::string_view home = "NG";
constexpr Length entry_length{1, 300}, entries{0, 200};

std::string country(ObjectReader& reader) {
    auto given = reader.text("country", {2, 2}, Presence::required).value_or("");
    const bool is_code = std::ranges::all_of(given, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!is_code) reader.wrong("country", "must be a code of two capital letters, as NG");
    return given;
}

std::vector<std::string> categories_of(ObjectReader& reader) {
    std::vector<std::string> categories;
    const auto* list = reader.array("categories", {1, 100}, Presence::required);
    if (list == nullptr) return categories;
    for (const auto& element : *list) {
        if (element.is_string() && !element.get_string().empty()) {
            categories.emplace_back(element.get_string());
        } else {
            reader.wrong("categories", "must be a list of texts");
        }
    }
    return categories;
}

/// Each element of the list through `read(reader)`.
template <class Entry, class Read>
std::vector<Entry> list_of(ObjectReader& root, std::string_view name, const Read& read) {
    std::vector<Entry> result;
    const auto* list = root.array(name, entries, Presence::optional);
    if (list == nullptr) return result;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto pointer = join_pointer(root.pointer_to(name), std::to_string(i));
        const auto* object = (*list)[i].if_object();
        if (object == nullptr) {
            root.errors().push_back({pointer, "must be an object"});
            continue;
        }
        ObjectReader reader(*object, pointer, root.errors());
        result.push_back(read(reader));
        reader.refuse_unknown();
    }
    return result;
}

Recipient read_recipient(ObjectReader& reader) {
    Recipient recipient;
    recipient.name = reader.text("name", entry_length, Presence::required).value_or("");
    recipient.role = reader.text("role", entry_length, Presence::required).value_or("");
    recipient.country = country(reader);
    recipient.categories = categories_of(reader);
    recipient.contract = reader.text("contract", entry_length, Presence::optional);
    return recipient;
}

Transfer read_transfer(ObjectReader& reader) {
    Transfer transfer;
    transfer.recipient = reader.text("recipient", entry_length, Presence::required).value_or("");
    transfer.country = country(reader);
    transfer.basis = reader.text("basis", entry_length, Presence::required).value_or("");
    transfer.categories = categories_of(reader);
    transfer.safeguard = reader.text("safeguard", entry_length, Presence::optional);
    return transfer;
}

std::optional<Contact> read_contact(ObjectReader& root, std::string_view name) {
    const auto* object = root.object(name, Presence::optional);
    if (object == nullptr) return std::nullopt;
    ObjectReader reader(*object, root.pointer_to(name), root.errors());
    Contact contact;
    contact.name = reader.text("name", entry_length, Presence::required).value_or("");
    contact.contact = reader.text("contact", entry_length, Presence::optional);
    contact.registration = reader.text("registration", entry_length, Presence::optional);
    reader.refuse_unknown();
    return contact;
}

/// Empty: every recipient abroad is in the register of transfers, and every transfer has a recipient.
std::string contradiction_in(const ProcessingRegister& given) {
    for (const auto& recipient : given.recipients) {
        const bool is_named = std::ranges::any_of(given.transfers, [&](const Transfer& transfer) {
            return transfer.recipient == recipient.name && transfer.country == recipient.country;
        });
        if (recipient.country != home && !is_named)
            return fmt::format("recipient {} is in {}, and no transfer to it is registered", recipient.name,
                               recipient.country);
    }
    for (const auto& transfer : given.transfers) {
        const bool is_known = std::ranges::any_of(
            given.recipients, [&](const Recipient& recipient) { return recipient.name == transfer.recipient; });
        if (!is_known) return fmt::format("a transfer names {}, which is no recipient", transfer.recipient);
    }
    return {};
}

}  // namespace

std::expected<ProcessingRegister, std::string> parse_processing_register(std::string_view text) {
    boost::system::error_code error;
    const json::value tree = json::parse(json::string_view(text), error);
    if (error || !tree.is_object()) return std::unexpected("is no JSON object");
    std::vector<domain::FieldError> errors;
    ObjectReader root(tree.get_object(), "", errors);
    ProcessingRegister result;
    result.service = read_contact(root, "service");
    result.data_protection_officer = read_contact(root, "data_protection_officer");
    result.recipients = list_of<Recipient>(root, "recipients", read_recipient);
    result.transfers = list_of<Transfer>(root, "transfers", read_transfer);
    root.refuse_unknown();
    if (!errors.empty()) return std::unexpected(fmt::format("{} {}", errors[0].pointer, errors[0].detail));
    if (auto contradiction = contradiction_in(result); !contradiction.empty()) return std::unexpected(contradiction);
    return result;
}

const PrivacySettings& default_privacy_settings() {
    static const PrivacySettings settings;
    return settings;
}

}  // namespace suoledger::http
