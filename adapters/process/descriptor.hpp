// SPDX-License-Identifier: Apache-2.0
// A file descriptor that is closed, and what the system says when a call fails.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace suoledger::adapters {

[[noreturn]] inline void throw_system_error(int error, const std::string& what) {
    throw std::system_error{error, std::generic_category(), what};
}
/// Of the call before.
[[noreturn]] inline void throw_errno(const std::string& what) { throw_system_error(errno, what); }

/// May be none, below 0.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }
    int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

}  // namespace suoledger::adapters
