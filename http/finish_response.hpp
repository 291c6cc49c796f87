// SPDX-License-Identifier: Apache-2.0
// From an answer to bytes: validators, HEAD, and the headers that every response carries.
#pragma once

#include <string>

#include "http/call.hpp"
#include "http/primary_reads.hpp"

namespace suoledger::http {

/// The strong ETag of a GET answered 200, and 304 instead when the client has it.
void apply_validators(const Call& call, Response& response);

struct ResponseBytes {
    std::string head;
    std::string body;  // empty for HEAD and 304
};
/// `keep_alive` is told to the client.
ResponseBytes bytes_of_response(const Call& call, const Framing& framing, Response response, bool keep_alive,
                                domain::Timestamp now);

/// The head of an answer whose length nobody knows yet; when it is not chunked, its end is that of the connection.
std::string head_of_stream(const Call& call, bool is_chunked, const Response& response, bool keep_alive,
                           domain::Timestamp now);

/// The head of an answer of the primary; its content type is among the headers.
std::string head_of_passed(const Call& call, bool is_chunked, const PrimaryHead& passed, bool keep_alive,
                           domain::Timestamp now);

}  // namespace suoledger::http
