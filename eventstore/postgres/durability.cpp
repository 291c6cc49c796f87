// SPDX-License-Identifier: Apache-2.0
#include "eventstore/postgres/durability.hpp"

#include <pqxx/pqxx>

#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {

std::vector<std::string> require_durable(const std::string& database_url) try {
    pqxx::connection connection(database_url);
    pqxx::nontransaction query(connection);
    const auto row = query.exec1("SELECT current_setting('fsync')::bool, current_setting('full_page_writes')::bool");
    if (!row[0].as<bool>())
        throw VolatileDatabase(
            "the database runs with fsync = off: it forgets payments that were acknowledged when its machine goes "
            "down. Set fsync = on in its postgresql.conf, or by ALTER SYSTEM, and reload it");
    if (row[1].as<bool>()) return {};
    return {
        "the database runs with full_page_writes = off: where the file system can write half a page, it may be "
        "damaged when its machine goes down"};
} catch (const pqxx::failure& fault) {  // nobody is refused what every role may read
    throw StoreUnavailable(fault.what());
}

}  // namespace suoledger::eventstore
