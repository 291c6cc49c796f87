// SPDX-License-Identifier: Apache-2.0
// Every fault that reaches main, as a line of text and a code.
#include "adapters/cli/exit_codes.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <system_error>

#include "adapters/cli/service_process.hpp"
#include "adapters/embedded_postgres/binaries.hpp"
#include "adapters/process/control_socket.hpp"
#include "adapters/process/privileges.hpp"
#include "eventstore/audit/bundle_files.hpp"
#include "eventstore/destroyed_keys.hpp"
#include "eventstore/event_store.hpp"
#include "eventstore/key_vault.hpp"
#include "eventstore/merkle/checkpoint_keys.hpp"
#include "eventstore/merkle/merkle_log.hpp"
#include "eventstore/postgres/durability.hpp"
#include "eventstore/postgres/migrations.hpp"
#include "projections/database.hpp"

namespace suoledger::adapters {
namespace {

int explained(int code, const std::exception& fault) {
    fmt::print(stderr, "suoledger: {}\n", fault.what());
    return code;
}

}  // namespace

int explain_current_fault() {
    try {
        throw;
    } catch (const CommandFault& fault) {
        return explained(fault.exit_code, fault);
    } catch (const PrivilegeFault& fault) {
        return explained(EX_NOPERM, fault);
    } catch (const eventstore::KekFault& fault) {
        return explained(EX_CONFIG, fault);
    } catch (const eventstore::CheckpointKeyFault& fault) {
        return explained(EX_CONFIG, fault);
    } catch (const eventstore::LogContradiction& fault) {
        return explained(EX_DATAERR, fault);
    } catch (const eventstore::DestroyedKeysFault& fault) {
        return explained(EX_DATAERR, fault);
    } catch (const eventstore::VolatileDatabase& fault) {
        return explained(EX_CONFIG, fault);
    } catch (const eventstore::MigrationFault& fault) {
        return explained(EX_CONFIG, fault);
    } catch (const EmbeddedPostgresFault& fault) {
        return explained(EX_UNAVAILABLE, fault);
    } catch (const eventstore::StoreUnavailable& fault) {
        return explained(EX_UNAVAILABLE, fault);
    } catch (const eventstore::BundleFault& fault) {
        return explained(EX_DATAERR, fault);
    } catch (const ControlFault& fault) {
        return explained(EX_UNAVAILABLE, fault);
    } catch (const AlreadyServed& fault) {
        return explained(EX_TEMPFAIL, fault);
    } catch (const projections::DatabaseLocked& fault) {
        return explained(EX_TEMPFAIL, fault);
    } catch (const std::system_error& fault) {
        return explained(EX_IOERR, fault);
    } catch (const std::exception& fault) {
        return explained(EX_SOFTWARE, fault);
    }
}

}  // namespace suoledger::adapters
