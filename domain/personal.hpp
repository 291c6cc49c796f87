// SPDX-License-Identifier: Apache-2.0
// Text about a person or in a person's words: sealed when stored, perhaps erased when read back.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace suoledger::domain {

/// `absent` was never given; `closed` is stored but was not opened by this reader; `erased` can never be opened again;
/// of what is `unavailable` nobody knows now: whoever keeps the key does not answer.
enum class PersonalState : unsigned char { absent, open, closed, erased, unavailable };

/// A value, not a resource. `value` is empty unless the state is open.
struct PersonalText {
    PersonalState state = PersonalState::absent;
    std::string value;

    PersonalText() = default;
    explicit PersonalText(std::string text) : state(PersonalState::open), value(std::move(text)) {}
    static PersonalText erased() { return with(PersonalState::erased); }
    static PersonalText closed() { return with(PersonalState::closed); }
    static PersonalText unavailable() { return with(PersonalState::unavailable); }

    [[nodiscard]] bool is_absent() const { return state == PersonalState::absent; }
    [[nodiscard]] bool is_open() const { return state == PersonalState::open; }
    auto operator<=>(const PersonalText&) const = default;

private:
    static PersonalText with(PersonalState state) {
        PersonalText text;
        text.state = state;
        return text;
    }
};

}  // namespace suoledger::domain
