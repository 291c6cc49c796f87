// SPDX-License-Identifier: Apache-2.0
// Wiring of what draws and keeps documents.
#include "adapters/service/document_making.hpp"

#include "eventstore/clock.hpp"

namespace suoledger::adapters {
namespace {

std::unique_ptr<http::DocumentStore> make_store(const DocumentMakingParts& parts) {
    if (parts.settings.s3.is_set()) {
        parts.log.info("documents are kept in an object store", {{"bucket", parts.settings.s3.bucket}});
        return make_s3_documents(parts.settings.s3);
    }
    return make_folder_documents(parts.data_dir / "documents");
}

}  // namespace

DocumentMaking::DocumentMaking(const DocumentMakingParts& parts)
    : kept_(make_store(parts)),
      desk_({.store = parts.store,
             .vault = parts.vault,
             .renderer = renderer_,
             .logos = logos_,
             .kept = *kept_,
             .metrics = parts.metrics,
             .now = eventstore::system_now,
             .log = tell_in(parts.log)},
            {.threads = parts.settings.threads}) {}

}  // namespace suoledger::adapters
