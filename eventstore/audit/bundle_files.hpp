// SPDX-License-Identifier: Apache-2.0
// The members of a bundle, whether it is one tar file or a directory it was unpacked to.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace suoledger::eventstore {

struct BundleFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One member, line by line: those of events can be larger than memory.
class BundleLines {
public:
    virtual ~BundleLines() = default;
    /// Without its newline; nullopt at the end. Throws BundleFault, also for a line that no event of ours could need.
    std::optional<std::string> next();

protected:
    /// Up to `size` bytes; 0 at the end.
    virtual std::size_t read(char* buffer, std::size_t size) = 0;

private:
    std::string buffer_;
    std::size_t used_ = 0;
    bool at_end_ = false;
};

/// nullptr when there is no such member. Throws BundleFault.
std::unique_ptr<BundleLines> open_member(const std::filesystem::path& bundle, std::string_view name);
/// All of it; of members that are small by nature (1 MB at most).
std::optional<std::string> read_member(const std::filesystem::path& bundle, std::string_view name);

}  // namespace suoledger::eventstore
