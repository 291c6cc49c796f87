// SPDX-License-Identifier: Apache-2.0
#include "eventstore/postgres/pqxx_faults.hpp"

#include <pqxx/except>

#include "eventstore/event_store.hpp"

namespace suoledger::eventstore {

const pqxx::sql_error& refusal_in(const pqxx::failure& fault) {
    const auto* refusal = dynamic_cast<const pqxx::sql_error*>(&fault);
    if (refusal == nullptr || refusal->sqlstate().starts_with("57P") || refusal->sqlstate().starts_with("08"))
        throw StoreUnavailable(fault.what());
    return *refusal;
}

}  // namespace suoledger::eventstore
