// SPDX-License-Identifier: Apache-2.0
#include "tests/http/scripted_primary.hpp"

#include <algorithm>
#include <utility>

namespace suoledger::http::test {

class ScriptedPrimary::Answer final : public PrimaryAnswer {
public:
    Answer(ScriptedPrimary& primary, ScriptedAnswer script) : primary_(primary), script_(std::move(script)) {}
    ~Answer() override {
        const std::scoped_lock lock(primary_.mutex_);
        --primary_.under_way_;
        primary_.changed_.notify_all();
    }
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    void head(std::function<void(std::optional<PrimaryHead>)> on_head) override {
        {
            const std::scoped_lock lock(primary_.mutex_);
            if (primary_.holds_) {
                primary_.held_.emplace_back([on_head, head = script_.head] { on_head(head); });
                return;
            }
        }
        on_head(script_.head);
    }

    void next(std::function<void(Piece)> on_piece) override {
        if (given_ < script_.pieces.size()) {
            const std::string text = script_.pieces[given_];
            if (!script_.never_ends || given_ + 1 < script_.pieces.size()) ++given_;
            return on_piece({text, Piece::End::none});
        }
        on_piece({"", script_.end});
    }

private:
    ScriptedPrimary& primary_;
    const ScriptedAnswer script_;
    std::size_t given_ = 0;
};

std::shared_ptr<PrimaryAnswer> ScriptedPrimary::ask(const PrimaryQuestion& question) {
    if (is_full) return nullptr;
    const std::scoped_lock lock(mutex_);
    questions_.push_back(question);
    ++under_way_;
    changed_.notify_all();
    return std::make_shared<Answer>(*this, answer_);
}

void ScriptedPrimary::answer_with(ScriptedAnswer answer) {
    const std::scoped_lock lock(mutex_);
    answer_ = std::move(answer);
}

void ScriptedPrimary::hold() {
    const std::scoped_lock lock(mutex_);
    holds_ = true;
}

void ScriptedPrimary::release() {
    std::vector<std::function<void()>> held;
    {
        const std::scoped_lock lock(mutex_);
        holds_ = false;
        held.swap(held_);
    }
    for (const auto& answer : held) answer();
}

void ScriptedPrimary::wait_until_asked(std::size_t times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return questions_.size() >= times; });
}

void ScriptedPrimary::wait_until_idle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return under_way_ == 0; });
}

std::vector<PrimaryQuestion> ScriptedPrimary::questions() const {
    const std::scoped_lock lock(mutex_);
    return questions_;
}

ScriptedAnswer text_answer(const std::string& text) {
    ScriptedAnswer answer;
    answer.head = PrimaryHead{
        200, {{"Content-Type", "application/json"}, {"Content-Length", std::to_string(text.size())}}, text.size()};
    answer.pieces = {text};
    return answer;
}

std::optional<std::string> value_of(const HeaderLines& lines, std::string_view lower_case_name) {
    const auto found =
        std::ranges::find(lines, lower_case_name, [](const auto& line) -> const std::string& { return line.first; });
    return found == lines.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace suoledger::http::test
