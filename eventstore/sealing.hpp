// SPDX-License-Identifier: Apache-2.0
// Internal to the codec: personal fields on their way into sealed blobs and out of them again.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>
#include <boost/json/fwd.hpp>

#include "domain/decide.hpp"
#include "eventstore/codec.hpp"

namespace suoledger::eventstore {

class JsonText;

/// Of a stored payload: blobs by key id.
inline constexpr std::string_view sealed_part_name = "sealed";

using Nonce = std::array<std::uint8_t, 12>;
/// Where nonces come from: random, except when a golden file is written again byte for byte.
using MakeNonce = std::function<Nonce(const domain::Uuid& key_id)>;

/// What a blob is bound to, so that it cannot be moved to another business, event or person.
struct BlobPlace {
    domain::Uuid tenant, event_id, key_id;
};
/// 0x01 ‖ 0x01 ‖ key_id
std::string blob_header(const domain::Uuid& key_id);
/// The additional data: length-prefixed tag, tenant, event id, key id.
std::string blob_binding(const BlobPlace& place);
std::string seal_blob_with_nonce(const SecretKey& key, const Nonce& nonce, const BlobPlace& place,
                                 std::string_view plaintext);

/// `encode` with the nonces named; `encode` itself passes random ones.
EncodedEvent encode_with_nonces(const domain::NewEvent& event, const domain::Uuid& event_id, const FindKey& find_key,
                                const MakeNonce& make_nonce);

/// A personal field that events of a type can have; `*` in its pointer stands for any element of a list.
struct PersonalField {
    std::string pointer;
    domain::KeyClass key_class{};
    auto operator<=>(const PersonalField&) const = default;
};

/// Gathers the personal fields of one event, one list per key, in order of appearance.
class SealedFields {
public:
    explicit SealedFields(const domain::SealingKeys& keys) : keys_(keys) {}
    /// Notes every field that there can be, whatever is in it, and seals nothing.
    explicit SealedFields(std::vector<PersonalField>& all) : all_(&all) {}
    [[nodiscard]] bool names_all() const { return all_ != nullptr; }

    /// Absent and erased texts leave nothing behind. `text` must outlive this.
    /// Throws CodecFault: a closed text (it would be lost), text that no JSON reader takes, a class without a key.
    void put(std::string pointer, domain::KeyClass key_class, const domain::PersonalText& text);
    /// The "sealed" member of the object that is open in `out`; none when nothing is sealed.
    void seal_into(JsonText& out, const domain::Uuid& tenant, const domain::Uuid& event_id, const FindKey& find_key,
                   const MakeNonce& make_nonce) const;
    /// In the order in which opening the blobs would bring them back.
    void visit(const std::function<void(std::string_view pointer, std::string_view value)>& on_field) const;

private:
    struct Field {
        std::string pointer;
        std::string_view value;
    };
    struct Group {
        domain::Uuid key_id;
        std::vector<Field> fields;
    };
    [[nodiscard]] domain::Uuid key_of(domain::KeyClass key_class) const;

    domain::SealingKeys keys_;
    std::vector<PersonalField>* all_ = nullptr;
    std::vector<Group> groups_;  // at most three
};

/// One member of the sealed part.
struct StoredBlob {
    std::string_view key_id, text;
};
using StoredBlobs = boost::container::small_vector<StoredBlob, 3>;
/// Throws CodecFault when a member is no text.
StoredBlobs blobs_in(const boost::json::object& sealed);

/// One blob of a stored event: its pointers and values, or nothing while its key is not there.
struct OpenedBlob {
    domain::Uuid key_id;
    std::string fields;  // the plaintext JSON object; empty when it was not opened
    bool is_unavailable = false;
};
/// In stored order. Throws CodecFault when a blob does not open under its key; nullptr `find_key` opens none.
std::vector<OpenedBlob> open_blobs(std::span<const StoredBlob> sealed, const domain::Uuid& tenant,
                                   const domain::Uuid& event_id, const FindKey* find_key);

/// The personal fields of one stored event, opened as far as their keys are there.
///
/// Nothing in clear says which personal fields an event has. Fields of one class lie in one blob, so a class that shows
/// up in an opened blob is fully known; the fields of a class that shows up nowhere are absent if every blob was
/// opened, and else closed (no keys were asked), unavailable (a key could not be asked for) or erased (a key is gone).
/// The price of telling so little: where a blob stays shut, a field of its class that was never given does not read as
/// absent.
class OpenedFields {
public:
    OpenedFields(std::span<const StoredBlob> sealed, const domain::Uuid& tenant, const domain::Uuid& event_id,
                 const FindKey* find_key);
    OpenedFields(const OpenedFields&) = delete;
    OpenedFields& operator=(const OpenedFields&) = delete;
    ~OpenedFields();

    /// `out` must stay where it is until `settle`. `make_pointer()` is asked only when something was opened.
    template <class MakePointer>
    void take(const MakePointer& make_pointer, domain::KeyClass key_class, domain::PersonalText& out) {
        if (opened_.empty()) {
            missing_.push_back({key_class, &out});
        } else {
            take_opened(make_pointer(), key_class, out);
        }
    }
    /// Once all are taken: says what became of those not found. Throws CodecFault if something opened was not asked
    /// for.
    void settle();

private:
    void take_opened(std::string_view pointer, domain::KeyClass key_class, domain::PersonalText& out);

    struct Missing {
        domain::KeyClass key_class;
        domain::PersonalText* out;
    };
    std::vector<boost::json::value> opened_;  // one object per opened blob
    std::size_t left_ = 0;                    // opened fields that nobody has taken yet
    boost::container::small_vector<Missing, 16> missing_;
    std::array<bool, 3> seen_{};  // by KeyClass
    bool all_opened_ = true;
    bool is_unavailable_ = false;  // at least one
    bool keys_were_asked_ = false;
};

}  // namespace suoledger::eventstore
