// SPDX-License-Identifier: Apache-2.0
// One layout for each kind of document. Contents must be printable.
#pragma once

#include <string>

#include "adapters/pdf/sheet_flow.hpp"
#include "http/document_renderer.hpp"

namespace suoledger::adapters {

/// "Invoice INV-000123": what the document is called on its later pages, in its foot and by readers of the file.
std::string full_title(const http::DocumentContent& content);

void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::InvoiceContent& invoice);
void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::CreditNoteContent& note);
void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::ReceiptContent& receipt);
void lay_out(SheetFlow& flow, const http::DocumentContent& content, const http::StatementContent& statement);

}  // namespace suoledger::adapters
