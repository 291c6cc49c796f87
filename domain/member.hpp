// SPDX-License-Identifier: Apache-2.0
// A member: a person who works for the business and will log in as one of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "domain/personal.hpp"
#include "domain/scopes.hpp"
#include "domain/uuid.hpp"

namespace suoledger::domain {

/// Blind index of a member's login (AUDIT §4).
using LoginIndex = std::array<std::uint8_t, 16>;

// --- events (business stream; name and login under the business key) ---

struct MemberAdded {
    Uuid member_id;
    PersonalText name, login;
    Scopes scopes;
    bool operator==(const MemberAdded&) const = default;
};
struct MemberRemoved {
    Uuid member_id;
    bool operator==(const MemberRemoved&) const = default;
};

// --- commands ---

struct AddMember {
    Uuid member_id;
    PersonalText name;   // 1..200 characters
    PersonalText login;  // a lower-case e-mail address or an E.164 phone; one member of a business has it
    LoginIndex login_index{};
    Scopes scopes;  // not empty; no more than the asking key has
    Scopes issuer_scopes;
};
struct RemoveMember {
    Uuid member_id;
    LoginIndex login_index{};  // of the login the caller read; released when the member holds it
};

// --- state ---

struct Member {
    Scopes scopes;
    bool operator==(const Member&) const = default;
};

}  // namespace suoledger::domain
