// SPDX-License-Identifier: Apache-2.0
// The embedded fonts as files without a name on any disk: libharu reads fonts by path only.
#pragma once

#include <string>

#include "adapters/pdf/embedded_font.hpp"

namespace suoledger::adapters {

/// Readable by any number of threads at once, each by its own opening of the path.
class FontFiles {
public:
    /// Throws std::system_error.
    FontFiles();
    ~FontFiles();
    FontFiles(const FontFiles&) = delete;
    FontFiles& operator=(const FontFiles&) = delete;

    [[nodiscard]] std::string path_of(Face face) const;

private:
    int regular_ = -1, bold_ = -1;
};

}  // namespace suoledger::adapters
