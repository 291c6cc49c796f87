// SPDX-License-Identifier: Apache-2.0
// Documents of an invented shop, one of each kind.
#pragma once

#include <cstddef>

#include "http/document_renderer.hpp"

namespace suoledger::tests {

http::DocumentContent sample_invoice(std::size_t line_count, domain::Currency currency = domain::Currency::ngn);
http::DocumentContent sample_credit_note();
http::DocumentContent sample_receipt();
http::DocumentContent sample_statement(std::size_t entry_count);

}  // namespace suoledger::tests
