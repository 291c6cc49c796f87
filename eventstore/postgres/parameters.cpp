// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's binary formats: big-endian integers, and arrays of one dimension.
#include "eventstore/postgres/parameters.hpp"

#include <array>
#include <bit>
#include <utility>

#include "eventstore/postgres/binary_format.hpp"

namespace suoledger::eventstore {

namespace {

template <class Number>
std::array<char, sizeof(Number)> big_endian(Number number) {
    if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
    return std::bit_cast<std::array<char, sizeof(Number)>>(number);
}

void append_big_endian(std::string& out, std::int32_t number) { out += view_of(big_endian(number)); }

std::int64_t microseconds_of(domain::Timestamp instant) { return instant.microseconds - postgres_epoch_us; }

/// How PostgreSQL writes that an element is null.
constexpr std::int32_t null_size = -1;

std::string_view view_of(const domain::Uuid& uuid) {
    return {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()};
}

/// Of the array type whose elements are of that type (pg_type.dat).
std::uint32_t array_type_of(PgType element) {
    switch (element) {
        case PgType::bytea:
            return 1001;
        case PgType::int8:
            return 1016;
        case PgType::int4:
            return 1007;
        case PgType::text:
            return 1009;
        case PgType::tid:
            return 1010;
        case PgType::json:
            return 199;
        case PgType::timestamptz:
            return 1185;
        case PgType::uuid:
            return 2951;
    }
    return 0;
}

}  // namespace

std::string binary_of(std::int64_t number) { return std::string(view_of(big_endian(number))); }
std::string binary_of(std::int32_t number) { return std::string(view_of(big_endian(number))); }
std::string binary_of(domain::Timestamp instant) { return binary_of(microseconds_of(instant)); }

void PgArray::add_element(std::string_view bytes) {
    append_big_endian(binary_, static_cast<std::int32_t>(bytes.size()));
    binary_ += bytes;
    ++count_;
}
PgArray& PgArray::add(std::int64_t number) { return add_element(view_of(big_endian(number))), *this; }
PgArray& PgArray::add(std::int32_t number) { return add_element(view_of(big_endian(number))), *this; }
PgArray& PgArray::add(const domain::Uuid& uuid) { return add_element(view_of(uuid)), *this; }
PgArray& PgArray::add(domain::Timestamp instant) { return add(microseconds_of(instant)); }
PgArray& PgArray::add(std::string_view bytes) { return add_element(bytes), *this; }
PgArray& PgArray::add_null() {
    append_big_endian(binary_, null_size);
    has_null_ = true;
    ++count_;
    return *this;
}

std::string PgArray::binary() && {
    const std::int32_t dimensions = count_ == 0 ? 0 : 1;
    std::string header;
    for (const std::int32_t field :
         {dimensions, std::int32_t{has_null_}, static_cast<std::int32_t>(type_), count_, std::int32_t{1}})
        append_big_endian(header, field);                          // the last one: the first index
    if (dimensions == 0) header.resize(3 * sizeof(std::int32_t));  // neither size nor index
    binary_.replace(0, header_bytes, header);
    return std::move(binary_);
}

PgParameters& PgParameters::push(std::uint32_t type, std::optional<std::string> value) {
    types_.push_back(type);
    values_.push_back(std::move(value));
    return *this;
}
PgParameters& PgParameters::add(PgArray array) {
    const auto type = array_type_of(array.type());
    return push(type, std::move(array).binary());
}
PgParameters& PgParameters::add(std::int64_t number) {
    return push(static_cast<std::uint32_t>(PgType::int8), binary_of(number));
}
PgParameters& PgParameters::add(std::int32_t number) {
    return push(static_cast<std::uint32_t>(PgType::int4), binary_of(number));
}
PgParameters& PgParameters::add(const domain::Uuid& uuid) {
    return push(static_cast<std::uint32_t>(PgType::uuid), std::string(view_of(uuid)));
}
PgParameters& PgParameters::add(domain::Timestamp instant) {
    return push(static_cast<std::uint32_t>(PgType::timestamptz), binary_of(instant));
}
PgParameters& PgParameters::add(std::string_view text) {
    return push(static_cast<std::uint32_t>(PgType::text), std::string(text));
}
PgParameters& PgParameters::add_bytes(std::string_view bytes) {
    return push(static_cast<std::uint32_t>(PgType::bytea), std::string(bytes));
}
PgParameters& PgParameters::add_row(std::string_view ctid) {
    return push(static_cast<std::uint32_t>(PgType::tid), std::string(ctid));
}
PgParameters& PgParameters::add_null(PgType type) { return push(static_cast<std::uint32_t>(type), std::nullopt); }

}  // namespace suoledger::eventstore
