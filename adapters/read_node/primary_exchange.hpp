// SPDX-License-Identifier: Apache-2.0
// One read of the primary: libcurl's callbacks on one side, who waits for the answer on the other. Included by .cpp
// files only.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/curl_handle.hpp"
#include "adapters/read_node/curl_primary_reads.hpp"

namespace suoledger::adapters {

/// Shared by the reader and the thread that moves bytes. The handle is that thread's alone once it was given to it.
class PrimaryExchange {
public:
    using Piece = http::PrimaryAnswer::Piece;
    using OnHead = std::function<void(std::optional<http::PrimaryHead>)>;
    using OnPiece = std::function<void(Piece)>;

    /// `place` is held for as long as this is.
    PrimaryExchange(const std::string& url, const http::PrimaryQuestion& question, const PrimaryReadLimits& limits,
                    std::shared_ptr<void> place);
    PrimaryExchange(const PrimaryExchange&) = delete;
    PrimaryExchange& operator=(const PrimaryExchange&) = delete;

    // Of the reader.
    void await_head(OnHead on_head);
    /// True when the transfer rested and may go on.
    bool await_piece(OnPiece on_piece);
    void give_up() { given_up_ = true; }

    // Of the thread that moves bytes.
    [[nodiscard]] CURL* handle() const { return handle_.get(); }
    [[nodiscard]] bool is_given_up() const { return given_up_; }
    /// True once for each time that it may go on.
    bool take_go_on() { return go_on_.exchange(false); }
    void end(bool is_whole);

private:
    static std::size_t take_line(char* data, std::size_t size, std::size_t count, void* exchange);
    static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* exchange);
    void set_options(const std::string& url, const http::PrimaryQuestion& question, const PrimaryReadLimits& limits);
    /// False: too much of it.
    bool read_line(std::string_view line);
    void head_is_whole();
    /// False: not now.
    bool read_body(std::string_view bytes);

    const std::size_t bytes_ahead_, head_bytes_;
    const std::shared_ptr<void> place_;
    CurlList lines_;  // what is sent; before the handle, which uses it
    CurlHandle handle_;
    std::atomic<bool> given_up_{false}, go_on_{false};

    // While the head comes; of the thread that moves bytes.
    http::PrimaryHead reading_;
    std::size_t read_bytes_ = 0;
    bool has_head_ = false;

    std::mutex mutex_;  // of what follows
    std::optional<http::PrimaryHead> head_;
    OnHead on_head_;
    OnPiece on_piece_;
    std::string body_;  // not taken yet
    bool rests_ = false;
    Piece::End end_ = Piece::End::none;
};

}  // namespace suoledger::adapters
