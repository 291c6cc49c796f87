// SPDX-License-Identifier: Apache-2.0
// QR codes as modules, to be drawn.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace suoledger::adapters {

struct QrCode {
    std::size_t width = 0;      // modules on a side, without the quiet zone; 0: the text does not fit into any
    std::vector<bool> is_dark;  // row by row
};

/// Error correction M (15 % may be unreadable): paper gets folded. The same modules for the same text.
QrCode qr_code(const std::string& text);

}  // namespace suoledger::adapters
