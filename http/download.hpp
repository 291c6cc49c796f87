// SPDX-License-Identifier: Apache-2.0
// A response whose body is made while it is sent, so that its size costs no memory.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/message.hpp"

namespace suoledger::http {

class BodySource {
public:
    virtual ~BodySource() = default;
    /// What comes next, some 100 KiB at most; an empty text when more work must be done first, nullopt at the end.
    /// Asked for on a handler thread, by one at a time; may block on the store for as long as a page of the log takes.
    virtual std::optional<std::string> next() = 0;
};

struct Download {
    Response head;                       // its body is empty
    std::shared_ptr<BodySource> source;  // shared with the pool thread that is asked, should the client leave meanwhile
};

}  // namespace suoledger::http
