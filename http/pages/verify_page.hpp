// SPDX-License-Identifier: Apache-2.0
// The page behind the QR code of a document: that it is genuine, what became of it since, and what proves it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/money.hpp"
#include "domain/personal.hpp"
#include "domain/time.hpp"

namespace suoledger::http {

/// How the document stands now.
struct Standing {
    std::string badge, kind;  // kind: "good", "warn", "bad" or empty
    std::string text;
};
/// A file that was drawn of this document.
struct RecordedCopy {
    std::string sha256;  // hex
    std::int64_t bytes = 0;
    domain::Date recorded_on;
};
/// Whoever holds the paper sees what it says; names are shortened.
struct VerifyPage {
    std::string token;
    std::string what;  // "Invoice"
    std::string shop, number;
    domain::PersonalText addressee;
    std::optional<domain::Date> dated;
    std::optional<domain::Money> amount;
    std::string edition;  // "revision 2"; empty: there is one only
    Standing standing;
    std::vector<RecordedCopy> copies;  // oldest first
    bool has_proof = false, livemode = true;
};

std::string verify_page_html(const VerifyPage& page);
/// "B… A…" of "Bola Ade".
std::string shortened_name(std::string_view name);

}  // namespace suoledger::http
