// SPDX-License-Identifier: Apache-2.0
// Values on their way to PostgreSQL in its binary format, and arrays of them for unnest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "domain/uuid.hpp"

namespace suoledger::eventstore {

/// Object ids of the types we send (pg_type.dat; they never change).
enum class PgType : std::uint32_t {
    bytea = 17,
    int8 = 20,
    int4 = 23,
    text = 25,
    tid = 27,
    json = 114,
    timestamptz = 1184,
    uuid = 2950
};

/// One array parameter: elements appended in binary form.
class PgArray {
public:
    explicit PgArray(PgType type) : type_(type), binary_(header_bytes, '\0') {}
    PgArray& add(std::int64_t number);  // int8
    PgArray& add(std::int32_t number);  // int4
    PgArray& add(const domain::Uuid& uuid);
    PgArray& add(domain::Timestamp instant);
    PgArray& add(std::string_view bytes);  // text, json, bytea
    PgArray& add_null();
    [[nodiscard]] PgType type() const { return type_; }
    /// The whole array as PostgreSQL's array_recv reads it.
    [[nodiscard]] std::string binary() &&;

private:
    static constexpr std::size_t header_bytes = 20;
    void add_element(std::string_view bytes);
    PgType type_;
    std::int32_t count_ = 0;
    bool has_null_ = false;
    std::string binary_;  // room for the header, then the elements
};

/// The parameters of one statement, in order.
class PgParameters {
public:
    PgParameters& add(PgArray array);
    PgParameters& add(std::int64_t number);
    PgParameters& add(std::int32_t number);
    PgParameters& add(const domain::Uuid& uuid);
    PgParameters& add(domain::Timestamp instant);
    PgParameters& add(std::string_view text);         // text
    PgParameters& add_bytes(std::string_view bytes);  // bytea
    PgParameters& add_row(std::string_view ctid);     // tid, as it was read
    PgParameters& add_null(PgType type);

    [[nodiscard]] const std::vector<std::uint32_t>& types() const { return types_; }
    [[nodiscard]] const std::vector<std::optional<std::string>>& values() const { return values_; }

private:
    PgParameters& push(std::uint32_t type, std::optional<std::string> value);
    std::vector<std::uint32_t> types_;
    std::vector<std::optional<std::string>> values_;
};

std::string binary_of(std::int64_t number);
std::string binary_of(std::int32_t number);
/// PostgreSQL counts microseconds from 2000-01-01.
std::string binary_of(domain::Timestamp instant);

}  // namespace suoledger::eventstore
