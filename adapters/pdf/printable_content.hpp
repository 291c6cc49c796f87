// SPDX-License-Identifier: Apache-2.0
// Every text of a document made printable, in one place, so that no layout can forget it.
#pragma once

#include "http/document_renderer.hpp"

namespace suoledger::adapters {

http::DocumentContent printable(const http::DocumentContent& content);

}  // namespace suoledger::adapters
