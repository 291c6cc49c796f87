// SPDX-License-Identifier: Apache-2.0
// A bundle as a running service gives it, over HTTP.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace suoledger::adapters {

struct BundleAddress {
    std::string service;  // http(s)://host[:port], without a path
    std::string api_key;  // of scope `audit`
    std::optional<std::int64_t> first, last;
};

/// In a file of its own, which goes with this.
class DownloadedBundle {
public:
    /// Throws CommandFault: EX_USAGE for an address that is none, EX_UNAVAILABLE when the service does not answer,
    /// EX_NOPERM with its words when it refuses.
    explicit DownloadedBundle(const BundleAddress& address);
    ~DownloadedBundle();
    DownloadedBundle(const DownloadedBundle&) = delete;
    DownloadedBundle& operator=(const DownloadedBundle&) = delete;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

private:
    std::filesystem::path file_;
};

/// What the file holds, without the line's end; without a file that of SUOLEDGER_API_KEY. Throws CommandFault(EX_USAGE)
/// when there is neither.
std::string read_api_key(const std::string& file);

}  // namespace suoledger::adapters
