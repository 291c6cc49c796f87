// SPDX-License-Identifier: Apache-2.0
// Opens blobs to see that they open; what they hold is dropped at once.
#include "eventstore/audit/sealed_checks.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include "eventstore/codec.hpp"
#include "eventstore/sealing.hpp"

namespace suoledger::eventstore {
namespace {

namespace json = boost::json;

constexpr std::string_view sealed_member = "\"sealed\"";

}  // namespace

/// Without those that were wrapped by an epoch which is no longer in the ring: erasure is complete for them.
class SealedChecks::OpenableKeys final : public WrappedKeySource {
public:
    OpenableKeys(const KekRing& ring, WrappedKeySource& source) : ring_(ring), source_(source) {}
    std::optional<WrappedKey> find(const domain::Uuid& tenant, const domain::Uuid& key_id) override {
        auto found = source_.find(tenant, key_id);
        last_is_missing_ = !found;
        if (found && ring_.find(found->kek_epoch) == nullptr) found.reset();
        return found;
    }
    /// The last one asked for is stored nowhere.
    [[nodiscard]] bool last_is_missing() const { return last_is_missing_; }
    std::string find_or_create_service_key(const std::string&, const std::string&, std::int64_t) override {
        throw std::logic_error("an audit makes no keys");
    }

private:
    const KekRing ring_;
    WrappedKeySource& source_;
    bool last_is_missing_ = false;
};

SealedChecks::SealedChecks(KekRing ring, WrappedKeySource& source)
    : keys_(std::make_unique<OpenableKeys>(ring, source)), vault_(std::move(ring), *keys_) {}
SealedChecks::~SealedChecks() = default;

std::optional<Finding> SealedChecks::check(const RecordedEvent& event) {
    if (event.payload.find(sealed_member) == std::string::npos) return std::nullopt;
    boost::system::error_code error;
    const json::value tree = json::parse(event.payload, error);
    const json::object* payload = error ? nullptr : tree.if_object();
    if (payload == nullptr)
        return Finding{FindingCode::payload_unreadable, event.position, 0, "the payload is no JSON object"};
    const json::value* sealed = payload->if_contains("sealed");
    if (sealed == nullptr) return std::nullopt;  // the word stands elsewhere in it
    if (!sealed->is_object())
        return Finding{FindingCode::payload_unreadable, event.position, 0, "the sealed member is no object"};
    const FindKey find = [&](const domain::Uuid& key_id) {
        auto key = vault_.find(event.stream.tenant, key_id);
        if (!key && keys_->last_is_missing()) missing_.try_emplace(key_id, event.position);
        return key;
    };
    try {
        const auto blobs = blobs_in(sealed->get_object());
        for (const OpenedBlob& blob : open_blobs(blobs, event.stream.tenant, event.event_id, &find))
            ++(blob.fields.empty() ? erased_ : opened_);
    } catch (const CodecFault& fault) {
        return Finding{FindingCode::blob_does_not_open, event.position, 0, fault.what()};
    } catch (const KekFault& fault) {
        return Finding{FindingCode::subject_key_does_not_open, event.position, 0, fault.what()};
    }
    return std::nullopt;
}

}  // namespace suoledger::eventstore
