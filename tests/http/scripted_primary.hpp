// SPDX-License-Identifier: Apache-2.0
// A primary that answers as the test says, or not yet, and remembers what it was asked.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/primary_reads.hpp"

namespace suoledger::http::test {

struct ScriptedAnswer {
    std::optional<PrimaryHead> head;  // nullopt: it is not reached
    std::vector<std::string> pieces;
    PrimaryAnswer::Piece::End end = PrimaryAnswer::Piece::End::whole;
    bool never_ends = false;  // the last piece comes again and again
};

class ScriptedPrimary final : public PrimaryReads {
public:
    [[nodiscard]] bool reaches(Listener listener) const override { return listener == Listener::api || has_admin; }
    std::shared_ptr<PrimaryAnswer> ask(const PrimaryQuestion& question) override;

    /// What is answered from now on.
    void answer_with(ScriptedAnswer answer);
    /// Whoever asks waits, until `release`.
    void hold();
    void release();
    void wait_until_asked(std::size_t times);
    /// Until every question was answered to its end, or given up.
    void wait_until_idle();
    [[nodiscard]] std::vector<PrimaryQuestion> questions() const;

    bool has_admin = false, is_full = false;

private:
    class Answer;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    ScriptedAnswer answer_;
    bool holds_ = false;
    std::vector<std::function<void()>> held_;
    std::vector<PrimaryQuestion> questions_;
    std::size_t under_way_ = 0;
};

/// 200 of a JSON text, with a length.
ScriptedAnswer text_answer(const std::string& text);
std::optional<std::string> value_of(const HeaderLines& lines, std::string_view lower_case_name);

}  // namespace suoledger::http::test
