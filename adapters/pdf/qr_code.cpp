// SPDX-License-Identifier: Apache-2.0
// libqrencode's matrix.
#include "adapters/pdf/qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace suoledger::adapters {

QrCode qr_code(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> matrix(
        text.empty() ? nullptr
                     : QRcode_encodeData(static_cast<int>(text.size()),
                                         reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
        &QRcode_free);
    QrCode code;
    if (matrix == nullptr) return code;
    code.width = static_cast<std::size_t>(matrix->width);
    code.is_dark.reserve(code.width * code.width);
    for (std::size_t i = 0; i < code.width * code.width; ++i) code.is_dark.push_back((matrix->data[i] & 1U) != 0);
    return code;
}

}  // namespace suoledger::adapters
