// SPDX-License-Identifier: Apache-2.0
// What libpqxx threw, sorted into outages, after which one tries again, and what the database refuses.
#pragma once

namespace pqxx {
class failure;
class sql_error;
}  // namespace pqxx

namespace suoledger::eventstore {

/// Throws StoreUnavailable when nothing was refused: the connection was lost or could not be made. A server that goes
/// down says so before it closes the connection, and is as good as gone.
const pqxx::sql_error& refusal_in(const pqxx::failure& fault);

}  // namespace suoledger::eventstore
