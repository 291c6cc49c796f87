// SPDX-License-Identifier: Apache-2.0
// A tar file made piece by piece: what is written is taken away before more is, so that none of it gathers in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace suoledger::http {

struct TarFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Not thread-safe. Throws TarFault when a file has another size than was said, and when the library fails.
class TarWriter {
public:
    /// What the files say they were made at.
    explicit TarWriter(domain::Timestamp made_at);
    ~TarWriter();
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    void begin_file(const std::string& name, std::int64_t size);
    void write(std::string_view data);
    void end_file();
    void add_file(const std::string& name, std::string_view content);
    /// The end of the archive; nothing is written after it.
    void finish();
    /// The bytes since the last time.
    [[nodiscard]] std::string take();

private:
    struct Archive;
    std::unique_ptr<Archive> archive_;
    domain::Timestamp made_at_;
    std::int64_t left_ = 0;  // of the file at hand
};

}  // namespace suoledger::http
