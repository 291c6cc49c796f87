// SPDX-License-Identifier: Apache-2.0
// The sections of the payer's page, as HTML.
#pragma once

#include <string>

#include "http/pages/pay_page.hpp"

namespace suoledger::http {

std::string status_section(const PayPage& page);
/// Of lines as many as fit; the document has them all.
std::string lines_section(const PayPage& page, std::size_t max_bytes);
/// Both are empty while nothing is due.
std::string checkout_section(const PayPage& page);
std::string transfer_section(const PayPage& page);

}  // namespace suoledger::http
