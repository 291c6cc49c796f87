// SPDX-License-Identifier: Apache-2.0
// Logins of the database for auditors of one business each: what they see is said by migrations/0009_auditors.sql.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::eventstore {

/// The login cannot be made or taken away; says why.
struct AuditorFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Auditor {
    std::string login;
    domain::Uuid tenant;
    domain::Timestamp created_at;
};

/// 3 to 48 of a–z, 0–9 and _, beginning with a letter, not with pg_.
bool is_auditor_name(std::string_view name);

/// Makes a role that may log in and is a member of suoledger_auditor and of nothing else; returns its password, which
/// goes to the server as a SCRAM verifier only. The database's user must be allowed to make roles. Throws AuditorFault,
/// StoreUnavailable.
std::string create_auditor(const std::string& database_url, const domain::Uuid& tenant, const std::string& name);
/// From now on the login sees nothing, in open sessions too, and no new session is let in. Throws AuditorFault when it
/// is none that create_auditor made.
void revoke_auditor(const std::string& database_url, const std::string& name);
/// By name.
std::vector<Auditor> auditors(const std::string& database_url);

}  // namespace suoledger::eventstore
